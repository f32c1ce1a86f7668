package main

import (
	"fmt"
	"strings"
	"time"

	"tocsin/domain/demand"
	"tocsin/domain/lever"
)

func leverSentence(e lever.Event) string {
	switch e := e.(type) {
	case lever.Proposed:
		return fmt.Sprintf("LEVER %d proposed: %s; %s", e.Lever, pullText(e.Lever, e.Params), predictedText(e.Predicted))
	case lever.Pulled:
		text := fmt.Sprintf("LEVER %d pulled by %s: %s", e.Lever, ownerText(e.Owner), pullText(e.Lever, e.Params))
		if !e.Until.IsZero() {
			text += ", until " + short(e.Until)
		}
		return text + "; " + predictedText(e.Predicted)
	case lever.Released:
		return fmt.Sprintf("LEVER %d released: %s; %s", e.Lever, e.Reason, measuredText(e.Measured))
	case lever.ReplyTimeAnnounced:
		return fmt.Sprintf("customers are told: an answer takes up to %s, until %s", duration(e.ReplyTimeS), short(e.Until))
	case lever.DutyReturned:
		return strings.ReplaceAll(e.Duty, "_", " ") + ": done again"
	case lever.DutyShed: // pulling it says so
	}
	return ""
}

// pullText says what pulling a lever means.
func pullText(number int, p lever.Params) string {
	switch number {
	case lever.ReplyTime:
		return "a reply time of " + duration(p.ReplyTimeS)
	case lever.Reserve:
		return fmt.Sprintf("the reserve, %s", persons(p.People))
	case lever.Experts:
		return fmt.Sprintf("%s take contacts", count(p.People, "expert"))
	case lever.Duties:
		return fmt.Sprintf("put off %s, which sets %s free", strings.ReplaceAll(p.Duty, "_", " "), persons(p.People))
	case lever.SelfService:
		return fmt.Sprintf("customers settle %.0f %% of their contacts themselves", 100*p.Share)
	}
	return ""
}

// ownerText names who answers for a lever; the program's policies have no face.
func ownerText(owner string) string {
	switch owner {
	case "levers":
		return "the playbook"
	case "call_out":
		return "the call-out"
	}
	return owner
}

func predictedText(p lever.Predicted) string {
	return fmt.Sprintf("by %s the desk would be %s, without it %s", short(p.At), busyText(p.With), busyText(p.Without))
}

// busyText is a desk in a few words: work due within the announced time to what can be done in it, and who waits.
func busyText(d lever.Desk) string {
	return fmt.Sprintf("at %s with %.0f waiting", percent(d.Utilisation), d.Backlog)
}

func measuredText(m lever.Measured) string {
	text := fmt.Sprintf("in %s contacts %.0f -> %.0f an hour, answers %.0f -> %.0f, waiting %.0f -> %.0f",
		duration(m.DurationS), m.Before.ContactsPerH, m.During.ContactsPerH, m.Before.AnsweredPerH, m.During.AnsweredPerH,
		m.AtPull.Backlog, m.AtRelease.Backlog)
	if m.Foreseen != nil {
		text += "; when it was predicted for, the desk was " + busyText(*m.Foreseen)
	}
	return text
}

// percent of what can be done; above 100 % it piles up.
func percent(utilisation float64) string { return fmt.Sprintf("%.0f %%", 100*utilisation) }

func persons(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// duration says seconds as "45m" or "4h30m".
func duration(seconds float64) string {
	text := time.Duration(seconds * float64(time.Second)).Round(time.Minute).String()
	text = strings.TrimSuffix(text, "0s")
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func demandSentence(e demand.Event) string {
	switch e := e.(type) {
	case demand.BottleneckMoved:
		switch {
		case e.To == "":
			return fmt.Sprintf("BOTTLENECK gone: %s keeps up again", stageText(e.From))
		case e.From == "":
			return fmt.Sprintf("BOTTLENECK: %s, at %s of what it can do", stageText(e.To), percent(e.Utilisation))
		}
		return fmt.Sprintf("BOTTLENECK moves from %s to %s, at %s of what it can do", stageText(e.From), stageText(e.To), percent(e.Utilisation))
	}
	return ""
}

// stageText names a stage of the work.
func stageText(stage string) string {
	switch stage {
	case "":
		return "none"
	case "outreach":
		return "outreach"
	case "booking":
		return "the booking host"
	}
	return "the " + stage
}
