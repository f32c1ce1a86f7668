package incident

import (
	"fmt"
	"slices"
	"testing"

	"tocsin/domain"
)

func changedTo(scope Scope, seq int64) ChangeScope { return ChangeScope{Added: scope, Seq: seq} }

func TestFlightThatIsThereIsNotAddedTwice(t *testing.T) {
	given(t, snow()).When(changedTo(flights("1", "2"), 2)).Then()
	given(t, snow()).When(changedTo(flights("1", "3", "3"), 2)).Then(ScopeChanged{Added: flights("3"), Seq: 2}).
		When(changedTo(flights("1", "3", "3"), 2)).Then()
	cells := Scope{Cells: []string{"c-1"}, Regions: []string{"north"}, Services: []string{"voice"}}
	given(t, snow()).When(changedTo(cells, 2)).Then(ScopeChanged{Added: cells, Seq: 2}).When(changedTo(cells, 3)).Then()
}

func TestFlightGetsANewStatus(t *testing.T) {
	back := Scope{Flights: []Flight{flight("1", "REINSTATED")}}
	given(t, snow()).When(changedTo(back, 2)).Then(ScopeChanged{Added: back, Seq: 2}).
		When(changedTo(flights("1"), 3)).Then(ScopeChanged{Added: flights("1"), Seq: 3}) // cancelled once more
}

func TestLateChangeIsAppliedBySeqAndFlagged(t *testing.T) {
	seven := ScopeChanged{Added: flights("7"), Seq: 7}
	given(t, snow(), seven).When(changedTo(flights("5"), 5)).Then(ScopeChanged{Added: flights("5"), Seq: 5, Late: true})
}

func TestLateChangeDoesNotOverruleANewerStatus(t *testing.T) {
	back := Scope{Flights: []Flight{flight("1", "REINSTATED")}}
	delayed := Scope{Flights: []Flight{flight("1", "DELAYED")}}
	given(t, snow(), ScopeChanged{Added: back, Seq: 5}).
		When(changedTo(delayed, 3)).Then(ScopeChanged{HeldAdded: delayed, Seq: 3, Late: true}). // kept, not lost
		When(changedTo(delayed, 3)).Then().                                                     // and kept once
		When(changedTo(back, 6)).Then()                                                         // which is what holds
}

func TestRemovalAheadOfItsAdditionHolds(t *testing.T) {
	given(t, snow()).
		When(ChangeScope{Removed: flights("9"), Seq: 5}).Then(ScopeChanged{HeldRemoved: flights("9"), Seq: 5}).
		When(ChangeScope{Removed: flights("9"), Seq: 5}).Then().
		When(changedTo(flights("9"), 3)).Then(ScopeChanged{HeldAdded: flights("9"), Seq: 3, Late: true}).
		When(changedTo(flights("9"), 6)).Then(ScopeChanged{Added: flights("9"), Seq: 6})
}

func TestLateRemovalOfANewerFlightIsKeptWithoutEffect(t *testing.T) {
	given(t, snow(), ScopeChanged{Added: flights("7"), Seq: 7}).
		When(ChangeScope{Removed: flights("7"), Seq: 4}).Then(ScopeChanged{HeldRemoved: flights("7"), Seq: 4, Late: true}).
		When(ChangeScope{Removed: flights("7"), Seq: 4}).Then().
		When(ChangeScope{Removed: flights("7"), Seq: 8}).Then(ScopeChanged{Removed: flights("7"), Seq: 8})
}

func TestRemovalOfAnUnknownFlightWithoutNumbersIsNothing(t *testing.T) {
	e := snow()
	e.Source.Seq = 0
	given(t, e).When(ChangeScope{Removed: flights("9")}).Then()
	given(t, e).When(ChangeScope{Removed: flights("1")}).Then(ScopeChanged{Removed: flights("1")}).
		When(ChangeScope{Removed: flights("1")}).Then().
		When(changedTo(flights("1"), 0)).Then(ScopeChanged{Added: flights("1")})
}

