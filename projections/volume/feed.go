package volume

import (
	"slices"

	"tocsin/domain/detect"
)

// stream is one counted key with its detector.
type stream struct {
	key     Key
	d       *detect.Stream
	feeds   []int    // pooled streams: the feeds that take part
	last    lastUsed // the last event that was counted
	recent  samples
	open    *episode // the surge, while it is open or may resume
	pending float64  // counted at the instant that is being folded
}

// lastUsed names the event on which a decision rests.
type lastUsed struct {
	id       [16]byte
	position int64
}

// episode is what the fold keeps of a surge besides the detector's own.
type episode struct {
	id        string
	open      bool
	onset     int64
	lnE       float64
	explained bool
	untold
}

// member is one topic of a feed ("*": its total), and the pooled streams it has joined.
type member struct {
	leaf *stream
	side *stream    // over brands, same channel: same lateness as the feed
	over [2]*stream // over channels: of the brand, and of all
}

// feed is one brand on one channel.
type feed struct {
	brand, channel string
	lateness       int64
	started        bool
	silent         bool
	waiting        int // members without a baseline
	coverage       *detect.Coverage
	members        map[string]*member
	cold           []coldSpell
	hours          lateHours
}

// coldSpell is a time in which a feed had no baseline.
type coldSpell struct {
	since, until int64 // until is 0 while it lasts
	from, to     float64
}

// lateHours counts the events of an hour that came after their time had passed.
type lateHours struct{ hour, events, late int64 }

func (f *fold) key(fd *feed, topic string) Key {
	return Key{Brand: fd.brand, Topic: topic, Channel: fd.channel}
}

// feedOf finds or registers a feed; it starts when its first event or its coverage is folded.
func (f *fold) feedOf(brand, channel string) int {
	name := [2]string{brand, channel}
	i, ok := f.feedIndex[name]
	if !ok {
		i = len(f.feeds)
		f.feedIndex[name] = i
		f.feeds = append(f.feeds, &feed{
			brand: brand, channel: channel, lateness: f.lateness(channel), members: map[string]*member{},
		})
	}
	return i
}

// start begins the exposure of a feed at the minute of t.
func (f *fold) start(fd *feed, t int64) {
	if fd.started {
		return
	}
	minute := detect.FloorTo(t, detect.Minute)
	fd.started = true
	fd.coverage = detect.NewCoverage(f.rules, minute)
	fd.cold = append(fd.cold, coldSpell{since: minute})
	l := f.lane(fd.lateness)
	l.feeds = append(l.feeds, fd)
	slices.SortFunc(l.feeds, func(a, b *feed) int { return compareKeys(f.key(a, All), f.key(b, All)) })
	total := f.newStream(l, f.key(fd, All), minute, f.adopted.Detector.PriorPerH)
	fd.members[All], fd.waiting = &member{leaf: total}, fd.waiting+1
	if f.adopted.Detector.PriorPerH > 0 {
		total.d.Score(detect.Provisional) // the operator has said what is normal
	}
}

// memberOf finds or makes the topic of a feed that has started. A topic that is new has the feed's exposure: its earlier
// count is a true zero.
func (f *fold) memberOf(fd *feed, topic string, t int64) *member {
	m := fd.members[topic]
	if m == nil {
		leaf := f.newStream(f.lane(fd.lateness), f.key(fd, topic), detect.FloorTo(t, detect.Minute), 0)
		leaf.d.StartEmpty(fd.coverage)
		if fd.silent {
			leaf.d.Freeze(t)
		}
		m = &member{leaf: leaf}
		fd.members[topic] = m
		fd.waiting++
		f.ripen(fd, topic, t)
	}
	return m
}

// newStream puts a stream into its lane and into the order of keys.
func (f *fold) newStream(l *lane, k Key, start int64, prior float64) *stream {
	s := &stream{key: k, d: detect.NewStream(f.rules, f.options(k, prior), start)}
	f.streams[k] = s
	l.insert(s)
	return s
}

func (f *fold) options(k Key, prior float64) detect.Options {
	return detect.Options{
		Zone: f.zone, ThresholdS: thresholdS(f.rules, k), PriorPerH: prior,
		WatchSilence: k.Brand != All && k.Channel != All && k.Topic == All,
	}
}

