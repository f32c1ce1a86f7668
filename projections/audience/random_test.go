package audience

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
	"tocsin/projections/foldtest"
)

// story draws what happens in a world.
type story struct {
	*world
	r       *rapid.T
	now     time.Duration
	people  int
	version int
}

// play draws so many steps; what the rules refuse does not happen.
func play(t *testing.T, r *rapid.T, steps int) *world {
	s := &story{world: newWorld(t), r: r}
	s.n.ahead = 300
	s.joins()
	s.writes()
	s.writes()
	s.letsGo()
	for range steps {
		rapid.SampledFrom([]func(){
			s.joins, s.writes, s.letsGo, s.letsGo, s.tries, s.tries, s.tries, s.tries, s.tries, s.answers, s.answers, s.answers, s.answers,
			s.answers, s.givesUp, s.givesUp, s.holds, s.passes, s.offers, s.flies,
		}).Draw(r, "step")()
	}
	return s.world
}

func (s *story) joins() {
	var people []incident.Person
	for range rapid.SampledFrom([]int{1, 3, 200, 330}).Draw(s.r, "people") {
		p := person(s.people, s.people%7%3, time.Duration(s.people%40)*time.Hour)
		if s.people%2 == 0 {
			p.Subject = pseudonymOf(p.Subject)
		}
		if s.people%5 == 0 {
			p.Party = ""
		} else if s.people%5 == 1 {
			p.Party = people0(people) // of the one before, who has none
		}
		s.people++
		people = append(people, p)
	}
	s.list(people...)
}

func people0(before []incident.Person) string {
	if len(before) == 0 {
		return "p0"
	}
	return before[len(before)-1].Subject
}

func (s *story) writes() {
	if s.version > 0 && s.n.Statement("s1").Current < s.version {
		s.publish(s.version)
		return
	}
	s.version++
	s.draft(s.version, rapid.Bool().Draw(s.r, "push"))
}

// aRun draws one.
func (s *story) aRun() *Outreach {
	runs := s.n.sorted()
	if len(runs) == 0 {
		return nil
	}
	return rapid.SampledFrom(runs).Draw(s.r, "run")
}

func (s *story) letsGo() {
	for _, o := range s.n.sorted() {
		if s.runs[outreach.Stream(o.ID)].Phase == outreach.Frozen {
			s.approve(o.ID)
			return
		}
	}
}

// aBatch draws one: of those that are open, or any.
func (s *story) aBatch() (stream domain.StreamID, ok bool) {
	var all []domain.StreamID
	if rapid.IntRange(0, 7).Draw(s.r, "open") > 0 {
		for stream, b := range s.n.batches { // order-free: sorted below
			if b.open > 0 {
				all = append(all, stream)
			}
		}
	}
	if len(all) == 0 {
		all = slices.Collect(maps.Keys(s.batches)) // order-free: sorted below
	}
	if len(all) == 0 {
		return "", false
	}
	slices.Sort(all)
	return rapid.SampledFrom(all).Draw(s.r, "batch"), true
}

// some draws items of a batch: nearly all, or few.
func (s *story) some(stream domain.StreamID, see func(i int, v delivery.ItemView)) {
	of, all := s.batches[stream].Len(), rapid.IntRange(0, 3).Draw(s.r, "all") > 0
	skip := rapid.IntRange(0, 4).Draw(s.r, "skip")
	for i := range of {
		if all || i%5 == skip {
			see(i, s.batches[stream].Item(i))
		}
	}
}

func (s *story) tries() {
	for range 3 {
		stream, ok := s.aBatch()
		if !ok {
			return
		}
		c := delivery.Attempt{Provider: "acme"}
		s.some(stream, func(i int, v delivery.ItemView) {
			if v.State.Attemptable() {
				c.Items = append(c.Items, delivery.AttemptedItem{I: i, Attempt: v.Attempts + 1, Channel: v.Channel, ContactID: v.ContactID})
			}
		})
		s.may(stream, c)
	}
}

func (s *story) answers() {
	for range 2 {
		stream, ok := s.aBatch()
		if !ok {
			return
		}
		var c delivery.RecordOutcomes
		how := rapid.IntRange(0, 3).Draw(s.r, "how")
		s.some(stream, func(i int, _ delivery.ItemView) {
			switch how {
			case 0:
				c.Unknown = append(c.Unknown, delivery.UnknownItem{I: i})
			case 1:
				c.Failed = append(c.Failed, delivery.FailedItem{I: i, Permanent: i%2 == 0})
			default:
				c.Accepted = append(c.Accepted, delivery.AcceptedItem{I: i})
			}
		})
		s.may(stream, c)
	}
}

func (s *story) givesUp() {
	if stream, ok := s.aBatch(); ok {
		var c delivery.GiveUp
		s.some(stream, func(i int, v delivery.ItemView) {
			switch v.State {
			case delivery.ItemFailed:
				c.Unreachable = append(c.Unreachable, delivery.IndexItem{I: i})
			case delivery.ItemUnknown:
				c.Parked = append(c.Parked, delivery.ParkedItem{I: i})
			}
		})
		s.may(stream, c)
	}
}

