package detect

// Ready tells that the cold start of this stream is over: it has a baseline of its own.
func (s *Stream) Ready(t int64) bool { return s.base.ready(s.rules, t) }

// Score begins to look for surges at t, on a learned or a provisional baseline. Evidence starts from nothing.
func (s *Stream) Score(t int64, basis Basis) {
	s.advance(t)
	s.basis, s.scoredSince = basis, t
	s.alarm.Reset()
	s.hull.clear()
	s.quiet.reset()
	if !s.surge.open {
		s.recent.drop()
	}
	s.refresh(t)
}

// Unscored makes the stream one without a baseline again. It must not be open.
func (s *Stream) Unscored(t int64) {
	s.advance(t)
	s.basis = None
	s.recent.begin(s.n, s.lam)
	s.refresh(t)
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
	c := &s.rules.ColdStart
	if observed <= c.MissingPerH || observed <= float64(c.MissingOverLevel*s.base.Level(s.rules)) {
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

// StartEmpty makes s a stream that was covered as long as parent, and saw nothing: a true zero. It takes over the
// parent's basis and outage.
func (s *Stream) StartEmpty(parent *Stream) {
	s.base.startEmpty(&parent.base)
	s.basis, s.frozen = parent.basis, parent.frozen
	if s.basis != None {
		s.recent.drop()
	}
	s.refresh(s.last)
}

// Join lets a feed take part in this pooled stream: its tables are added. The first one brings its noise too.
func (s *Stream) Join(t int64, feed *Stream) {
	s.advance(t)
	if s.base.e == 0 {
		s.noise.phi, s.noise.phiN = feed.noise.phi, feed.noise.phiN
		s.noise.slow, s.noise.slowN = feed.noise.slow, feed.noise.slowN
	}
	s.base.join(s.rules, &feed.base)
	s.refresh(t)
}

// Import adds known history: 168 counts and exposure hours from Monday 00:00 local time.
func (s *Stream) Import(t int64, counts, exposureH []float64) {
	s.advance(t)
	s.base.importBins(s.rules, t, counts, exposureH)
	s.refresh(t)
}
