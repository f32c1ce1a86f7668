package reserve

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

func given(t *testing.T, history ...Event) *domaintest.Case[State, Command, Event] {
	t.Helper()
	return domaintest.Given(t, Decider, history...)
}

func onCall(more ...Event) []Event {
	return append([]Event{registered(), AvailabilitySet{OnCall: true}}, more...)
}

// worked is one whole turn that ended at.
func worked(at time.Time, hours float64) []Event {
	return []Event{
		Booked{CalloutID: "c-0", From: at.Add(-12 * time.Hour), Until: at}, CheckedIn{CalloutID: "c-0"},
		CheckedOut{WorkedS: hours * 3600, At: at},
	}
}

func TestMemberIsRegisteredOnceAndUpdated(t *testing.T) {
	trained := registered()
	trained.Skills = []Skill{{ID: "rebooking", TrainedUntil: t0.AddDate(2, 0, 0)}}
	given(t).When(Register{registered()}).Then(registered()).When(Register{registered()}).Then().
		When(Register{trained}).Then(trained)

	for name, spoil := range map[string]func(*Registered){
		"lang":  func(e *Registered) { e.Langs = []Lang{{}} },
		"skill": func(e *Registered) { e.Skills = []Skill{{}} },
		"rest":  func(e *Registered) { e.Contract.RestS = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			e := registered()
			spoil(&e)
			given(t).When(Register{e}).Refused(domain.Invalid)
		})
	}
}

func TestNothingIsAskedOfAMemberWhoIsNot(t *testing.T) {
	for _, c := range []Command{SetAvailability{}, Book{}, Unbook{}, CheckIn{}, CheckOut{}} {
		t.Run(fmt.Sprintf("%T", c), func(t *testing.T) { given(t).When(c).Refused(domain.NotFound) })
	}
}

func TestAvailabilityIsSaidOnce(t *testing.T) {
	on := AvailabilitySet{OnCall: true, Until: t0}
	given(t, registered()).When(SetAvailability{on}).Then(on).When(SetAvailability{on}).Then().
		When(SetAvailability{AvailabilitySet{}}).Then(AvailabilitySet{})
}

func TestMemberIsBookedForOneCallOut(t *testing.T) {
	one, other := booked("c-1", t0, 8), booked("c-2", t0, 8)
	given(t, onCall()...).When(Book{one}).Then(one).When(Book{one}).Then().
		When(Book{other}).Refused(domain.Conflict).
		When(Unbook{Unbooked{CalloutID: "c-1", Reason: "surplus"}}).Then(Unbooked{CalloutID: "c-1", Reason: "surplus"}).
		When(Book{other}).Then(other)
}

func TestBookingIsWellFormed(t *testing.T) {
	given(t, onCall()...).When(Book{booked("", t0, 8)}).Refused(domain.Invalid)
	given(t, onCall()...).When(Book{booked("c-1", t0, 0)}).Refused(domain.Invalid)
	given(t, onCall()...).When(Book{Booked{CalloutID: "c-1", Until: t0}}).Refused(domain.Invalid)
}

func TestOnlyWhoIsOnCallIsBooked(t *testing.T) {
	one := booked("c-1", t0, 8)
	given(t, registered()).When(Book{one}).Refused(domain.Conflict)
	given(t, registered(), AvailabilitySet{OnCall: true, Until: t0}).When(Book{one}).Refused(domain.Conflict)
	given(t, registered(), AvailabilitySet{OnCall: true, Until: t0.Add(time.Second)}).When(Book{one}).Then(one)
	given(t, onCall(AvailabilitySet{})...).When(Book{one}).Refused(domain.Conflict)
}

func TestNobodyInsideMinimumRest(t *testing.T) {
	rested := t0.Add(11 * time.Hour) // the contract's rest
	given(t, onCall(worked(t0, 8)...)...).When(Book{booked("c-1", rested.Add(-time.Second), 8)}).Refused(domain.Forbidden)
	given(t, onCall(worked(t0, 8)...)...).When(Book{booked("c-1", rested, 8)}).Then(booked("c-1", rested, 8))
}

