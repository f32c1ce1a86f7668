package inventory

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

func added() AlternativeAdded {
	return AlternativeAdded{
		Kind: "rebook", Unit: "seat", ValidFrom: at(-60), ValidTo: at(600), Eligibility: "i1", Source: "ops", Rank: 1,
	}
}

func capacity(n int) CapacitySet { return CapacitySet{N: n, AsOf: noon, Source: "ops"} }

// with is an alternative with so many units.
func with(n int, history ...Event) []Event {
	return append([]Event{added(), capacity(n)}, history...)
}

func held(offer string, n, until int) UnitsHeld {
	return UnitsHeld{OfferID: offer, N: n, Until: at(until)}
}

func ask(offer string, n, now int) Hold {
	return Hold{OfferID: offer, N: n, Until: at(now + 30), Now: at(now)}
}

func given(t testing.TB, history ...Event) *domaintest.Case[State, Command, Event] {
	t.Helper()
	return domaintest.Given(t, Decider, history...)
}

func TestAnAlternativeIsAddedOnceWithItsCapacity(t *testing.T) {
	c := given(t).When(Add{added(), capacity(3)}).Then(added(), capacity(3))
	c.When(Add{added(), capacity(4)}).Then()
	for name, spoil := range map[string]func(*Add){
		"no kind":    func(a *Add) { a.AlternativeAdded.Kind = "" },
		"no unit":    func(a *Add) { a.AlternativeAdded.Unit = "" },
		"over first": func(a *Add) { a.AlternativeAdded.ValidTo = at(-61) },
		"below 0":    func(a *Add) { a.Capacity.N = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			a := Add{added(), capacity(3)}
			spoil(&a)
			given(t).When(a).Refused(domain.Invalid)
		})
	}
}

func TestNoUnitIsGivenTwice(t *testing.T) {
	c := given(t, with(3)...)
	c.When(ask("o1", 2, 0)).Then(held("o1", 2, 30))
	c.When(ask("o2", 2, 0)).Refused(domain.Exhausted)
	c.When(ask("o3", 1, 0)).Then(held("o3", 1, 30))
	c.When(Commit{OfferID: "o1", Now: at(1)}).Then(UnitsCommitted{OfferID: "o1", N: 2})
	c.When(ask("o4", 1, 1)).Refused(domain.Exhausted)
	if s := c.State(); s.Held != 1 || s.Committed != 2 || s.Free() != 0 {
		t.Errorf("held %d, committed %d, free %d", s.Held, s.Committed, s.Free())
	}
}

func TestTheSameHoldTwiceIsOne(t *testing.T) {
	c := given(t, with(5)...).When(ask("o1", 2, 0)).Then(held("o1", 2, 30))
	c.When(ask("o1", 2, 5)).Then()
	c.When(ask("o1", 3, 5)).Refused(domain.Conflict)
	c.When(Commit{OfferID: "o1", Now: at(1)}).Then(UnitsCommitted{OfferID: "o1", N: 2})
	c.When(ask("o1", 2, 5)).Then()
	c.When(Commit{OfferID: "o1", Now: at(90)}).Then()
}

func TestAHoldIsComplete(t *testing.T) {
	for name, h := range map[string]Hold{
		"no offer":     {N: 1, Until: at(30), Now: noon},
		"no units":     {OfferID: "o1", Until: at(30), Now: noon},
		"negative":     {OfferID: "o1", N: -1, Until: at(30), Now: noon},
		"over at once": {OfferID: "o1", N: 1, Until: noon, Now: noon},
	} {
		t.Run(name, func(t *testing.T) { given(t, with(3)...).When(h).Refused(domain.Invalid) })
	}
	given(t, with(3)...).When(ask("o1", 1, 601)).Refused(domain.TooLate) // the alternative is over
}

func TestAnExpiredHoldReturnsItsUnitsOldestFirstAndNoMoreThanNeeded(t *testing.T) {
	history := with(4, held("late", 1, 20), held("first", 1, 10), held("second", 1, 15), held("runs", 1, 60))
	c := given(t, history...)
	c.When(ask("new", 2, 5)).Refused(domain.Exhausted)
	c.When(ask("new", 2, 25)).Then(
		UnitsReleased{OfferID: "first", N: 1, Reason: Expired}, UnitsReleased{OfferID: "second", N: 1, Reason: Expired},
		held("new", 2, 55))
	c.When(ask("other", 2, 26)).Refused(domain.Exhausted) // one is past its time, one is not enough
	c.When(ask("other", 1, 26)).Then(UnitsReleased{OfferID: "late", N: 1, Reason: Expired}, held("other", 1, 56))
	given(t, history...).When(ask("new", 1, 10)).Then(UnitsReleased{OfferID: "first", N: 1, Reason: Expired}, held("new", 1, 40))
	given(t, with(4, held("old", 1, 10))...).When(ask("new", 3, 20)).Then(held("new", 3, 50)) // there is room: nothing is taken back
}

func TestAnOfferMadeAnewGetsItsUnitsBack(t *testing.T) {
	given(t, with(2, held("o1", 2, 10))...).When(ask("o1", 1, 20)).Then(
		UnitsReleased{OfferID: "o1", N: 2, Reason: Expired}, held("o1", 1, 50))
}

