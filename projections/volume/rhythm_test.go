package volume_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
	"tocsin/projections/volume"
)

// quick is a detector that has a baseline after two hours and opens easily, so that a short log decides a lot.
func quick() playbook.Detector {
	return playbook.Detector{
		Version: "quick", PooledArl: 3 * time.Hour, LeafArl: 6 * time.Hour, GuardCold: 1.2, GuardLowRate: 1.2, MinExposureH: 2,
		Lateness: []playbook.Lateness{{Channel: "chat", Within: 5 * time.Second}, {Channel: "email", Within: 15 * time.Minute}, {Channel: "*", Within: time.Minute}},
	}
}

func adopted(d playbook.Detector) playbook.Adopted {
	p := playbook.Playbook{Detector: d}
	content, hash := p.Content()
	return playbook.Adopted{Content: content, Hash: hash}
}

var begin = time.Date(2015, 2, 22, 6, 0, 0, 0, time.UTC)

// day draws some hours of messages of three brands on three channels, with bursts and with an incident; one brand starts
// late, one channel falls silent. Every message has an instant of its own.
func day(seed uint64) []domain.Recorded {
	random := rand.New(rand.NewPCG(seed, 1))
	records := []domain.Recorded{{Stream: "playbook-x", Meta: domain.Meta{RecordedAt: begin}, Event: adopted(quick())}}
	at := begin
	taken := map[int64]bool{}
	for i := range 4000 {
		hours := at.Sub(begin).Hours()
		gap := 9_000.0
		if hours > 5 && hours < 6.5 {
			gap = 2_500
		}
		at = at.Add(time.Duration(random.ExpFloat64()*gap) * time.Millisecond)
		for taken[at.UnixMilli()] {
			at = at.Add(time.Millisecond)
		}
		taken[at.UnixMilli()] = true
		brand := []string{"north", "south", "west"}[random.IntN(3)]
		channel := []string{"chat", "social", "social", "email"}[random.IntN(4)]
		if brand == "west" && hours < 3 || brand == "south" && channel == "social" && hours > 7 {
			continue
		}
		topic := []string{"delay", "phone", "other"}[random.IntN(3)]
		if gap < 9_000 && random.IntN(2) == 0 {
			brand, topic = "north", "delay"
		}
		id := fmt.Sprint(seed, "-", i)
		records = append(records, domain.Recorded{
			Stream: domain.StreamID("conversation-" + id), Meta: domain.Meta{RecordedAt: at}, Event: conversation.Classified{
				Brand: brand, Channel: channel, Topic: topic, ReceivedAt: at, Subject: fmt.Sprint("s", random.IntN(1500)), Tier: "routine",
			},
		})
	}
	closing := domain.Recorded{ // a corrected classification is not counted; it only tells how late it is
		Stream: "conversation-end", Meta: domain.Meta{RecordedAt: at.Add(8 * time.Hour)}, Event: conversation.Classified{Revised: true},
	}
	records = slices.Insert(records, len(records)/2, domain.Recorded{
		Stream: "incident-i1", Meta: domain.Meta{RecordedAt: records[len(records)/2].Meta.RecordedAt},
		Event: incident.Reported{Brand: "north", StartedAt: begin.Add(5 * time.Hour)},
	})
	return identified(append(records, closing))
}

func identified(records []domain.Recorded) []domain.Recorded {
	for i := range records {
		records[i].ID = domain.NewEventID(records[i].Stream, "day", 0)
	}
	return numbered(records)
}

func digestOf(records []domain.Recorded, step func(*replay, time.Time)) (string, *replay, *volume.Volume) {
	r := newReplay()
	r.through(records, step)
	r.due(records[len(records)-1].Meta.RecordedAt)
	v := foldtest.Fold(volume.New(), r.log)
	return v.SurgesDigest(), r, v
}

const seeds = 6

func TestTheRhythmOfAdvancingDoesNotMatter(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(seeds) {
		records := day(seed)
		want, r, v := digestOf(records, byNext)
		for _, q := range r.asked {
			kinds[fmt.Sprintf("%T", q.Command)]++
		}
		if d := v.Differences(); len(d) > 0 {
			t.Fatalf("seed %d: %v", seed, d)
		}
		random := rand.New(rand.NewPCG(seed, 2))
		pause := begin
		for name, step := range map[string]func(*replay, time.Time){
			"never by itself": func(*replay, time.Time) {},
			"at every event":  atEveryEvent,
			"ahead of it, as far as a record may still be on its way": func(r *replay, until time.Time) {
				r.due(until.Add(2 * time.Second))
			},
			"at random": func(r *replay, until time.Time) {
				for pause.Before(until) {
					r.due(pause)
					pause = pause.Add(time.Duration(random.Int64N(int64(20 * time.Minute))))
				}
			},
		} {
			got, other, _ := digestOf(records, step)
			if got != want {
				t.Errorf("seed %d, advanced %s: other surges", seed, name)
			}
			if len(other.carried) != len(r.carried) {
				t.Errorf("seed %d, advanced %s: %d requests, by Next %d", seed, name, len(other.carried), len(r.carried))
			}
			for key := range r.carried {
				if !other.carried[key] {
					t.Errorf("seed %d, advanced %s: never asked %s", seed, name, key)
				}
			}
		}
	}
	t.Log(kinds)
	for _, kind := range []string{"surge.Detect", "surge.Escalate", "surge.Ease", "surge.End", "surge.Link", "feed.ReportSilent"} {
		if kinds[kind] == 0 {
			t.Errorf("%s was never asked: the test proves too little", kind)
		}
	}
}

