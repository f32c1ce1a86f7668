package volume_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/detect"
	"tocsin/domain/feed"
	"tocsin/domain/playbook"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
	"tocsin/projections/volume"
)

func TestAKnownHistoryIsScoredAtOnce(t *testing.T) {
	s := foldtest.New(monday)
	known(s, "north", "social", "*", 20)
	talk(s, "north", "social", "delay", 0, 3*time.Hour, 20)
	talk(s, "north", "social", "delay", 3*time.Hour, 5*time.Hour, 200)
	asked := foldtest.React(volume.NewPolicy(), s.Records, 0, monday.Add(9*time.Hour))
	opened := commands[surge.Detect](asked)
	if len(opened) != 1 || opened[0].Detected.Key != (volume.Key{Brand: "north", Topic: "*", Channel: "*"}) { // all sums count the same
		t.Fatalf("%d surges: %+v", len(opened), opened)
	}
	for i, o := range opened {
		if (i == 0) != (o.Detected.Parent == "") {
			t.Errorf("parent of number %d: %q", i, o.Detected.Parent)
		}
		if o.Detected.Key.Topic != "*" {
			t.Errorf("a history of the total says nothing of topics: %v", o.Detected.Key)
		}
		if o.Detected.At.Before(monday.Add(3*time.Hour)) || o.Detected.At.After(monday.Add(3*time.Hour+10*time.Minute)) {
			t.Errorf("%v opened at %s", o.Detected.Key, o.Detected.At)
		}
		if o.Detected.Baseline != "learned" || o.Detected.NegativeShare != 1 || len(o.Detected.Topics) != 1 || o.Detected.Topics[0].Topic != "delay" || len(o.Detected.Examples) != 3 {
			t.Errorf("%+v", o.Detected)
		}
	}
	if ended := commands[surge.End](asked); len(ended) != 1 || ended[0].Ended.Reason == "" {
		t.Errorf("ended: %+v", ended)
	}
}

func TestAFeedWithoutABaselineIsSaidAndNotPooled(t *testing.T) {
	s := foldtest.New(monday)
	known(s, "north", "social", "*", 20)
	talk(s, "north", "social", "delay", 0, time.Hour, 20)
	talk(s, "west", "social", "delay", time.Hour, 3*time.Hour, 300)
	v := foldtest.Fold(volume.New(), s.Records)
	pool, _ := find(v, "*", "*", "social")
	if pool.Counted > 20 || pool.Open {
		t.Errorf("the pool counts a brand without a baseline: %g", pool.Counted)
	}
	west, _ := find(v, "west", "*", "social")
	if west.Basis != detect.None || west.Counted < 550 || west.Open || west.LnE != 0 {
		t.Errorf("west: %+v", west)
	}
	if _, there := find(v, "west", "*", "*"); there {
		t.Error("a brand without a baseline has no pooled stream")
	}
	list := v.NoBaseline()
	if len(list) != 2 || list[1].Key.Brand != "west" || !list[1].Until.IsZero() || math.Abs(list[1].PerHour-300) > 10 {
		t.Errorf("no baseline: %+v", list)
	}
	// after a day it has one, and its tables are in the pool
	talk(s, "west", "social", "delay", 3*time.Hour, 27*time.Hour, 60)
	v = foldtest.Fold(volume.New(), s.Records)
	pool, _ = find(v, "*", "*", "social")
	west, _ = find(v, "west", "*", "social")
	north1, _ := find(v, "north", "*", "social")
	if west.Basis != detect.Learned || math.Abs(pool.Level-west.Level-north1.Level) > 5 {
		t.Errorf("levels: west %g + north %g, pooled %g", west.Level, north1.Level, pool.Level)
	}
	if list = v.NoBaseline(); list[1].Until.IsZero() {
		t.Errorf("no baseline: %+v", list)
	}
}

