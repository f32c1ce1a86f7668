package detect

// NextMinute is the next whole minute at which this stream could decide something if no more events came. It may be
// early, never late. False: none.
func (s *Stream) NextMinute() (int64, bool) {
	next := FloorTo(s.last, Minute) + Minute
	switch {
	case s.surge.open:
		return next, true // it may rise, ease or end
	case s.basis == None:
		// the count of the last hour can only fall; the level falls too, but slowly
		const margin = 0.9
		was, ok := s.recent.back(max(0, min(59, len(s.recent.sums)-1)))
		return next, ok && s.n-was.n > float64(margin*s.unannouncedAbove())
	case s.watched && s.basis == Learned && !s.frozen:
		return next + s.quietMinutes()*Minute, true
	}
	return 0, false
}

// quietMinutes is a number of minutes in which the evidence for silence cannot reach its threshold, even if every hour
// were the busiest of the week and the guard none: (R + t) exp(rate t) < threshold.
func (s *Stream) quietMinutes() int64 {
	const margin = 1.25 // tables that fade are drawn towards their priors, which may raise a rate a little
	threshold := float64(s.rules.Silence.ARLDays * 86400)
	perMinute := margin * s.peakRate / 60
	have := 0.0
	for _, r := range s.quiet.r {
		have = max(have, r)
	}
	minutes := int64(0)
	for step := int64(1 << 16); step > 0; step /= 2 {
		m := float64(minutes + step)
		if Log(have+60*m)+perMinute*m < Log(threshold) {
			minutes += step
		}
	}
	return minutes
}
