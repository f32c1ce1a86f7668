package lever

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var t0 = time.Date(2015, 2, 22, 9, 0, 0, 0, time.UTC)

func predicted() Predicted {
	return Predicted{
		At:      t0.Add(30 * time.Minute),
		Without: Desk{Need: 18, Capacity: 6, Backlog: 60, WaitS: 4200, Utilisation: 3},
		With:    Desk{Need: 14, Capacity: 6, Backlog: 44, WaitS: 3080, Utilisation: 2.3},
	}
}

func pulled(lever int) Pulled {
	p := Pulled{Lever: lever, Brand: "american", Owner: "person/bronze", Predicted: predicted(), At: t0}
	switch lever {
	case ReplyTime:
		p.Params, p.Until = Params{Channel: "social", ReplyTimeS: 14400}, t0.Add(6*time.Hour)
	case Reserve:
		p.Params = Params{People: 12, CalloutID: "co-1"}
	case Experts:
		p.Params = Params{People: 4}
	case Duties:
		p.Params, p.Until = Params{Duty: "letters", People: 3}, t0.Add(4*time.Hour)
	case SelfService:
		p.Params = Params{Share: 0.25}
	}
	return p
}

func proposed(lever int) Proposed {
	return Proposed{
		Lever: lever, Brand: "american", CrisisID: "c-1", Stage: "desk", Params: pulled(lever).Params, Predicted: predicted(),
		Reason: "12 people are missing", At: t0,
	}
}

func measured() Measured {
	return Measured{
		DurationS: 7200, Before: Rates{ContactsPerH: 80, AnsweredPerH: 40}, During: Rates{ContactsPerH: 62, AnsweredPerH: 55},
		AtPull: Desk{Need: 18, Capacity: 6, Backlog: 60}, AtRelease: Desk{Need: 5, Capacity: 6, Backlog: 4, Utilisation: 0.8},
		Foreseen: &Desk{Need: 15, Capacity: 6, Backlog: 47},
	}
}

func surge() []domain.Evidence {
	return []domain.Evidence{{Fact: "surge.detected", Value: "s-1", Position: 7}}
}

func TestStoredShapes(t *testing.T) {
	domaintest.Golden(t, Types,
		proposed(SelfService), pulled(Reserve),
		Released{Lever: SelfService, Brand: "american", By: "levers", Reason: "the gap is closed without it", Measured: measured(), At: t0},
		ReplyTimeAnnounced{Channel: "social", ReplyTimeS: 14400, Until: t0.Add(6 * time.Hour)},
		DutyShed{Duty: "letters", From: "person/bronze", To: "desk", Until: t0.Add(4 * time.Hour)},
		DutyReturned{Duty: "letters"},
	)
}

func TestALeverIsProposedOncePulledOnceReleasedOnce(t *testing.T) {
	for number := 1; number <= levers; number++ {
		c := domaintest.Given(t, Decider).When(Propose{proposed(number)}).Then(proposed(number))
		c.When(Propose{proposed(number)}).Then()
		c.When(Pull{Pulled: pulled(number), Evidence: surge()})
		if s := c.State(); s.pulled[number] != pulled(number) {
			t.Errorf("lever %d: in force is %+v", number, s.pulled[number])
		}
		c.When(Pull{Pulled: pulled(number), Evidence: surge()}).Then()
		c.When(Propose{proposed(number)}).Then()
		c.When(Release{Lever: number, By: "levers", Reason: "over", Measured: measured(), At: t0})
		c.When(Release{Lever: number, By: "levers", Reason: "over", At: t0}).Then()
		c.When(Propose{proposed(number)}).Then(proposed(number)) // another day
	}
}

func TestWhatComesWithALever(t *testing.T) {
	one, four := pulled(ReplyTime), pulled(Duties)
	domaintest.Given(t, Decider).When(Pull{Pulled: one, Evidence: surge()}).
		Then(one, ReplyTimeAnnounced{Channel: "social", ReplyTimeS: 14400, Until: one.Until})
	c := domaintest.Given(t, Decider).When(Pull{Pulled: four}).
		Then(four, DutyShed{Duty: "letters", From: "person/bronze", To: "desk", Until: four.Until})
	c.When(Release{Lever: Duties, By: "levers", Reason: "stand-down", At: t0}).
		Then(DutyReturned{Duty: "letters"}, Released{Lever: Duties, Brand: "american", By: "levers", Reason: "stand-down", At: t0})
}

func TestAnExceptionalReplyTimeNeedsASurge(t *testing.T) {
	domaintest.Given(t, Decider).When(Pull{Pulled: pulled(ReplyTime)}).Refused(domain.Forbidden)
}

func TestAHalfPulledLeverIsRefused(t *testing.T) {
	for name, change := range map[string]func(*Pulled){
		"no such lever": func(p *Pulled) { p.Lever = 6 }, "no lever": func(p *Pulled) { p.Lever = 0 },
		"no brand": func(p *Pulled) { p.Brand = "" }, "no owner": func(p *Pulled) { p.Owner = "" },
		"no instant": func(p *Pulled) { p.At = time.Time{} }, "no end": func(p *Pulled) { p.Until = time.Time{} },
		"nobody": func(p *Pulled) { p.Params.People = 0 }, "no duty": func(p *Pulled) { p.Params.Duty = "" },
	} {
		p := pulled(Duties)
		change(&p)
		t.Run(name, func(t *testing.T) { domaintest.Given(t, Decider).When(Pull{Pulled: p}).Refused(domain.Invalid) })
	}
	for _, number := range []int{ReplyTime, Reserve, Experts, SelfService} {
		p := pulled(number)
		p.Params = Params{}
		domaintest.Given(t, Decider).When(Pull{Pulled: p, Evidence: surge()}).Refused(domain.Invalid)
	}
	domaintest.Given(t, Decider).When(Release{Lever: 2}).Refused(domain.Invalid)
	domaintest.Given(t, Decider).When(Release{Lever: 9, By: "x", Reason: "y"}).Refused(domain.Invalid)
}

// Whatever is asked, a duty that was shed and not returned belongs to a lever in force.
func TestNoDutyIsForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s State
		out := 0
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			number := rapid.IntRange(1, levers).Draw(t, "lever")
			var c Command
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				c = Propose{proposed(number)}
			case 1:
				c = Pull{Pulled: pulled(number), Evidence: surge()}
			case 2:
				c = Release{Lever: number, By: "levers", Reason: "over", At: t0}
			}
			events, err := decide(c, s)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				s = evolve(s, e)
				switch e.(type) {
				case DutyShed:
					out++
				case DutyReturned:
					out--
				}
			}
			if (out == 1) != (s.pulled[Duties].Lever != 0) || out < 0 || out > 1 {
				t.Fatalf("%d duties are out, in force: %+v", out, s.pulled[Duties])
			}
		}
	})
}
