package policy_test

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/reserve"
)

// TestExactlyThePeopleNeededCome plays call-outs against the rules, with members who say yes, no, nothing, or only look,
// sooner or later, and restarts in between: nobody is called twice at a time or a third time, everybody needed comes if
// enough would or the manager knows, nobody stays booked who is not counted, and in the end all are home.
func TestExactlyThePeopleNeededCome(t *testing.T) {
	for seed := range seeds() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { reserveWorld(t, seed) })
	}
}

func reserveWorld(t *testing.T, seed uint64) {
	w := newWorld(t, seed, newCallReserve)
	w.adopt(book())
	members, need := 10+w.chance.IntN(40), 1+w.chance.IntN(8)
	for n := range members {
		id := domain.StreamID(fmt.Sprintf("reserve-r%02d", n))
		w.do(id, reserve.Register{Registered: reserve.Registered{
			Langs: []reserve.Lang{{Lang: "en"}, {Lang: "fr"}}[:1+w.chance.IntN(2)], Skills: []reserve.Skill{{ID: "care"}},
		}})
		w.do(id, reserve.SetAvailability{AvailabilitySet: reserve.AvailabilitySet{OnCall: true}})
	}
	start, end := noon.Add(2*time.Hour), noon.Add(8*time.Hour)
	raised := callout.Raised{
		Brand: "blue", StartBy: start, EndBy: end, AckWithinS: 300,
		Need: []callout.Need{{Skill: "care", Lang: "en", Count: need}, {Skill: "care", Lang: "fr", Count: 1 + need/3}},
	}
	calls, at, accepts, filled, short := map[string]int{}, map[string]time.Time{}, map[string]int{}, map[string]bool{}, map[string]bool{}
	w.watch = func(r domain.Recorded) {
		k := r.Stream
		switch e := r.Event.(type) {
		case callout.MemberCalled:
			key := string(k) + e.Member
			if calls[key]++; calls[key] > callout.MaxCalls {
				t.Errorf("%s is called a third time", e.Member)
			}
			if before, again := at[key]; again && e.At.Sub(before) < 5*time.Minute {
				t.Errorf("%s is called again after %s", e.Member, e.At.Sub(before))
			}
			at[key] = e.At
			w.answer(k, e.Member, start, end)
		case callout.Accepted:
			accepts[string(k)]++
		case callout.Filled:
			filled[string(k)] = true
		case callout.Unfilled:
			short[string(k)] = true
		}
	}
	w.do("callout-k1", callout.Raise{Raised: raised})
	w.in(3*time.Minute, func() { w.do("callout-k2", callout.Raise{Raised: raised}) })
	w.run(noon.Add(7 * time.Hour))
	for _, k := range []string{"callout-k1", "callout-k2"} {
		if wanted := need + 1 + need/3; filled[k] != (accepts[k] == wanted) || accepts[k] > wanted {
			t.Errorf("%s: %d accepted of %d, filled %t", k, accepts[k], wanted, filled[k])
		}
		if !filled[k] && !short[k] {
			t.Errorf("%s is neither filled nor known to be short", k)
		}
	}
	w.run(noon.Add(24 * time.Hour))
	for n := range members {
		id := fmt.Sprintf("r%02d", n)
		if s := w.states[domain.StreamID("reserve-"+id)].(reserve.State); s.Booking.CalloutID != "" {
			t.Errorf("%s is still booked for %s", id, s.Booking.CalloutID)
		}
	}
	if len(at) == 0 {
		t.Error("nobody was called")
	}
}

// answer is what a member does about a call.
func (w *world) answer(k domain.StreamID, member string, start, end time.Time) {
	after := time.Duration(w.chance.IntN(600)) * time.Second
	say := func(to domain.StreamID, command any) func() {
		return func() { w.do(to, command) }
	}
	yes := say(reserve.Stream(member), reserve.Book{Booked: reserve.Booked{CalloutID: k.Name(), From: start, Until: end}})
	no := say(k, callout.Decline{Member: member, Reason: "family"})
	switch w.chance.IntN(6) {
	case 0, 1:
		w.in(after, yes)
	case 2:
		w.in(after, no)
	case 3:
		w.in(after/2, say(k, callout.Acknowledge{Member: member}))
		w.in(after*2, yes)
	case 4:
		w.in(after/2, say(k, callout.Acknowledge{Member: member}))
	}
}
