package main

import (
	"fmt"
	"strings"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/delivery"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
)

func outreachSentence(e outreach.Event) string {
	switch e := e.(type) {
	case outreach.Planned:
		return fmt.Sprintf("outreach planned for v%d to all %s", e.StatementVersion, e.AudienceQuery)
	case outreach.AudienceFrozen:
		return fmt.Sprintf("audience frozen: %s%s", persons(e.Count), listed(e.Excluded))
	case outreach.SendApproved:
		return fmt.Sprintf("sending to %d approved by %s", e.Count, e.By)
	case outreach.WaveStarted:
		return fmt.Sprintf("wave %d: %s owed", e.Wave, count(e.Count, "notice"))
	case outreach.Paused:
		return "outreach paused: " + e.Reason
	case outreach.Resumed:
		if e.PartsPerS > 0 {
			return fmt.Sprintf("outreach goes on at %g parts a second", e.PartsPerS)
		}
		return "outreach goes on"
	case outreach.Aborted:
		return "outreach ended: " + e.Reason
	case outreach.Completed:
		if len(e.ByState) == 0 { // there was nobody to tell, or it was ended before
			return ""
		}
		return "outreach complete" + listed(e.ByState)
	}
	return ""
}

func deliverySentence(e delivery.Event) string {
	switch e := e.(type) {
	case delivery.Requested:
		return fmt.Sprintf("%s owed", count(len(e.Items), "notice"))
	case delivery.Suppressed:
		reasons := map[string]int{}
		for _, item := range e.Items {
			reasons[item.Reason]++
		}
		return fmt.Sprintf("%s suppressed%s", count(len(e.Items), "notice"), listed(reasons))
	case delivery.Attempted:
		return fmt.Sprintf("%s attempted by %s", count(len(e.Items), "send"), e.Provider)
	case delivery.Accepted:
		return fmt.Sprintf("%d taken by the provider", len(e.Items))
	case delivery.OutcomeUnknown:
		return fmt.Sprintf("%s without an answer: looked up before anything is repeated", count(len(e.Items), "send"))
	case delivery.Failed:
		return fmt.Sprintf("%s failed: tried again, or by the next channel", count(len(e.Items), "send"))
	case delivery.Delivered:
		return fmt.Sprintf("%d delivered", len(e.Items))
	case delivery.Read:
		return fmt.Sprintf("%d read", len(e.Items))
	case delivery.Escalated:
		return fmt.Sprintf("%s on by the next channel", goes(len(e.Items)))
	case delivery.Unreachable:
		return fmt.Sprintf("%s cannot be reached", persons(len(e.Items)))
	case delivery.Expired:
		return fmt.Sprintf("%d came too late", len(e.Items))
	case delivery.Parked:
		return fmt.Sprintf("%d set aside for a person", len(e.Items))
	}
	return ""
}

func goes(notices int) string {
	if notices == 1 {
		return "1 notice goes"
	}
	return fmt.Sprintf("%d notices go", notices)
}

func inventorySentence(e inventory.Event) string {
	switch e := e.(type) {
	case inventory.AlternativeAdded:
		return "alternative: " + e.Kind
	case inventory.CapacitySet:
		if e.Unlimited {
			return "without limit"
		}
		return fmt.Sprintf("%d units", e.N)
	case inventory.CapacityCorrected:
		return fmt.Sprintf("CAPACITY WAS WRONG: %d, not %d; %d too many are promised", e.To, e.From, e.Overcommitted)
	case inventory.UnitsHeld:
		return fmt.Sprintf("%d held for an offer", e.N)
	case inventory.UnitsCommitted:
		return fmt.Sprintf("%d taken", e.N)
	case inventory.UnitsReleased:
		return fmt.Sprintf("%d free again: %s", e.N, e.Reason)
	}
	return ""
}

func offerSentence(e offer.Event) string {
	switch e := e.(type) {
	case offer.Made:
		return fmt.Sprintf("offer to a party of %d", e.Seats)
	case offer.Accepted:
		return "offer accepted by " + e.Channel
	case offer.Declined:
		return "offer declined"
	case offer.Expired:
		return "offer expired"
	case offer.Confirmed:
		return "confirmed by the host"
	case offer.ConfirmationFailed:
		return "the host says no: " + e.Reason
	case offer.Revoked:
		return "offer taken back: " + e.Reason
	case offer.Replaced:
		return "another offer stands in its place"
	}
	return ""
}

func calloutSentence(e callout.Event) string {
	switch e := e.(type) {
	case callout.Raised:
		return fmt.Sprintf("CALL-OUT for %s: %s", needText(e.Need), e.Reason)
	case callout.WaveStarted:
		return fmt.Sprintf("wave %d of the call-out: %d members asked", e.Wave, len(e.Members))
	case callout.MemberCalled:
		return e.Member + " called"
	case callout.Acknowledged:
		return e.Member + " has seen it"
	case callout.Accepted:
		return e.Member + " comes"
	case callout.Declined:
		return e.Member + " declines: " + e.Reason
	case callout.TimedOut:
		return e.Member + " is silent"
	case callout.Filled:
		return "CALL-OUT FILLED: everybody needed has said yes"
	case callout.Unfilled:
		return "nobody is left to ask; missing: " + needText(e.Missing)
	case callout.Escalated:
		return "call-out handed to " + e.To
	case callout.MemberReleased:
		return e.Member + " released: " + e.Reason
	}
	return ""
}

func needText(needs []callout.Need) string {
	var parts []string
	for _, n := range needs {
		parts = append(parts, fmt.Sprintf("%d %s (%s)", n.Count, n.Skill, n.Lang))
	}
	return strings.Join(parts, ", ")
}

// shortStream cuts the long ids of a stream name, for tables.
func shortStream(s domain.StreamID) string {
	name := s.Name()
	if len(name) > 8 {
		name = name[:8]
	}
	return s.Category() + "-" + name
}
