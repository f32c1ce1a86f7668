package audience

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/outreach"
	"tocsin/projections/foldtest"
)

// many is a world with so many people of the last wave, of whom no more than some are asked for ahead.
func many(t *testing.T, people, ahead int) *world {
	w := newWorld(t)
	w.n.ahead = ahead
	list := make([]incident.Person, people)
	for n := range list {
		list[n] = person(n, 0, 20*time.Hour)
	}
	return w.list(list...).draft(1, true).publish(1).approve(run(1, 1))
}

// requested counts the batches of a wave.
func (w *world) requested(id string, wave int) (n int) {
	for w.batches[delivery.Stream(id, wave, n+1)].Len() > 0 {
		n++
	}
	return n
}

// try has every notice of a batch tried, and taken if there is an answer.
func (w *world) try(stream domain.StreamID, taken bool) *world {
	w.t.Helper()
	tries := delivery.Attempt{Provider: "acme"}
	for i := range w.batches[stream].Len() {
		v := w.batches[stream].Item(i)
		tries.Items = append(tries.Items, delivery.AttemptedItem{I: i, Attempt: v.Attempts + 1, Channel: v.Channel, ContactID: v.ContactID})
	}
	w.decide(stream, tries)
	w.pump()
	if taken {
		w.take(stream)
	}
	return w
}

// take has every notice of a batch taken.
func (w *world) take(stream domain.StreamID) {
	w.t.Helper()
	var yes delivery.RecordOutcomes
	for i := range w.batches[stream].Len() {
		yes.Accepted = append(yes.Accepted, delivery.AcceptedItem{I: i})
	}
	w.decide(stream, yes)
	w.pump()
}

func batchOf(n int) domain.StreamID { return delivery.Stream(run(1, 1), 3, n) }

func TestALargeWaveIsAskedForInSlices(t *testing.T) {
	w := many(t, 1000, 450)
	want(t, "batches at first", w.requested(run(1, 1), 3), 3)
	w.try(batchOf(1), true)
	want(t, "while more than half waits", w.requested(run(1, 1), 3), 3)
	w.try(batchOf(2), false)
	want(t, "when less than half waits", w.requested(run(1, 1), 3), 5)
	want(t, "waiting", []int{w.n.Outreach(run(1, 1)).Waiting, w.n.Outreach(run(1, 1)).Pending}, []int{700, 2})
	for n := 3; n <= 7; n++ {
		w.try(batchOf(n), true)
	}
	want(t, "batches in the end", w.requested(run(1, 1), 3), 7)
	want(t, "while one has no answer", w.runs[outreach.Stream(run(1, 1))].Phase, outreach.Approved)
	w.take(batchOf(2))
	want(t, "the end", w.runs[outreach.Stream(run(1, 1))].Phase, outreach.Done)
	want(t, "refused", w.refused, nil)
	for n := range 1000 {
		if p := w.n.Incident("i1").Told(n); p.State != Sent {
			t.Fatalf("%s is %s", p.Subject, p.State)
		}
	}
}

func TestEveryoneOfALargeWaveIsAskedForOnceInItsOrder(t *testing.T) {
	whole, slices := many(t, 1000, Ahead), many(t, 1000, 2)
	for n := 1; n <= 7; n++ {
		whole.try(batchOf(n), true)
		slices.try(batchOf(n), true)
	}
	notices := func(w *world) (list []ask.Notices) {
		for _, a := range w.asked {
			if c, ok := a.Command.(ask.Notices); ok {
				list = append(list, c)
			}
		}
		return list
	}
	want(t, "asked", notices(slices), notices(whole))
	want(t, "batches", len(notices(whole)), 7)
}

func TestAPausedRunAsksForNoFurtherSlice(t *testing.T) {
	w := many(t, 1000, 300)
	stream := outreach.Stream(run(1, 1))
	w.decide(stream, outreach.Pause{Reason: "wrong number"})
	w.pump()
	w.try(batchOf(1), true).try(batchOf(2), true)
	want(t, "batches while paused", w.requested(run(1, 1), 3), 2)
	w.decide(stream, outreach.Resume{})
	w.pump()
	want(t, "batches after", w.requested(run(1, 1), 3), 4)
}

func TestThoseOfAnAbortedWaveWhoWereNotAskedForWaitForTheNewerText(t *testing.T) {
	w := many(t, 1000, 300).try(batchOf(1), true)
	w.at(time.Minute).draft(2, false).publish(2) // told to those alone whom nothing has reached
	var counts [Unreached + 1]int
	for n := range 1000 {
		counts[w.n.Incident("i1").Told(n).State]++
	}
	want(t, "sent and retired", []int{counts[Sent], counts[Retired]}, []int{150, 850})
	want(t, "batches", w.requested(run(1, 1), 3), 2)
	w.at(20 * time.Minute)
	want(t, "the run of the newer text", w.runs[outreach.Stream(run(2, 2))].Count, 850)
}

func TestAnAbortedRunToSomeGivesThoseBackWhomItDidNotAskFor(t *testing.T) {
	w := many(t, 400, 150)
	for n := 1; n <= 3; n++ {
		w.try(batchOf(n), true)
	}
	w.add("incident-i1", back(incident.Reinstated, 2)).textTo("reinstated", 1).publishTo("reinstated", 1)
	var id string
	for _, o := range w.n.sorted() {
		if o.Offers != nil {
			id = o.ID
		}
	}
	w.approve(id)
	want(t, "batches", w.requested(id, 3), 1)
	w.decide(outreach.Stream(id), outreach.Abort{Reason: superseded})
	w.pump()
	want(t, "parties to be asked", len(w.n.Incident("i1").Reinstated), 400)
}

// TestARestartAmidALargeWaveAsksTheSame is TestARestartAsksTheSame for slices.
func TestARestartAmidALargeWaveAsksTheSame(t *testing.T) {
	w := many(t, 600, 300)
	w.try(batchOf(1), false)
	w.decide(outreach.Stream(run(1, 1)), outreach.Pause{})
	w.pump()
	w.try(batchOf(2), true)
	w.decide(outreach.Stream(run(1, 1)), outreach.Resume{})
	w.pump()
	w.try(batchOf(3), true).at(time.Minute).draft(2, true).publish(2).at(2 * time.Hour)
	fresh := func() *Notices {
		n := NewNotices()
		n.ahead = 300
		return n
	}
	end := noon.Add(2 * time.Hour)
	whole := foldtest.React(fresh(), w.s.Records, 0, end)
	if !cmp.Equal(w.asked, whole) {
		t.Fatal(cmp.Diff(w.asked, whole))
	}
	for silent := range len(w.s.Records) {
		asked := foldtest.React(fresh(), w.s.Records, silent, end)
		if !cmp.Equal(whole[len(whole)-len(asked):], asked, cmpopts.EquateEmpty()) {
			t.Fatalf("restarted after %d records: %s", silent, cmp.Diff(whole[len(whole)-len(asked):], asked))
		}
		saved := foldtest.Fold(fresh(), w.s.Records[:silent]).Snapshot()
		restored := fresh()
		if err := restored.Restore(saved); err != nil || !slices.Equal(restored.Snapshot(), saved) {
			t.Fatalf("after %d records: %v", silent, err)
		}
		if again := foldtest.React(restored, w.s.Records[silent:], 0, end); !cmp.Equal(asked, again, cmpopts.EquateEmpty()) {
			t.Fatalf("restored after %d records: %s", silent, cmp.Diff(asked, again))
		}
	}
}