func TestConfiguredRateIsProvisional(t *testing.T) {
	s := foldtest.New(monday)
	s.Add("playbook-x", adopted(playbook.Detector{PriorPerH: 10}))
	talk(s, "north", "social", "delay", 0, time.Hour, 10)
	talk(s, "north", "social", "delay", time.Hour, 2*time.Hour, 300)
	opened := commands[surge.Detect](foldtest.React(volume.NewPolicy(), s.Records, 0, monday.Add(2*time.Hour)))
	if len(opened) != 1 || opened[0].Detected.Baseline != "provisional" || opened[0].Detected.Guard != 2 || opened[0].Detected.Key.Channel != "social" {
		t.Errorf("opened: %+v", opened)
	}
}

func TestClosedLists(t *testing.T) {
	s := foldtest.New(monday)
	s.Add("playbook-x", adopted(playbook.Detector{Channels: []string{"social"}, Topics: []string{"delay"}}))
	talk(s, "north", "pigeon", "delay", 0, time.Hour, 10)
	talk(s, "north", "social", "weather", time.Hour, 2*time.Hour, 10)
	talk(s, "north", "social", "", 2*time.Hour, 3*time.Hour, 10)
	v := foldtest.Fold(volume.New(), s.Records)
	if c, _ := find(v, "north", "delay", "other"); c.Counted != 10 {
		t.Errorf("an unknown channel counts as other: %g", c.Counted)
	}
	if c, _ := find(v, "north", "other", "social"); c.Counted < 15 {
		t.Errorf("an unknown topic counts as other: %g", c.Counted)
	}
}

func TestSilenceOfAChannel(t *testing.T) {
	s := foldtest.New(monday)
	known(s, "north", "chat", "*", 60)
	talk(s, "north", "chat", "delay", 0, 4*time.Hour, 60)
	talk(s, "north", "chat", "delay", 8*time.Hour, 9*time.Hour, 60)
	asked := foldtest.React(volume.NewPolicy(), s.Records, 0, monday.Add(9*time.Hour))
	silent, resumed := commands[feed.ReportSilent](asked), commands[feed.ReportResumed](asked)
	if len(silent) != 1 || len(resumed) != 1 || len(commands[surge.Detect](asked)) != 0 {
		t.Fatalf("silent %+v, resumed %+v", silent, resumed)
	}
	if silent[0].FellSilent.At.After(monday.Add(4*time.Hour+40*time.Minute)) || silent[0].FellSilent.Since.After(monday.Add(4*time.Hour)) {
		t.Errorf("silent: %+v", silent[0])
	}
	v := foldtest.Fold(volume.New(), s.Records)
	if total, _ := find(v, "north", "*", "chat"); math.Abs(total.Level-60) > 1 || total.Frozen {
		t.Errorf("the outage was learned as calm: %+v", total)
	}
}

func TestAFeedThatBeganUnannounced(t *testing.T) {
	s := foldtest.New(monday)
	s.Add("feed-west/social", feed.CoverageStarted{Brand: "west", Channel: "social", Since: monday})
	talk(s, "west", "social", "delay", 70*time.Hour, 71*time.Hour, 3)
	talk(s, "west", "social", "delay", 100*time.Hour, 103*time.Hour, 100)
	p := volume.NewPolicy()
	asked := foldtest.React(p, s.Records, 0, monday.Add(104*time.Hour))
	missing := commands[feed.ReportMissing](asked)
	if len(missing) != 1 || len(commands[surge.Detect](asked)) != 0 || !missing[0].BaselineMissing.Since.Equal(monday.Add(100*time.Hour)) || missing[0].BaselineMissing.Observed <= 20 {
		t.Fatalf("asked: %+v", asked)
	}
	if asked[0].To != "baseline-west/*/social" {
		t.Errorf("asked of %s", asked[0].To)
	}
}

