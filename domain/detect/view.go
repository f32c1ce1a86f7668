package detect

// View is what a screen shows of a stream.
type View struct {
	Basis     Basis
	Since     int64 // first minute of exposure
	ExposureH float64
	LastH     float64 // counted in the last hour, as far as it is remembered (no baseline, or open)
	Rate      float64 // expected per hour now
	Level     float64 // mean per hour
	Guard     float64
	Phi       float64
	Slow      float64
	LnE       float64 // evidence now
	Frozen    bool
	Open      bool
	SurgeAt   int64
	OnsetAt   int64
	Surge     int // its level
	Observed  float64
	Expected  float64
	Multiple  Interval // of the last window
	Shape     string
}

// View gives the state as of the last minute or event.
func (s *Stream) View() View {
	v := View{
		Basis: s.basis, Since: s.base.started, ExposureH: s.base.ExposureH(), Rate: s.rate, Level: s.base.Level(s.rules),
		Guard: s.guard, Phi: s.noise.Dispersion(), Slow: s.noise.slow, Frozen: s.frozen, Open: s.surge.open,
	}
	if e := s.evidence(); e > 0 {
		v.LnE = Log(e)
	}
	if was, ok := s.recent.back(max(0, min(60, len(s.recent.sums)-1))); ok {
		v.LastH = s.n - was.n
	}
	if g := &s.surge; g.open {
		v.SurgeAt, v.OnsetAt, v.Surge = g.firstAt, g.from.t, g.level
		v.Observed, v.Expected = s.n-g.from.n, s.lam-g.from.lam
		n, lam := s.window()
		v.Multiple, v.Shape = Multiple(n, lam, s.noise.Dispersion()), s.shape()
	}
	return v
}

// Basis says what the expectation rests on.
func (s *Stream) Basis() Basis { return s.basis }

// Open tells an open surge, and the opening that names it.
func (s *Stream) Open() (surgeAt int64, open bool) { return s.surge.firstAt, s.surge.open }

// Counted is the number of counted events since the beginning.
func (s *Stream) Counted() float64 { return s.n }

// CountedBy is the number that had been counted at a whole minute; the present one, if the minute is forgotten.
func (s *Stream) CountedBy(minute int64) float64 {
	if was, ok := s.recent.back(int((s.last - minute) / Minute)); ok && minute <= s.last {
		return was.n
	}
	return s.n
}

// Expected is the number of events expected since the beginning.
func (s *Stream) Expected() float64 { return s.lam }

// Days are the strongest evidence of each closed day, and of the present one.
func (s *Stream) Days() []DayMax {
	days := append([]DayMax(nil), s.days.kept...)
	if s.days.top > 0 {
		days = append(days, DayMax{Day: s.days.day, LnE: Log(s.days.top)})
	}
	return days
}