func (s *story) holds() {
	if o := s.aRun(); o != nil {
		s.may(outreach.Stream(o.ID), rapid.SampledFrom([]any{outreach.Pause{}, outreach.Resume{}, outreach.Resume{}, outreach.Abort{Reason: "wrong"}}).Draw(s.r, "hold"))
	}
}

func (s *story) passes() {
	s.now += time.Duration(rapid.SampledFrom([]int{1, 20, 20, 400}).Draw(s.r, "minutes")) * time.Minute
	s.at(s.now)
}

func (s *story) offers() {
	i := s.n.Incident("i1")
	party := i.Told(rapid.IntRange(0, i.Len()-1).Draw(s.r, "who")).Party
	stream := offer.Stream(offer.IDFor("i1", party))
	s.add(stream, offer.Made{IncidentID: "i1", Party: party}, offer.Revoked{Reason: "capacity_corrected"})
	s.writesTo(statement.ToRevoked)
}

func (s *story) flies() {
	s.add("incident-i1", back(rapid.SampledFrom([]string{incident.Reinstated, "CANCELLED"}).Draw(s.r, "status"), 2))
	s.writesTo(statement.ToReinstated)
}

func (s *story) writesTo(audience string) {
	version := 1
	if known := s.n.Statement(statement.IDFor("i1", audience)); known != nil {
		version += len(known.Versions)
	}
	s.textTo(audience, version).publishTo(audience, version)
}

// may decides a command that the rules may refuse.
func (s *story) may(to domain.StreamID, command any) {
	before := len(s.refused)
	s.decide(to, command)
	s.refused = s.refused[:before]
	s.pump()
}

func fresh() *Notices {
	n := NewNotices()
	n.ahead = 300
	return n
}

// TestWhateverHappensTheCountsHold compares what the fold counts on its way with what the batches say, and a policy that
// was restarted with one that was not.
func TestWhateverHappensTheCountsHold(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := play(t, r, 30)
		for _, o := range w.n.sorted() {
			if !o.Ended {
				w.counts(r, o)
			}
		}
		for n, b := range w.n.batches { // order-free: each for itself
			if b.open == 0 && len(b.Gone) == 0 && len(b.States) > 0 {
				r.Fatalf("batch %s is kept for nothing", n)
			}
		}
		end, cut := w.s.Last().Meta.RecordedAt, rapid.IntRange(0, len(w.s.Records)).Draw(r, "cut")
		asked := foldtest.React(fresh(), w.s.Records, cut, end)
		saved, restored := foldtest.Fold(fresh(), w.s.Records[:cut]).Snapshot(), fresh()
		if err := restored.Restore(saved); err != nil || string(restored.Snapshot()) != string(saved) {
			r.Fatalf("restored after %d records: %v", cut, err)
		}
		if again := foldtest.React(restored, w.s.Records[cut:], 0, end); !cmp.Equal(asked, again, cmpopts.EquateEmpty()) {
			r.Fatalf("restored after %d of %d records: %s", cut, len(w.s.Records), cmp.Diff(asked, again))
		}
		if string(restored.Snapshot()) != string(w.n.Snapshot()) {
			r.Fatal("the restored fold came to another end")
		}
	})
}

// counts of a run: everybody of the waves started is waiting, open, or has come to an end.
func (w *world) counts(r *rapid.T, o *Outreach) {
	open, untried, ended, requested := 0, 0, map[bool]int{}, 0
	for wave := 1; wave <= o.Started; wave++ {
		for n := 1; w.batches[delivery.Stream(o.ID, wave, n)].Len() > 0; n++ {
			requested++
			s := w.batches[delivery.Stream(o.ID, wave, n)]
			for i := range s.Len() {
				switch v := s.Item(i); v.State {
				case delivery.ItemRequested:
					open++
					untried++
				case delivery.ItemAttempted, delivery.ItemUnknown, delivery.ItemRetry, delivery.ItemFailed, delivery.ItemEscalated:
					open++
				case delivery.ItemAccepted, delivery.ItemDelivered, delivery.ItemRead:
					ended[true]++
				default:
					ended[false]++
				}
			}
		}
	}
	people, batches := 0, 0
	for wave := range o.Started {
		people += len(o.People[wave])
		batches += (len(o.People[wave]) + itemsPerBatch - 1) / itemsPerBatch
	}
	sum := 0
	for _, n := range o.ByState { // order-free: a sum
		sum += n
	}
	left := people - open - ended[true] - ended[false] // never asked for
	held := untried + left - o.Waiting                 // behind an older notice
	got := fmt.Sprint(o.Open, o.Pending, o.ByState["sent"], sum, held >= 0 && held <= untried)
	if want := fmt.Sprint(open, batches-requested, ended[true], ended[true]+ended[false], true); got != want {
		r.Fatalf("run %+v\ncounts %s, want %s", *o, got, want)
	}
	if left > 0 && !o.Paused && o.Waiting-left < w.n.ahead/2 {
		r.Fatalf("%d people are not asked for, though only %d notices wait", left, o.Waiting-left)
	}
}