func TestLateMessages(t *testing.T) {
	s := foldtest.New(monday)
	add := func(received, recorded time.Duration) {
		s.At(recorded).Add(domain.StreamID(fmt.Sprint("conversation-", len(s.Records))), conversation.Classified{
			Brand: "north", Channel: "social", Topic: "delay", Subject: fmt.Sprint(len(s.Records)), ReceivedAt: monday.Add(received),
		})
	}
	for m := range 20 {
		add(time.Duration(m)*time.Minute, time.Duration(m)*time.Minute)
	}
	add(5*time.Minute, 21*time.Minute)   // late: counts at the edge
	add(-25*time.Hour, 22*time.Minute)   // too late to count
	add(10*time.Hour, 23*time.Minute)    // a clock that is ahead pushes nothing forward
	add(40*time.Minute, 40*time.Minute)  // and time goes on
	add(120*time.Minute, 80*time.Minute) // nor does it hold anything up
	v := foldtest.Fold(volume.New(), s.At(90*time.Minute).Add("x-1", conversation.Classified{Revised: true}).Records)
	if _, dropped := v.Behind(); dropped != 1 {
		t.Errorf("%d dropped", dropped)
	}
	late := v.Late()
	if len(late) != 1 || late[0].Events == 0 {
		t.Errorf("late: %+v", late)
	}
	total, _ := find(v, "north", "*", "social")
	if total.Counted != 24 {
		t.Errorf("%g counted, want 24", total.Counted)
	}
}

func TestACustomerCountsOnceInHalfAnHour(t *testing.T) {
	s := foldtest.New(monday)
	for m := range 60 {
		s.At(time.Duration(m)*time.Minute).Add(domain.StreamID(fmt.Sprint("conversation-", m)), conversation.Classified{
			Brand: "north", Channel: "social", Topic: []string{"delay", "phone"}[m%2], Subject: "s1", ReceivedAt: monday.Add(time.Duration(m) * time.Minute),
		}, conversation.Classified{Brand: "north", Channel: "social", Topic: "seat", Subject: "s2", Revised: true})
	}
	v := foldtest.Fold(volume.New(), s.At(2*time.Hour).Add("x-1", conversation.Classified{Revised: true}).Records)
	for topic, want := range map[string]float64{"*": 2, "delay": 2, "phone": 2} {
		if c, _ := find(v, "north", topic, "social"); c.Counted != want {
			t.Errorf("%s: %g counted, want %g", topic, c.Counted, want)
		}
	}
	if _, there := find(v, "north", "seat", "social"); there {
		t.Error("a corrected classification was counted")
	}
}

// While one channel is silent, what is pooled over it still looks at the others, and does not learn the outage as calm.
func TestSilenceOfAPartOfAPool(t *testing.T) {
	s := foldtest.New(monday)
	known(s, "north", "chat", "*", 60)
	known(s, "north", "social", "*", 60)
	var both []foldtest.Story
	for _, channel := range []string{"chat", "social"} {
		one := foldtest.New(monday)
		talk(one, "north", channel, "delay", 0, 4*time.Hour, 60)
		if channel == "social" {
			talk(one, "north", channel, "delay", 4*time.Hour, 30*time.Hour, 60)
			talk(one, "north", channel, "delay", 30*time.Hour, 31*time.Hour, 1200)
		}
		both = append(both, *one)
	}
	for _, r := range append(both[0].Records, both[1].Records...) {
		e := r.Event.(conversation.Classified)
		e.Subject = string(r.Stream) + e.Channel
		r.Event = e
		s.Records = append(s.Records, r)
	}
	slices.SortStableFunc(s.Records, func(a, b domain.Recorded) int { return a.Meta.RecordedAt.Compare(b.Meta.RecordedAt) })
	numbered(s.Records)
	asked := foldtest.React(volume.NewPolicy(), s.Records, 0, monday.Add(31*time.Hour))
	if silent := commands[feed.ReportSilent](asked); len(silent) != 1 || silent[0].FellSilent.Channel != "chat" {
		t.Fatalf("silent: %+v", silent)
	}
	v := foldtest.Fold(volume.New(), s.Records)
	pool, _ := find(v, "north", "*", "*")
	if !pool.Open {
		t.Error("the channel that still speaks is not looked at")
	}
	if math.Abs(pool.Level-120) > 3 || pool.Frozen {
		t.Errorf("the outage of a part was learned as calm: %+v", pool)
	}
}