// Jumping by Next must not come late: what it asks for, it asks for as soon as a policy that advances every second.
func TestNextIsNeverLate(t *testing.T) {
	records := day(1)
	records = append(records[:2600:2600], records[len(records)-1]) // in the middle of a burst the messages stop, for hours
	everySecond := func(r *replay, until time.Time) {
		from := begin
		if n := len(r.log); n > 0 {
			from = r.log[n-1].Meta.RecordedAt.Truncate(time.Second)
		}
		for now := from; now.Before(until); now = now.Add(time.Second) {
			r.due(now)
		}
	}
	_, exact, _ := digestOf(records, everySecond)
	_, jumped, _ := digestOf(records, byNext)
	when := func(r *replay) map[string]time.Time {
		m := map[string]time.Time{}
		for i, q := range r.asked {
			m[q.Step+" "+string(q.To)] = r.at[i]
		}
		return m
	}
	jumps, want := when(jumped), when(exact)
	if len(jumps) == 0 || len(jumps) != len(want) {
		t.Fatalf("%d requests by Next, %d every second", len(jumps), len(want))
	}
	for key, at := range jumps {
		if at.After(want[key].Add(time.Second)) {
			t.Errorf("%s asked at %s, possible at %s", key, at, want[key])
		}
	}
}

func TestOrderOfArrivalWithinTheLatenessDoesNotMatter(t *testing.T) {
	for seed := range uint64(seeds) {
		records := day(seed)
		want, _, _ := digestOf(records, byNext)
		random := rand.New(rand.NewPCG(seed, 3))
		shuffled := slices.Clone(records)
		for i := range shuffled {
			e, ok := shuffled[i].Event.(conversation.Classified)
			if !ok || e.Revised {
				continue
			}
			within := 59 * time.Second // the least of its streams' bounds
			if e.Channel == "chat" {
				within = 4 * time.Second
			}
			shuffled[i].Meta.RecordedAt = e.ReceivedAt.Add(time.Duration(random.Int64N(int64(within))).Truncate(time.Millisecond))
		}
		slices.SortStableFunc(shuffled, func(a, b domain.Recorded) int { return a.Meta.RecordedAt.Compare(b.Meta.RecordedAt) })
		if got, _, _ := digestOf(numbered(shuffled), byNext); got != want {
			t.Errorf("seed %d: other surges", seed)
		}
	}
}

func TestEveryEventTwiceChangesNothing(t *testing.T) {
	records := day(2)
	want, _, _ := digestOf(records, byNext)
	var twice []domain.Recorded
	for _, r := range records {
		twice = append(twice, r, r)
	}
	for i := range twice {
		if i%2 == 1 {
			twice[i].Stream += "-again"
		}
	}
	if got, _, _ := digestOf(identified(twice), byNext); got != want {
		t.Error("other surges")
	}
}

func TestSnapshot(t *testing.T) {
	_, r, _ := digestOf(day(3), byNext)
	log := slices.Clone(r.log)
	foldtest.Restorable(t, volume.New, log[:700], 7)
	foldtest.Restorable(t, volume.New, log, 301)
	v := foldtest.Fold(volume.New(), log)
	bytes := v.Snapshot()
	for cut := 0; cut < len(bytes); cut += 997 {
		if volume.New().Restore(bytes[:cut]) == nil {
			t.Fatalf("%d of %d bytes were taken for all", cut, len(bytes))
		}
	}
}

// A policy that folds in silence first, as after a restart, asks for what is still open and for nothing twice.
func TestRestartOfThePolicy(t *testing.T) {
	records := day(4)
	_, whole, _ := digestOf(records, byNext)
	half := len(whole.log) / 2
	again := volume.NewPolicy()
	for _, r := range whole.log[:half] {
		again.Apply(r)
		again.React(r)
	}
	answered := map[string]bool{}
	for _, r := range whole.log[:half] {
		if e, ok := r.Event.(surge.Event); ok {
			answered[fmt.Sprintf("%s %T", r.Stream, e)] = true
		}
	}
	for _, q := range again.Due(whole.log[half-1].Meta.RecordedAt) {
		if c, ok := q.Command.(surge.Detect); ok && answered[fmt.Sprintf("%s %T", q.To, c.Detected)] {
			t.Errorf("asked again for %s", q.To)
		}
	}
}
