package principals

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain/outreach"
	"tocsin/domain/statement"
	"tocsin/projections/foldtest"
)

var noon = time.Date(2031, 3, 3, 12, 0, 0, 0, time.UTC)

// play lets the cast do what it does over a story, asked at instants of its own choice or every so often.
func play(seed uint64, s *foldtest.Story, every time.Duration) (done []string) {
	cast := New(seed, DefaultManners(), nil)
	for _, r := range s.Records {
		cast.Apply(r)
	}
	for now := noon; now.Before(noon.Add(2 * time.Hour)); {
		for _, act := range cast.Due(now) {
			done = append(done, fmt.Sprintf("%s %s %+v", act.Actor.ID, act.Step, act.Command))
		}
		if every > 0 {
			now = now.Add(every)
			continue
		}
		next, ok := cast.Next()
		if !ok {
			break
		}
		now = next
	}
	return done
}

func drafted(author string) *foldtest.Story {
	return foldtest.New(noon).Add("statement-s1", statement.Drafted{Version: 1, Author: author},
		statement.Submitted{Version: 1, ContentHash: "h", Required: [][]string{{"comms"}, {"gold", "legal"}}}).
		Add("outreach-o1", outreach.AudienceFrozen{Count: 5})
}

func TestTheSameSeedPlaysTheSamePeopleHoweverOftenTheyAreAsked(t *testing.T) {
	s := drafted("policy/first_word")
	first := fmt.Sprint(play(1, s, 0))
	if rare := fmt.Sprint(play(1, s, 17*time.Minute)); rare != first {
		t.Errorf("asked rarely they do\n%s\nnot\n%s", rare, first)
	}
	differs := false
	for seed := uint64(2); seed < 6; seed++ {
		differs = differs || fmt.Sprint(play(seed, s, 0)) != first
	}
	if !differs {
		t.Error("four other seeds play the same")
	}
}

func TestTheAuthorOfATextNeverApprovesIt(t *testing.T) {
	for seed := uint64(1); seed <= 50; seed++ {
		cast := New(seed, DefaultManners(), nil)
		for _, r := range drafted(person("gold")).Records {
			cast.Apply(r)
		}
		approvals := 0
		for _, act := range cast.Due(noon.Add(time.Hour)) {
			if a, ok := act.Command.(statement.Approve); ok {
				if approvals++; a.By == person("gold") || a.By != act.Actor.ID {
					t.Errorf("seed %d: %s approves as %s", seed, act.Actor.ID, a.By)
				}
			}
		}
		if approvals != 2 {
			t.Errorf("seed %d: %d approvals, want 2", seed, approvals)
		}
	}
}

func TestAMemberOfTheCellTakesOneToTenMinutes(t *testing.T) {
	for seed := uint64(1); seed <= 50; seed++ {
		cast := New(seed, DefaultManners(), nil)
		for _, r := range drafted("policy/first_word").Records {
			cast.Apply(r)
		}
		if early := cast.Due(noon.Add(time.Minute - time.Second)); len(early) > 0 {
			t.Errorf("seed %d: somebody answers within a minute: %v", seed, early)
		}
		if cast.Due(noon.Add(10 * time.Minute)); len(cast.plan) > 0 {
			t.Errorf("seed %d: somebody takes longer than ten minutes", seed)
		}
	}
}
