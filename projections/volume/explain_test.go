package volume_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
	"tocsin/projections/volume"
)

// risen is a brand with two channels and three topics, beside another brand; from the fourth hour on, topics of the first
// brand come so many times as often.
func risen(times map[string]float64) *foldtest.Story {
	var parts []*foldtest.Story
	s := foldtest.New(monday)
	for _, brand := range []string{"north", "south"} {
		for _, channel := range []string{"chat", "social"} {
			known(s, brand, channel, "*", 60)
			for _, topic := range []string{"cancel", "delay", "phone"} {
				known(s, brand, channel, topic, 20)
				one := foldtest.New(monday)
				first := time.Duration(len(parts)) * 15 * time.Second // or they would all come at once
				talk(one, brand, channel, topic, first, 4*time.Hour, 20)
				rate := 20.0
				if brand == "north" && times[topic] > 0 {
					rate *= times[topic]
				}
				talk(one, brand, channel, topic, 4*time.Hour+first, 7*time.Hour, rate)
				parts = append(parts, one)
			}
		}
	}
	return merged(s, parts)
}

func told(t *testing.T, s *foldtest.Story) []surge.Detected {
	t.Helper()
	var list []surge.Detected
	for _, c := range commands[surge.Detect](foldtest.React(volume.NewPolicy(), s.Records, 0, monday.Add(7*time.Hour))) {
		list = append(list, c.Detected)
		t.Logf("%s %v, parent %q", c.Detected.At.Format("15:04:05"), c.Detected.Key, c.Detected.Parent)
	}
	return list
}

func heads(list []surge.Detected) (n int) {
	for _, d := range list {
		if d.Parent == "" {
			n++
		}
	}
	return n
}

// One topic rises: it is told, and neither its channels nor the sums that rise with it are another surge.
func TestALeafExplainsItsSums(t *testing.T) {
	list := told(t, risen(map[string]float64{"delay": 6}))
	if heads(list) != 1 || len(list) > 3 {
		t.Fatalf("%d heads of %d surges", heads(list), len(list))
	}
	for _, d := range list {
		if d.Key.Topic != "delay" {
			t.Errorf("the sum was told too: %v", d.Key)
		}
	}
}

// All topics of a brand rise: its total is told, and none of its parts.
func TestASumExplainsItsLeaves(t *testing.T) {
	list := told(t, risen(map[string]float64{"cancel": 4, "delay": 4, "phone": 4}))
	if heads(list) != 1 || len(list) > 3 {
		t.Fatalf("%d heads of %d surges", heads(list), len(list))
	}
	if list[0].Key.Topic != "*" || list[0].Key.Brand != "north" {
		t.Errorf("first told: %v", list[0].Key)
	}
}

// A leaf that rises far more than the sum it belongs to is told beside it.
func TestALeafBeyondItsSumIsTold(t *testing.T) {
	found := false
	for _, d := range told(t, risen(map[string]float64{"cancel": 2.5, "delay": 20, "phone": 2.5})) {
		found = found || d.Key.Topic == "delay" && d.Key.Brand == "north"
	}
	if !found {
		t.Error("the topic that rose most was held back")
	}
}

// A surge that is held back is in the snapshot.
func TestAHeldSurgeIsRestorable(t *testing.T) {
	foldtest.Restorable(t, volume.New, risen(map[string]float64{"delay": 6}).Records, 3000)
}

// merged brings stories into the order of time, each message from another customer.
func merged(s *foldtest.Story, parts []*foldtest.Story) *foldtest.Story {
	for i, p := range parts {
		for _, r := range p.Records {
			e := r.Event.(conversation.Classified)
			e.Subject = fmt.Sprint(e.Subject, "/", i)
			r.Event = e
			s.Records = append(s.Records, r)
		}
	}
	slices.SortStableFunc(s.Records, func(a, b domain.Recorded) int { return a.Meta.RecordedAt.Compare(b.Meta.RecordedAt) })
	numbered(s.Records)
	return s
}
