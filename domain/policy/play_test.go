package policy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/projections/foldtest"
)

var noon = time.Date(2031, 3, 3, 12, 0, 0, 0, time.UTC)

// book is a small playbook.
func book() playbook.Playbook {
	return playbook.Playbook{
		ID: "house", Version: 1, Languages: []string{"en"}, LinkDomain: "example.org",
		Trigger: playbook.Trigger{
			TellAffectedAtLeast: 1, CrisisAffectedAtLeast: []int{10, 100, 1000}, ProposalLapses: 2 * time.Hour,
			SuspectAfter: 10 * time.Minute, SuspectLevelAtLeast: 1, QuietAfterSuspicion: 6 * time.Hour,
		},
		Approvals: playbook.Approvals{{Kind: "*", Required: [][]string{{"comms"}}}},
		Promise: playbook.Promise{
			FirstAfter: 30 * time.Minute, Cadence: time.Hour, DraftBefore: 10 * time.Minute, Tolerance: 2 * time.Minute, RoundTo: 5 * time.Minute,
		},
		Outreach: playbook.Outreach{Waves: []outreach.Wave{{Rank: 1, Rule: "rest"}}, TextStands: 48 * time.Hour},
		Stock: []playbook.Stock{
			{ID: "seats", Kind: "rebook", Unit: "seat", Rank: 1, Per100: 50}, {ID: "refund", Kind: "refund", Rank: 9, Unlimited: true},
		},
		Offer:     playbook.Offer{Stands: 2 * time.Hour, ConfirmWithin: 2 * time.Minute, AlternativesStand: 72 * time.Hour},
		Desk:      playbook.Desk{Agents: 2, HandlingS: 600, ReplyWithin: time.Hour, Skill: "care"},
		Callout:   playbook.Callout{AcceptRate: 0.5, AckWithin: 5 * time.Minute, CallsPerWave: 2, Channel: "sms"},
		StandDown: playbook.StandDown{StableFor: time.Hour, BacklogTimes: 1.5, MonitoringFor: 2 * time.Hour},
		Texts: []playbook.Text{
			{Kind: "holding", Lang: "en", Channel: "sms", Template: "Flight {flight} is cancelled. Choose: {link}. Next news {next}."},
			{Kind: "instruction", Lang: "en", Channel: "sms", Template: "Flight {flight} is cancelled. Choose: {link}."},
			{Kind: "update", Lang: "en", Channel: "sms", Template: "News about {flight}: next {next}."},
			{Kind: "recovery", Lang: "en", Channel: "sms", Template: "We are flying again."},
			{Kind: "all_clear", Lang: "en", Channel: "sms", Template: "It is over."},
		},
	}
}

// story begins with the playbook adopted.
func story(p playbook.Playbook) *foldtest.Story {
	content, hash := p.Content()
	return foldtest.New(noon).Add("playbook-house", playbook.Adopted{Content: content, Hash: hash})
}

// played is what a policy asks over a story, one line each: minutes after noon, step, stream and command.
func played(t *testing.T, fresh func() domain.Policy, s *foldtest.Story, until time.Duration) []foldtest.Asked {
	t.Helper()
	asked := foldtest.React(fresh(), s.Records, 0, noon.Add(until))
	checkRestart(t, fresh, s, until, asked)
	return asked
}

// checkRestart: after a restart anywhere, what is asked was asked before, with the same key and the same bytes, and
// nothing is forgotten that lies behind the restart.
func checkRestart(t *testing.T, fresh func() domain.Policy, s *foldtest.Story, until time.Duration, asked []foldtest.Asked) {
	t.Helper()
	before := map[string]string{}
	for _, a := range asked {
		before[a.Key()] = bytesOf(t, a)
	}
	for silent := range s.Records {
		again := map[string]bool{}
		for _, a := range foldtest.React(fresh(), s.Records, silent, noon.Add(until)) {
			again[a.Key()] = true
			switch first, known := before[a.Key()]; {
			case !known:
				t.Errorf("restarted before record %d, it asks something new: %s", silent+1, line(a))
			case first != bytesOf(t, a):
				t.Errorf("restarted before record %d, %s has other bytes:\n%s\n%s", silent+1, line(a), first, bytesOf(t, a))
			}
		}
		for _, a := range asked {
			if a.At.After(s.Records[silent].Meta.RecordedAt) && !again[a.Key()] {
				t.Errorf("restarted before record %d, it forgets: %s", silent+1, line(a))
			}
		}
	}
}

func bytesOf(t *testing.T, a foldtest.Asked) string {
	t.Helper()
	b, err := json.Marshal(a.Command)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%T%s", a.Command, b)
}

// line shows a request without the ids that are derived.
func line(a foldtest.Asked) string {
	step, _, _ := strings.Cut(a.Step, "/")
	return fmt.Sprintf("%g %s %s %T", a.At.Sub(noon).Minutes(), step, a.To.Category(), a.Command)
}

func lines(asked []foldtest.Asked) (all []string) {
	for _, a := range asked {
		all = append(all, line(a))
	}
	return all
}

// wantLines compares requests by their lines.
func wantLines(t *testing.T, asked []foldtest.Asked, want ...string) {
	t.Helper()
	got := lines(asked)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("asked:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// commandOf gives the n-th request's command.
func commandOf[C any](t *testing.T, asked []foldtest.Asked, n int) C {
	t.Helper()
	if n >= len(asked) {
		t.Fatalf("%d requests, want more than %d: %v", len(asked), n, lines(asked))
	}
	c, ok := asked[n].Command.(C)
	if !ok {
		t.Fatalf("request %d is %s", n, line(asked[n]))
	}
	return c
}

// storyOf is a story that goes on.
type storyOf struct{ *foldtest.Story }
