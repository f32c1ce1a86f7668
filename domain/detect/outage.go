package detect

// Freeze begins an outage known since an earlier instant: what was learned from then on is taken back, and nothing is
// expected or learned until Thaw.
func (s *Stream) Freeze(since int64) {
	if !s.frozen {
		s.frozen, s.spoiled = true, true
		s.base.restore(s.zone, since)
	}
}

// Thaw ends the outage.
func (s *Stream) Thaw() {
	s.frozen = false
	s.quiet.reset()
}

// Frozen tells an outage.
func (s *Stream) Frozen() bool { return s.frozen }

// Impair begins an outage of a part of what this stream pools. The rest is still looked at, by the expectation of the
// whole: too careful, never too eager. It learns what it expected, or the outage would be learned as calm.
func (s *Stream) Impair(since int64) {
	if !s.impaired {
		s.impaired = true
		s.base.restore(s.zone, since)
	}
}

// Mend ends it.
func (s *Stream) Mend() { s.impaired = false }
