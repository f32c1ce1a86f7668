package sandbox

import (
	"io"
	"time"

	"tocsin/adapters/channels"
)

// Config makes a Provider.
type Config struct {
	Name     string // what its channels are called by; empty: sandbox
	Seed     uint64
	Kinds    map[string]Kind // by kind of channel; nil: DefaultKinds
	KeepText bool            // keep the full text of each notice in the ledger; else its hash alone
	Journal  io.Writer       // takes one line of JSON per acceptance, before it is answered; may be nil
}

// Kind is how the provider behaves for one kind of channel.
type Kind struct {
	Capability channels.Capability
	Faults     Faults
	Receipts   Receipts
}

// Faults are shares between 0 and 1.
type Faults struct {
	Temporary       float64       // of sends that are refused for now
	Unknown         float64       // of sends whose answer is lost
	UnknownAccepted float64       // of those, that were taken all the same
	BadAddress      float64       // of addresses at which nobody is, for ever
	RetryAfter      time.Duration // asked for with a temporary refusal
	Blind           bool          // look-ups get no answer
}

// Receipts is what is said later about accepted notices; shares between 0 and 1.
type Receipts struct {
	Delivered       float64 // of accepted ones
	DeliveredWithin Span
	Read            float64 // of delivered ones
	ReadWithin      Span    // of the delivery
	Doubled         float64 // of what is said, that is said again

	// Every is how often the provider reports: what has come about since is said then, together, at whole multiples of
	// it. Zero: each by itself, at once.
	Every time.Duration
}

// said is when a report of an instant goes out.
func (r Receipts) said(nanos int64) time.Time {
	at := utc(nanos)
	if cut := at.Truncate(r.Every); r.Every > 0 && cut.Before(at) {
		return cut.Add(r.Every)
	}
	return at
}

// upTo is up to when everything has been said by now.
func (r Receipts) upTo(now time.Time) int64 {
	if r.Every > 0 {
		now = now.Truncate(r.Every)
	}
	return now.UnixNano()
}

// Span is a range of delays; short ones are likelier.
type Span struct{ Min, Max time.Duration }

// at gives the delay at a place u in [0, 1) of the span, in whole milliseconds.
func (s Span) at(u float64) time.Duration {
	return (s.Min + time.Duration(u*u*float64(s.Max-s.Min))).Truncate(time.Millisecond)
}

// DefaultFaults are those of a middling day.
func DefaultFaults() Faults {
	return Faults{
		Temporary: 0.05, Unknown: 0.02, UnknownAccepted: 0.5, BadAddress: 0.015, RetryAfter: 30 * time.Second,
	}
}

// DefaultKinds are sms and email, which can be asked (email by its Message-ID), and push, which drops what it knows.
func DefaultKinds() map[string]Kind {
	faults := DefaultFaults()
	keyed := channels.Capability{
		PartsPerSecond: 200, Private: true, Repeat: channels.IdempotentKey, KeyKept: 24 * time.Hour,
	}
	return map[string]Kind{
		"sms": {
			Capability: channels.Capability{PartsPerSecond: 100, Private: true, Repeat: channels.LookupByRef},
			Faults:     faults,
			Receipts:   Receipts{Delivered: 0.98, DeliveredWithin: Span{2 * time.Second, 3 * time.Minute}, Doubled: 0.1},
		},
		"email": {
			Capability: channels.Capability{PartsPerSecond: 50, Private: true, Repeat: channels.LookupByRef}, Faults: faults,
			Receipts: Receipts{
				Delivered: 0.98, DeliveredWithin: Span{5 * time.Second, 10 * time.Minute},
				Read: 0.45, ReadWithin: Span{time.Minute, 90 * time.Minute}, Doubled: 0.1,
			},
		},
		"push": {
			Capability: keyed, Faults: faults,
			Receipts: Receipts{
				Delivered: 0.95, DeliveredWithin: Span{time.Second, 30 * time.Second},
				Read: 0.6, ReadWithin: Span{10 * time.Second, 30 * time.Minute}, Doubled: 0.1,
			},
		},
	}
}

// Quiet is a kind that never fails and says nothing later: for tests of other things.
func Quiet(c channels.Capability) Kind { return Kind{Capability: c} }