// ripen ends the cold start of a member that has its baseline now: it is scored, and joins the pooled streams. A topic
// follows the total of its feed once the feed has been watched long enough (or has a history of its own).
func (f *fold) ripen(fd *feed, topic string, t int64) {
	m := fd.members[topic]
	if m.leaf.d.Basis() == detect.Learned || topic == outreachReply {
		return
	}
	if topic == All {
		if !m.leaf.d.Ready(t) {
			return
		}
		spell := &fd.cold[len(fd.cold)-1]
		spell.until, spell.to = t, m.leaf.d.Counted()
	} else {
		watched := fd.coverage.ExposureH() >= f.rules.ColdStart.ExposureH
		if fd.members[All].leaf.d.Basis() != detect.Learned || !watched && !m.leaf.d.Ready(t) {
			return
		}
	}
	m.leaf.d.Score(detect.Learned)
	fd.waiting--
	f.joining = append(f.joining, join{f.feedIndex[[2]string{fd.brand, fd.channel}], topic})
}

// join is a member on its way into the pooled streams; they take it in at their next whole minute.
type join struct {
	feed  int
	topic string
}

// takeIn lets members join the pooled streams of a lane at the minute t.
func (f *fold) takeIn(l *lane, t int64) {
	f.joining = slices.DeleteFunc(f.joining, func(j join) bool {
		fd := f.feeds[j.feed]
		m := fd.members[j.topic]
		if m.side == nil && l.Lateness == fd.lateness {
			m.side = f.pool(l, Key{Brand: All, Topic: j.topic, Channel: fd.channel}, j.feed, m.leaf, t)
		}
		if m.over[0] == nil && l.Lateness == f.pooledLateness() {
			m.over[0] = f.pool(l, Key{Brand: fd.brand, Topic: j.topic, Channel: All}, j.feed, m.leaf, t)
			m.over[1] = f.pool(l, Key{Brand: All, Topic: j.topic, Channel: All}, j.feed, m.leaf, t)
		}
		return m.side != nil && m.over[0] != nil
	})
}

// pool adds a feed to a pooled stream, which begins with its first feed.
func (f *fold) pool(l *lane, k Key, index int, leaf *stream, t int64) *stream {
	s := f.streams[k]
	if s == nil {
		s = f.newStream(l, k, t, 0)
	}
	s.d.Join(leaf.d)
	if len(s.feeds) == 0 {
		s.d.Score(detect.Learned)
	}
	s.feeds = append(s.feeds, index)
	f.hush(s, t)
	return s
}

// hush freezes a pooled stream when all its feeds are silent, and lets it learn nothing of the outage while some are.
func (f *fold) hush(s *stream, since int64) {
	silent := 0
	for _, i := range s.feeds {
		if f.feeds[i].silent {
			silent++
		}
	}
	if silent == len(s.feeds) {
		s.d.Freeze(since)
		return
	}
	s.d.Thaw()
	if silent > 0 {
		s.d.Impair(since)
	} else {
		s.d.Mend()
	}
}

// setSilent begins or ends the outage of a feed in its own streams and in those pooled over it.
func (f *fold) setSilent(fd *feed, silent bool, since int64) {
	fd.silent = silent
	for _, m := range fd.members { // order-free: each stream for itself
		if silent {
			m.leaf.d.Freeze(since)
		} else {
			m.leaf.d.Thaw()
		}
		for _, s := range [...]*stream{m.side, m.over[0], m.over[1]} {
			if s != nil {
				f.hush(s, since)
			}
		}
	}
}

// restart begins a feed anew that began in mid-flow: its tables are cleared and learn again from the minute since.
func (f *fold) restart(fd *feed, since, now int64) {
	n := fd.members[All].leaf.d.CountedBy(since)
	for _, m := range fd.members { // order-free: each stream for itself
		m.leaf.d.Restart(since)
	}
	fd.coverage.Restart(f.rules, f.zone, since, now)
	last := &fd.cold[len(fd.cold)-1]
	last.until, last.to = since, n
	fd.cold = append(fd.cold, coldSpell{since: since, from: n})
}
