package volume

import (
	"slices"

	"tocsin/domain/detect"
)

// lane holds the streams that wait equally long for their events.
type lane struct {
	detect.Lane
	census  detect.Census[*stream]
	streams []*stream // in key order
	feeds   []*feed   // whose own streams are here, in key order
}

func (l *lane) insert(s *stream) {
	i, _ := slices.BinarySearchFunc(l.streams, s.key, func(s *stream, k Key) int { return compareKeys(s.key, k) })
	l.streams = slices.Insert(l.streams, i, s)
}

// lane finds or makes the lane of a lateness; lanes stand in order of lateness. A new one begins at the watermark less
// its lateness: nothing can come before that.
func (f *fold) lane(lateness int64) *lane {
	i, found := slices.BinarySearchFunc(f.lanes, lateness, func(l *lane, t int64) int { return int(l.Lateness - t) })
	if !found {
		l := &lane{Lane: detect.Lane{Lateness: lateness}}
		l.Begin(f.watermark - lateness)
		f.lanes = slices.Insert(f.lanes, i, l)
	}
	return f.lanes[i]
}

// advance folds every step that is released before now: a step at t in a lane is released at t + lateness. Steps of all
// lanes run in the order of their release, so that what one lane decides for another does not depend on how often
// advance is called.
func (f *fold) advance(now int64) {
	for {
		var next *lane
		var release, at int64
		var minute bool
		for _, l := range f.lanes {
			t, whole, ok := l.Next()
			if ok && (next == nil || t+l.Lateness < release) {
				next, release, at, minute = l, t+l.Lateness, t, whole
			}
		}
		switch {
		case next == nil || release >= now:
			return
		case minute:
			f.turn(next, at)
		default:
			f.group(next, at)
		}
	}
}

// turn closes a minute: every stream of the lane learns it and looks at itself, then feeds may get a baseline, then
// pooled streams take them in.
func (f *fold) turn(l *lane, t int64) {
	l.Turn()
	for _, s := range l.streams {
		f.changes = s.d.Minute(t, f.changes[:0])
		for _, c := range f.changes {
			if !f.holds(s, c) {
				f.decide(l, s, c)
			}
		}
		f.tell(l, s, t)
	}
	for _, fd := range l.feeds {
		f.feedMinute(fd, t)
	}
	if len(f.joining) > 0 {
		f.takeIn(l, t)
	}
}

func (f *fold) feedMinute(fd *feed, t int64) {
	if !fd.silent {
		fd.coverage.Minute(f.rules, f.zone, t)
	}
	if fd.waiting == 0 {
		return
	}
	total := fd.members[All].leaf
	if since, observed, found := total.d.Unannounced(); found {
		level := total.d.View().Level
		f.restart(fd, since, t)
		f.reportMissing(fd, total, since, t, observed, level)
	}
	f.ripen(fd, All, t)
	if total.d.Basis() != detect.Learned {
		return
	}
	for _, topic := range sortedTopics(fd) {
		f.ripen(fd, topic, t)
	}
}

// group folds the events of one instant together: counted first, tested once, streams in key order.
func (f *fold) group(l *lane, t int64) {
	for _, a := range l.Take() {
		fd, visit := f.feeds[a.Feed], l.census.Visit(t, durationMs(f.rules.Counting.RepeatMin), a.Customer)
		if l.Lateness == fd.lateness {
			f.start(fd, t)
			if fd.silent {
				f.setSilent(fd, false, t)
				f.reportResumed(fd, a, t)
			}
			total, topic := fd.members[All], f.memberOf(fd, a.Topic, t)
			f.count(topic.leaf, &visit, t, a)
			if a.Topic == outreachReply {
				continue
			}
			f.count(total.leaf, &visit, t, a)
			f.count(total.side, &visit, t, a)
			f.count(topic.side, &visit, t, a)
		}
		if l.Lateness == f.pooledLateness() && a.Topic != outreachReply {
			for _, m := range [...]*member{fd.members[All], fd.members[a.Topic]} {
				if m != nil {
					f.count(m.over[0], &visit, t, a)
					f.count(m.over[1], &visit, t, a)
				}
			}
		}
	}
	slices.SortFunc(f.touched, func(a, b *stream) int { return compareKeys(a.key, b.key) })
	for _, s := range f.touched {
		x := s.pending
		s.pending = 0
		if c, ok := s.d.Add(t, x); ok && !f.holds(s, c) {
			f.decide(l, s, c)
		}
	}
	f.touched = f.touched[:0]
}

// count counts a customer once in a stream that exists.
func (f *fold) count(s *stream, visit *detect.Visit[*stream], t int64, a detect.Arrival) {
	if s == nil || !visit.Count(s) {
		return
	}
	if s.pending == 0 {
		f.touched = append(f.touched, s)
	}
	s.pending++
	s.last = lastUsed{a.Event, a.Order}
	s.recent.add(sample{t, a.Topic, a.Conversation, a.Negative}, f.rules.Counting.ExamplesKept)
}
