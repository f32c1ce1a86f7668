package volume

import (
	"encoding/json"
	"maps"
	"slices"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/delivery"
	"tocsin/domain/detect"
	feeds "tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/surge"
)

// fold is the state that the picture and the policy share.
type fold struct {
	adopted adopted
	rules   *detect.Rules
	zone    detect.Zone

	position  domain.Position
	watermark int64 // running maximum of recorded_at, milliseconds
	lanes     []*lane
	feeds     []*feed
	feedIndex map[[2]string]int
	streams   map[Key]*stream
	joining   []join
	incidents map[string]*known
	notices   notices
	facts     facts
	behind    int64 // events that came behind what was folded: a replay could differ
	dropped   int64 // events that came too late to be counted

	decided []Decision // since the last take
	touched []*stream
	changes []detect.Change
}

func newFold() *fold {
	f := &fold{
		feedIndex: map[[2]string]int{}, streams: map[Key]*stream{}, incidents: map[string]*known{}, facts: newFacts(),
	}
	f.rules = rulesOf(adopted{})
	return f
}

// rulesOf makes the rules of a playbook. One whose numbers mean nothing was refused before it was adopted; should one
// stand in the log nevertheless, the defaults hold.
func rulesOf(a adopted) *detect.Rules {
	if r, err := detect.NewRules(SettingsOf(a.Detector)); err == nil {
		return r
	}
	r, err := detect.NewRules(detect.DefaultSettings())
	if err != nil {
		panic("volume: the default settings are not valid: " + err.Error())
	}
	return r
}

func wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, feeds.CoverageStarted{}, feeds.BaselineImported{}, conversation.Classified{},
		incident.Reported{}, incident.Resolved{}, incident.Reopened{}, incident.Closed{},
		surge.Detected{}, surge.Escalated{}, surge.Eased{}, surge.Resumed{}, surge.Linked{}, surge.Ended{},
		feeds.BaselineMissing{}, feeds.FellSilent{}, feeds.Resumed{}, reaction.Refused{},
		delivery.Requested{},
	}
}

// apply folds one record. Everything released before it was recorded is folded first, so that what it changes takes
// effect at one place in the order of steps, however often the fold was advanced.
func (f *fold) apply(r domain.Recorded) {
	if r.Event == nil || r.Position != 0 && r.Position <= f.position {
		return
	}
	f.position = r.Position
	f.watermark = max(f.watermark, millis(r.Meta.RecordedAt))
	f.advance(f.watermark)
	switch e := r.Event.(type) {
	case conversation.Classified:
		f.classified(r, e)
	case playbook.Adopted:
		f.adopt(e)
	case feeds.CoverageStarted:
		f.covered(e)
	case feeds.BaselineImported:
		f.imported(e)
	case incident.Event:
		f.incident(r, e)
	case surge.Event:
		f.facts.compare(r, e)
	case delivery.Requested:
		f.sent(e)
	case reaction.Refused:
		f.facts.refused(e)
	}
}

// classified puts a message into the lanes of its streams. A later classification of the same message corrects the
// routing, not the count.
func (f *fold) classified(r domain.Recorded, e conversation.Classified) {
	if e.Revised {
		return
	}
	occurred := millis(e.ReceivedAt)
	if occurred == 0 {
		occurred = millis(r.Meta.OccurredAt)
	}
	i := f.feedOf(e.Brand, listed(f.adopted.Detector.Channels, e.Channel))
	fd := f.feeds[i]
	_, late := detect.Effective(occurred, f.watermark, fd.lateness)
	fd.hours.see(f.watermark, late)
	if occurred < f.watermark-durationMs(f.rules.Counting.DropAfterH*60) {
		f.dropped++
		return
	}
	a := detect.Arrival{
		Order: int64(r.Position), Event: r.ID, Feed: i, Topic: f.topicOf(e.Subject, e.Channel, e.Topic, occurred),
		Customer: e.Subject, Conversation: r.Stream.Name(), Negative: e.Tier == "complaint",
	}
	f.arrive(fd.lateness, occurred, a)
	if pooled := f.pooledLateness(); pooled != fd.lateness {
		f.arrive(pooled, occurred, a)
	}
}

func (f *fold) arrive(lateness, occurred int64, a detect.Arrival) {
	a.At, _ = detect.Effective(occurred, f.watermark, lateness)
	if f.lane(lateness).Add(a) {
		f.behind++
	}
}

func (h *lateHours) see(now int64, late bool) {
	if hour := detect.FloorTo(now, detect.Hour); hour != h.hour {
		*h = lateHours{hour: hour}
	}
	h.events++
	if late {
		h.late++
	}
}

// covered begins a feed, or begins it anew when it had no baseline yet: what came before is not its normal. A feed
// with a baseline keeps it.
func (f *fold) covered(e feeds.CoverageStarted) {
	fd := f.feeds[f.feedOf(e.Brand, listed(f.adopted.Detector.Channels, e.Channel))]
	t := detect.FloorTo(f.watermark-fd.lateness, detect.Minute)
	switch {
	case !fd.started:
		f.start(fd, t)
	case fd.members[All].leaf.d.Basis() != detect.Learned && millis(e.Since) > fd.cold[len(fd.cold)-1].since:
		f.restart(fd, t, t)
	}
}

// imported adds a known history to the total of a feed or to one of its topics.
func (f *fold) imported(e feeds.BaselineImported) {
	if e.Brand == All || e.Channel == All || len(e.Bins) == 0 {
		return
	}
	fd := f.feeds[f.feedOf(e.Brand, listed(f.adopted.Detector.Channels, e.Channel))]
	t := f.watermark - fd.lateness
	f.start(fd, t)
	topic := All
	if e.Topic != All && e.Topic != "" {
		topic = listed(f.adopted.Detector.Topics, e.Topic)
	}
	m := f.memberOf(fd, topic, t)
	if m.leaf.d.Basis() == detect.Learned {
		return // it has learned better by itself
	}
	var counts, exposure []float64
	for _, b := range e.Bins {
		counts, exposure = append(counts, b.Count), append(exposure, b.ExposureH)
	}
	m.leaf.d.Import(counts, exposure)
}

// adopt puts the settings of a playbook in force. Tables go on; evidence gathered under other settings is dropped.
func (f *fold) adopt(e playbook.Adopted) {
	p, err := playbook.Parse(e.Content)
	if err != nil {
		return
	}
	a := adopted{Detector: p.Detector, Offsets: p.Offsets}
	before, _ := json.Marshal(f.adopted)
	if after, _ := json.Marshal(a); string(before) == string(after) {
		return
	}
	f.adopted, f.rules, f.zone = a, rulesOf(a), zoneOf(a.Offsets)
	for _, s := range f.streams { // order-free: each stream for itself
		s.d.Adopt(f.rules, f.options(s.key, 0))
	}
}

func sortedTopics(fd *feed) []string { return slices.Sorted(maps.Keys(fd.members)) }

// sorted gives all streams in key order.
func (f *fold) sorted() []*stream {
	// order-free: no two streams have one key
	return slices.SortedFunc(maps.Values(f.streams), func(a, b *stream) int { return compareKeys(a.key, b.key) })
}
