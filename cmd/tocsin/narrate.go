package main

import (
	"fmt"
	"strings"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/demand"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/lever"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
)

// sentence says in a few words what an event means; empty for events that say little on their own.
func sentence(r domain.Recorded) string {
	switch e := r.Event.(type) {
	case incident.Event:
		return incidentSentence(e)
	case surge.Event:
		return surgeSentence(e)
	case crisis.Event:
		return crisisSentence(e)
	case statement.Event:
		return statementSentence(e)
	case outreach.Event:
		return outreachSentence(e)
	case delivery.Event:
		return deliverySentence(e)
	case inventory.Event:
		return inventorySentence(e)
	case offer.Event:
		return offerSentence(e)
	case callout.Event:
		return calloutSentence(e)
	case conversation.MessageReceived:
		return "a customer writes"
	case conversation.Classified:
		return fmt.Sprintf("it is about %s (%s)", e.Topic, e.Tier)
	case conversation.Replied:
		return "answered by " + e.By
	case crisis.ScopeClaimed:
		return "the brand has one cell now"
	case crisis.ScopeReleased:
		return "the brand has no cell any more"
	case feed.PostsHeld:
		return "single voice: free posts of the brand are held"
	case feed.PostsReleased:
		return "free posts of the brand go out again"
	case feed.BaselineMissing:
		return fmt.Sprintf("%s on %s started in mid-flow: no baseline, so it is counted and not scored", e.Brand, e.Channel)
	case feed.FellSilent:
		return fmt.Sprintf("%s on %s fell silent", e.Brand, e.Channel)
	case lever.Event:
		return leverSentence(e)
	case demand.Event:
		return demandSentence(e)
	case playbook.Adopted:
		return "playbook adopted"
	case reserve.Booked:
		return "a reserve member is booked"
	case reserve.Unbooked:
		return "a reserve member is free again: " + e.Reason
	case reaction.Refused:
		if e.Code == string(domain.Exhausted) {
			return "no units left for a party: the next alternative is tried"
		}
		return fmt.Sprintf("%s was refused: %s", e.Policy, strings.TrimSpace(e.Code+" "+e.Reason))
	case reaction.Parked:
		return fmt.Sprintf("policy %s is HELD: %s", e.Policy, e.Error)
	}
	return ""
}

func incidentSentence(e incident.Event) string {
	switch e := e.(type) {
	case incident.Reported:
		return reportText(e)
	case incident.ScopeChanged:
		return changeText(e)
	case incident.AffectedListed:
		return fmt.Sprintf("%d people found on the manifests (%d of %d)", len(e.People), e.Chunk, e.Of)
	case incident.ImpactEstimated:
		return fmt.Sprintf("%s affected, %s", persons(e.Affected), e.Basis)
	case incident.EtaSet:
		return "expected end set"
	case incident.Resolved:
		return "the disruption is over"
	case incident.Reopened:
		return "it was not over: " + e.Reason
	case incident.Closed:
		return "closed"
	case incident.Suspected:
		return fmt.Sprintf("%s: customers speak of something that no incident explains (%s)", e.Brand, e.Topic)
	}
	return ""
}

func surgeSentence(e surge.Event) string {
	switch e := e.(type) {
	case surge.Detected:
		why := "no incident explains it"
		if e.ExplainedBy != "" {
			why = "explained by an open incident"
		}
		return fmt.Sprintf("SURGE level %d: %s, %.0f customers where %.1f are usual (x%.1f), since %s; %s",
			e.Level, keyText(e.Key), e.Observed, e.Expected, e.Multiple.Mid, short(e.OnsetAt), why)
	case surge.Escalated:
		return fmt.Sprintf("surge rises to level %d", e.Level)
	case surge.Eased:
		return fmt.Sprintf("surge eases to level %d", e.Level)
	case surge.Resumed:
		return "surge resumes"
	case surge.Linked:
		return "surge linked to an incident"
	case surge.Ended:
		return fmt.Sprintf("surge over: peak x%.1f, %.0f customers more than usual", e.PeakMultiple, e.Excess)
	case surge.Confirmed:
		return "surge confirmed: " + e.Reason
	case surge.Dismissed:
		return "surge dismissed: " + e.Reason
	}
	return ""
}

// keyText says what is counted; a "*" pools over a dimension.
func keyText(k surge.Key) string {
	say := func(value, all string) string {
		if value == "*" {
			return all
		}
		return value
	}
	return fmt.Sprintf("%s, %s, %s", say(k.Brand, "all brands"), say(k.Topic, "all topics"), say(k.Channel, "all channels"))
}

func crisisSentence(e crisis.Event) string {
	switch e := e.(type) {
	case crisis.Proposed:
		return fmt.Sprintf("CRISIS proposed, level %d, by %s", e.Level, e.Trigger)
	case crisis.Activated:
		text := fmt.Sprintf("CRISIS CELL active, level %d", e.Level)
		if e.SingleVoice {
			text += ", single voice on"
		}
		if e.ShortHanded {
			text += ", short-handed"
		}
		return text
	case crisis.RoleAssigned:
		return fmt.Sprintf("%s is %s", e.Role, e.Member)
	case crisis.LogEntryMade:
		return "log book: " + e.Kind
	case crisis.PromiseMade:
		return "promised: next update by " + short(e.At)
	case crisis.PromiseKept:
		return "promise kept"
	case crisis.PromiseBroken:
		return "PROMISE BROKEN"
	case crisis.PromiseRenewed:
		return "promise renewed: " + e.Reason
	case crisis.IncidentAbsorbed:
		return "a further incident belongs to the cell"
	case crisis.MonitoringEntered:
		return "the cell monitors until " + short(e.Until)
	case crisis.Relapsed:
		return "relapse: " + e.Reason
	case crisis.MemberAlerted:
		return alertSentence(e)
	case crisis.MemberAcknowledged:
		return fmt.Sprintf("%s answers for %s", e.Member, e.Role)
	case crisis.StoodDown:
		return fmt.Sprintf("the cell stands down; %d criteria recorded", len(e.Criteria))
	}
	return ""
}

func alertSentence(e crisis.MemberAlerted) string {
	if e.Deputy {
		return fmt.Sprintf("no answer: the deputy of %s is alerted by %s", e.Role, e.Channel)
	}
	return fmt.Sprintf("%s is alerted by %s", e.Role, e.Channel)
}

func statementSentence(e statement.Event) string {
	switch e := e.(type) {
	case statement.Drafted:
		return fmt.Sprintf("statement v%d drafted (%s)", e.Version, e.Kind)
	case statement.VariantSet:
		return fmt.Sprintf("v%d in %s for %s", e.Version, e.Lang, e.Channel)
	case statement.Submitted:
		return fmt.Sprintf("v%d awaits approval", e.Version)
	case statement.ApprovalGiven:
		return fmt.Sprintf("v%d approved by %s", e.Version, e.By)
	case statement.ApprovalRefused:
		return fmt.Sprintf("v%d sent back: %s", e.Version, e.Reason)
	case statement.Approved:
		return fmt.Sprintf("v%d has all approvals", e.Version)
	case statement.Published:
		return fmt.Sprintf("STATEMENT v%d published (%s) in %s", e.Version, e.Kind, strings.Join(e.Langs, ", "))
	case statement.Superseded:
		return fmt.Sprintf("v%d superseded by v%d: it cannot be sent any more", e.Version, e.ByVersion)
	}
	return ""
}
