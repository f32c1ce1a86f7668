package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"tocsin/adapters/node"
	"tocsin/domain/callout"
	"tocsin/domain/lever"
	"tocsin/domain/policy"
	"tocsin/projections/audience"
	"tocsin/projections/forecast"
	"tocsin/projections/outbox"
)

// fixed is a number in the code that no playbook sets.
type fixed struct {
	value any
	about string
}

// fixedNumbers lists those that a decision can rest on, each from where it is used.
func fixedNumbers() []fixed {
	d := node.DispatcherFixed()
	return []fixed{
		{policy.ResumesWithin, "a surge that has ended is remembered, in case it goes on"},
		{policy.GathersAtMost, "times trigger.gather_for that flights are gathered for, at most"},
		{callout.MaxCalls, "calls to one reserve member in one call-out, at most"},
		{policy.YesComesWithin, "after the end of a call-out a yes still sets its member free"},
		{lever.ProposalStands, "a lever that was proposed is not proposed again"},
		{forecast.MeasuredOver, "before a lever: what its effect is compared with"},
		{forecast.LateWord, "after the end of its time a notice may still turn out to have been taken"},
		{outbox.OfferGrace, "a notice waits for the offer of its party, then it goes without"},
		{outbox.ReceiptsFor, "receipts are taken after a batch is closed"},
		{audience.Remembered, "an incident that is closed stays known"},
		{audience.Ahead, "notices of a run are asked for before they are tried, at most"},
		{d.LookAgain, "until a provider is asked again that could not tell, doubled at each no for now"},
		{d.Repeats, "tries of one notice on one channel whose outcome stays unknown, at most; then it is for a person"},
		{d.KeyMargin, "before its end a provider's memory of keys is not relied on any more"},
		{d.InFlightUnasked, "in flight on a channel that can neither drop a repeat nor be asked, at most"},
		{d.ReceiptPause, "between two looks at what providers say"},
		{fmt.Sprintf("%d, %.0f%% of all within %s", d.BreakerFaults, 100*d.BreakerShare, d.BreakerWithin), "faults in a row, or this share of all: the standby provider takes over"},
		{d.BreakerRests, "then the first provider is tried again"},
		{d.BreakerTrial, "notices at a time until it has proved itself, at most"},
		{leastTimeGap, "least --max-time-gap of a replay"},
	}
}

// fixedInForce writes them as comments.
func fixedInForce() []byte {
	var out bytes.Buffer
	out.WriteString("\n# numbers in the code that no playbook sets:\n")
	for _, f := range fixedNumbers() {
		fmt.Fprintf(&out, "#   %-10s %s\n", inWords(f.value), f.about)
	}
	return out.Bytes()
}

// inWords writes a whole duration without the units that are zero.
func inWords(value any) string {
	d, ok := value.(time.Duration)
	if !ok {
		return fmt.Sprint(value)
	}
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-len("0s")]
		}
	}
	return text
}
