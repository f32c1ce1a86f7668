package detect

// Ready tells that the cold start of this stream is over: it has a baseline of its own.
func (s *Stream) Ready(t int64) bool { return s.base.ready(s.rules, t) }

// Score begins to look for surges at the last instant seen, on a learned or a provisional baseline. Evidence starts
// from nothing.
func (s *Stream) Score(basis Basis) {
	s.basis, s.scoredSince = basis, s.last
	s.peakRate = 0 // to be found anew
	s.drop()
	s.quiet.reset()
	if !s.surge.open {
		s.recent.drop()
	}
	s.refresh(FloorTo(s.last, Minute))
}

// Unannounced tells, at a whole minute, a feed that began in mid-flow without saying so: a stream without a baseline
// that counts far more in an hour than it ever did. It answers the minute of the first event of that hour.
func (s *Stream) Unannounced() (since int64, observed float64, found bool) {
	if s.basis != None || len(s.recent.sums) == 0 {
		return 0, 0, false
	}
	minutes := min(60, len(s.recent.sums)-1, s.recent.window)
	was, _ := s.recent.back(minutes)
	observed = s.n - was.n
	if observed <= s.unannouncedAbove() {
		return 0, 0, false
	}
	for minutes > 0 {
		next, _ := s.recent.back(minutes - 1)
		if next.n > was.n {
			break
		}
		minutes--
	}
	return s.last - int64(minutes)*Minute, observed, true
}

// unannouncedAbove is the count of an hour above which a stream without a baseline began unannounced.
func (s *Stream) unannouncedAbove() float64 {
	c := &s.rules.ColdStart
	return max(c.MissingPerH, float64(c.MissingOverLevel*s.base.Level(s.rules)))
}

// Restart clears what was learned and learns again from the minute since, which the stream still remembers when it
// had no baseline. Call it at a whole minute.
func (s *Stream) Restart(since int64) {
	now := s.last
	s.base.clear(since)
	s.noise = newNoise()
	for t := since + Minute; t <= now; t += Minute {
		before, ok1 := s.recent.back(int((now - t + Minute) / Minute))
		after, ok2 := s.recent.back(int((now - t) / Minute))
		x := 0.0
		if ok1 && ok2 {
			x = after.n - before.n
		}
		s.base.learn(s.rules, t, s.zone.Local(t-Minute), x)
	}
	s.refresh(now)
}

// Coverage is the exposure of a feed alone: what a topic that has not occurred yet has learned, a true zero. It counts
// the minutes that were watched, not a history that was brought in: that one says nothing of topics.
type Coverage struct{ base Baseline }

// NewCoverage begins at a whole minute.
func NewCoverage(rules *Rules, start int64) *Coverage {
	return &Coverage{Baseline{prior: rules.Baseline.PriorPerH, started: start}}
}

// Minute adds the minute that ends at t.
func (c *Coverage) Minute(rules *Rules, zone Zone, t int64) {
	c.base.learn(rules, t, zone.Local(t-Minute), 0)
}

// Restart begins anew at the minute since, and adds the minutes up to now.
func (c *Coverage) Restart(rules *Rules, zone Zone, since, now int64) {
	c.base.clear(since)
	for t := since + Minute; t <= now; t += Minute {
		c.Minute(rules, zone, t)
	}
}

// ExposureH is the covered time in hours.
func (c *Coverage) ExposureH() float64 { return c.base.ExposureH() }

// AppendBinary writes it.
func (c *Coverage) AppendBinary(b []byte) []byte {
	w := &Writer{b}
	c.base.write(w)
	return w.Bytes
}

// Read restores what AppendBinary wrote.
func (c *Coverage) Read(r *Reader) { c.base.read(r) }

// StartEmpty gives a new stream the exposure of its feed.
func (s *Stream) StartEmpty(c *Coverage) {
	prior := s.base.prior
	s.base = c.base
	s.base.prior, s.base.hours = prior, nil
	s.refresh(FloorTo(s.last, Minute))
}

// Join lets a feed take part in this pooled stream: its tables are added. The first one brings its noise too. Call it
// at a whole minute of the pooled stream.
func (s *Stream) Join(feed *Stream) {
	if s.base.e == 0 {
		s.noise.phi, s.noise.phiN = feed.noise.phi, feed.noise.phiN
		s.noise.slow, s.noise.slowN = feed.noise.slow, feed.noise.slowN
	}
	s.base.join(s.rules, &feed.base)
	s.refresh(s.last)
}

// Import adds known history: 168 counts and exposure hours from Monday 00:00 local time.
func (s *Stream) Import(counts, exposureH []float64) {
	s.base.importBins(s.rules, s.last, counts, exposureH)
	s.peakRate = 0
	s.refresh(FloorTo(s.last, Minute))
}

// Adopt changes the rules of a stream. What it has learned stays; evidence starts from nothing, for it was gathered
// under other rules. An open surge goes on under the new ones.
func (s *Stream) Adopt(rules *Rules, o Options) {
	s.rules, s.zone, s.threshold = rules, o.Zone, o.ThresholdS
	s.alarm, s.slow, s.quiet, s.scoredSince = NewAlarm(rules), newSlowArm(rules), newSilence(rules), s.last
	s.slow.refresh(&s.noise, s.rate)
	s.hull.clear()
}