func TestChangeIsWellFormed(t *testing.T) {
	given(t, snow()).When(ChangeScope{Added: flights("3"), Removed: flights("3"), Seq: 2}).Refused(domain.Invalid)
	given(t, snow()).When(ChangeScope{Added: flights("3"), Seq: -1}).Refused(domain.Invalid)
	given(t, snow()).When(ChangeScope{Added: Scope{Flights: []Flight{{}}}, Seq: 2}).Refused(domain.Invalid)
	given(t, snow()).When(ChangeScope{Removed: Scope{Cells: []string{""}}, Seq: 2}).Refused(domain.Invalid)
}

func TestWhatJoinsAResolvedIncidentReopensIt(t *testing.T) {
	c := given(t, snow(), resolved()).When(changedTo(flights("3"), 2)).
		Then(Reopened{Reason: ScopeGrew}, ScopeChanged{Added: flights("3"), Seq: 2})
	if got := c.State().Phase; got != PhaseConfirmed {
		t.Errorf("phase %d, want confirmed", got)
	}
	c.When(changedTo(flights("4"), 3)).Then(ScopeChanged{Added: flights("4"), Seq: 3})
}

func TestWhatLeavesAResolvedIncidentReopensNothing(t *testing.T) {
	leaves := snow().Scope
	c := given(t, snow(), resolved()).When(ChangeScope{Removed: leaves, Seq: 2}).Then(ScopeChanged{Removed: leaves, Seq: 2})
	if got := c.State().Phase; got != PhaseResolved {
		t.Errorf("phase %d, want resolved", got)
	}
	given(t, snow(), resolved()).When(changedTo(leaves, 2)).Then() // nor what was there before
}

// In whatever order the changes come, the same flights are there at the end, with the status of the highest number.
func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	changes := []ChangeScope{
		{Added: Scope{Flights: []Flight{flight("5", "DELAYED")}}, Seq: 2},
		{Added: Scope{Flights: []Flight{flight("5", "CANCELLED")}}, Seq: 3},
		{Removed: flights("5", "6"), Seq: 4},
		{Added: Scope{Flights: []Flight{flight("6", "DELAYED")}}, Seq: 5},
	}
	var permute func(done, left []ChangeScope)
	permute = func(done, left []ChangeScope) {
		if len(left) == 0 {
			c := given(t, snow())
			var order []int64
			for _, change := range done {
				c.When(change)
				order = append(order, change.Seq)
			}
			five, six := c.State().parts["flight "+flight("5", "").Key()], c.State().parts["flight "+flight("6", "").Key()]
			if five.here || !six.here || six.status != "DELAYED" {
				t.Errorf("order %v: got %+v and %+v", order, five, six)
			}
		}
		for i := range left {
			permute(append(slices.Clone(done), left[i]), slices.Delete(slices.Clone(left), i, i+1))
		}
	}
	permute(nil, changes)
}

// Added and Removed are what really changed, so that a reader who only counts is right.
func TestReaderMayApplyChangesAsTheyCome(t *testing.T) {
	c := given(t, snow())
	there := map[string]bool{"1": true, "2": true}
	for i := range 400 {
		n := fmt.Sprint(i * i % 23)
		change := ChangeScope{Added: flights(n), Seq: int64(i*7%60) + 1}
		if i%3 == 0 {
			change.Added, change.Removed = Scope{}, flights(n)
		}
		events, err := Decider.Decide(change, c.State())
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			for _, f := range e.(ScopeChanged).Added.Flights {
				there[f.Number] = true
			}
			for _, f := range e.(ScopeChanged).Removed.Flights {
				if !there[f.Number] {
					t.Fatalf("change %d removes a flight that is not there", i)
				}
				delete(there, f.Number)
			}
		}
		c.When(change)
	}
	for key, p := range c.State().parts { // order-free: each is looked at alone
		if number := key[len("flight AA/") : len(key)-len("/2015-02-22/DFW")]; p.here != there[number] {
			t.Errorf("%s: here %v, reader says %v", key, p.here, there[number])
		}
	}
}

func TestEvolveIsPure(t *testing.T) {
	before := given(t, snow()).State()
	count := len(before.parts)
	evolve(before, ScopeChanged{Added: flights("8"), Removed: flights("1"), Seq: 2})
	if len(before.parts) != count || !before.parts["flight "+flight("1", "").Key()].here {
		t.Error("evolve wrote into the state before")
	}
}