func TestOnlyARunningHoldIsCommitted(t *testing.T) {
	c := given(t, with(3, held("o1", 2, 10))...)
	c.When(Commit{OfferID: "o2", Now: at(1)}).Refused(domain.Conflict)
	c.When(Commit{OfferID: "o1", Now: at(11)}).Refused(domain.Conflict)
	c.When(Commit{OfferID: "o1", Now: at(10)}).Then(UnitsCommitted{OfferID: "o1", N: 2})
	given(t, with(3, held("o1", 2, 10), UnitsReleased{OfferID: "o1", N: 2, Reason: Expired})...).
		When(Commit{OfferID: "o1", Now: at(1)}).Refused(domain.Conflict)
}

func TestReleaseFreesHeldAndCommittedUnits(t *testing.T) {
	release := Release{OfferID: "o1", Reason: "revoked"}
	released := UnitsReleased{OfferID: "o1", N: 2, Reason: "revoked"}
	for _, history := range [][]Event{
		with(2, held("o1", 2, 10)),
		with(2, held("o1", 2, 10), UnitsCommitted{OfferID: "o1", N: 2}),
	} {
		c := given(t, history...).When(Release{OfferID: "o1"}).Refused(domain.Invalid)
		c.When(release).Then(released).When(release).Then()
		if s := c.State(); s.Free() != 2 || s.Held != 0 || s.Committed != 0 {
			t.Errorf("held %d, committed %d", s.Held, s.Committed)
		}
	}
}

func TestFewerThanAreGivenIsACorrection(t *testing.T) {
	c := given(t, with(5, held("o1", 2, 60), held("o2", 2, 60), UnitsCommitted{OfferID: "o2", N: 2})...)
	c.When(SetCapacity{capacity(3)}).Refused(domain.Conflict)
	c.When(SetCapacity{capacity(-1)}).Refused(domain.Invalid)
	c.When(SetCapacity{capacity(5)}).Then()
	c.When(SetCapacity{CapacitySet{N: 9, AsOf: at(-1)}}).Then() // an older word that comes late
	c.When(CorrectCapacity{To: -1}).Refused(domain.Invalid)
	c.When(CorrectCapacity{To: 5}).Then()
	c.When(CorrectCapacity{To: 1, Source: "ops"}).Then(CapacityCorrected{From: 5, To: 1, Overcommitted: 3, Source: "ops"})
	c.When(ask("o3", 1, 1)).Refused(domain.Exhausted)
	c.When(CorrectCapacity{To: 7}).Then(CapacityCorrected{From: 1, To: 7})
	c.When(ask("o3", 3, 1)).Then(held("o3", 3, 31))
}

func TestUnlimitedIsNeverExhausted(t *testing.T) {
	c := given(t, added(), CapacitySet{Unlimited: true, AsOf: noon})
	for i := range 50 {
		offer := fmt.Sprint("o", i)
		c.When(ask(offer, 9, 0)).Then(held(offer, 9, 30))
	}
	c.When(CorrectCapacity{To: 100, Source: "ops"}).Then(CapacityCorrected{To: 100, Overcommitted: 350, Source: "ops"})
	c.When(ask("new", 1, 1)).Refused(domain.Exhausted)
}

func TestAnAlternativeThatDoesNotExistIsNotFound(t *testing.T) {
	for _, command := range []Command{SetCapacity{}, CorrectCapacity{}, ask("o1", 1, 0), Commit{}, Release{}} {
		given(t).When(command).Refused(domain.NotFound)
	}
}

// Whatever is asked in whatever order: never more is given than there is, and the sums are those of the holds.
func TestHeldAndCommittedNeverExceedCapacity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, now := State{}, 0
		apply := func(c Command) {
			events, err := Decider.Decide(c, s)
			if _, refused := domain.Refused(err); err != nil && !refused {
				t.Fatal(err)
			}
			for _, e := range events {
				s = Decider.Evolve(s, e)
				if s.Held+s.Committed > s.Capacity || s.Held < 0 || s.Committed < 0 {
					t.Fatalf("held %d, committed %d, capacity %d after %#v", s.Held, s.Committed, s.Capacity, e)
				}
			}
		}
		apply(Add{added(), capacity(rapid.IntRange(0, 12).Draw(t, "capacity"))})
		t.Repeat(map[string]func(*rapid.T){
			"hold": func(t *rapid.T) {
				apply(Hold{
					OfferID: offers.Draw(t, "offer"), N: rapid.IntRange(1, 4).Draw(t, "n"),
					Now: at(now), Until: at(now + rapid.IntRange(1, 10).Draw(t, "for")),
				})
			},
			"commit":  func(t *rapid.T) { apply(Commit{OfferID: offers.Draw(t, "offer"), Now: at(now)}) },
			"release": func(t *rapid.T) { apply(Release{OfferID: offers.Draw(t, "offer"), Reason: "declined"}) },
			"set":     func(t *rapid.T) { apply(SetCapacity{capacity(rapid.IntRange(0, 12).Draw(t, "capacity"))}) },
			"wait":    func(t *rapid.T) { now += rapid.IntRange(0, 5).Draw(t, "minutes") },
			"": func(t *rapid.T) {
				kept, taken := 0, 0
				for _, h := range all(s.holds.root) {
					if h.taken {
						taken += h.n
					} else {
						kept += h.n
					}
				}
				if kept != s.Held || taken != s.Committed {
					t.Fatalf("holds %d and %d, sums %d and %d", kept, taken, s.Held, s.Committed)
				}
			},
		})
	})
}