func TestNobodyBeyondTheHoursOfADay(t *testing.T) {
	given(t, onCall()...).When(Book{booked("c-1", t0, 11)}).Refused(domain.Forbidden)
	given(t, onCall()...).When(Book{booked("c-1", t0, 10)}).Then(booked("c-1", t0, 10))
}

func TestNobodyBeyondTheHoursOfAWeek(t *testing.T) {
	history := onCall()
	for day := range 5 {
		history = append(history, worked(t0.AddDate(0, 0, day), 8.5)...) // 42.5 of 48 h
	}
	given(t, history...).When(Book{booked("c-1", t0.AddDate(0, 0, 5), 8)}).Refused(domain.Forbidden)
	given(t, history...).When(Book{booked("c-1", t0.AddDate(0, 0, 5), 5)}).Then(booked("c-1", t0.AddDate(0, 0, 5), 5))
	later := booked("c-1", t0.AddDate(0, 0, 7), 8) // the first turn is more than a week ago by its end
	given(t, history...).When(Book{later}).Then(later)
}

func TestBoundOfZeroIsNone(t *testing.T) {
	free := registered()
	free.Contract = Contract{}
	given(t, free, AvailabilitySet{OnCall: true}).When(Book{booked("c-1", t0, 30)}).Then(booked("c-1", t0, 30))
}

func TestOnlyTheSameCallOutUnbooks(t *testing.T) {
	other := Unbook{Unbooked{CalloutID: "c-2", Reason: "released"}}
	given(t, onCall(booked("c-1", t0, 8))...).When(other).Refused(domain.Conflict)
	given(t, onCall()...).When(other).Then()
	given(t, onCall(booked("c-1", t0, 8))...).When(Unbook{Unbooked{CalloutID: "c-1", Reason: "whim"}}).Refused(domain.Invalid)
}

func TestCheckInNeedsTheBooking(t *testing.T) {
	given(t, onCall()...).When(CheckIn{CalloutID: "c-1"}).Refused(domain.Conflict)
	given(t, onCall()...).When(CheckIn{}).Refused(domain.Conflict)
	given(t, onCall(booked("c-1", t0, 8))...).When(CheckIn{CalloutID: "c-2"}).Refused(domain.Conflict).
		When(CheckIn{CalloutID: "c-1"}).Then(CheckedIn{CalloutID: "c-1"}).When(CheckIn{CalloutID: "c-1"}).Then()
}

func TestWhoIsAtWorkChecksOut(t *testing.T) {
	out := CheckOut{WorkedS: 27_900, At: t0.Add(8 * time.Hour)}
	done := CheckedOut{WorkedS: 27_900, At: t0.Add(8 * time.Hour)}
	atWork := onCall(booked("c-1", t0, 8), CheckedIn{CalloutID: "c-1"})
	given(t, atWork...).When(Unbook{Unbooked{CalloutID: "c-1", Reason: "released"}}).Refused(domain.Conflict).
		When(out).Then(done).When(out).Then().
		When(Book{booked("c-2", t0.Add(10*time.Hour), 8)}).Refused(domain.Forbidden)
	given(t, onCall(booked("c-1", t0, 8))...).When(out).Refused(domain.Conflict)
	given(t, atWork...).When(CheckOut{WorkedS: -1, At: t0}).Refused(domain.Invalid)
	given(t, atWork...).When(CheckOut{WorkedS: 1}).Refused(domain.Invalid)
}

func TestTurnsOlderThanAWeekAreForgotten(t *testing.T) {
	history := onCall()
	for day := range 30 {
		history = append(history, worked(t0.AddDate(0, 0, day), 1)...)
	}
	if got := len(given(t, history...).State().Turns); got != 8 {
		t.Errorf("%d turns kept, want 8", got)
	}
}
