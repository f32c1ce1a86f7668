package detect

// slowArm is the second alarm of a stream: a mixture of its own over the smaller multiples, with a smaller guard and a
// larger dispersion, and a hull of its own, since its onsets lie further back than the first alarm's hull remembers.
type slowArm struct {
	alarm Alarm
	hull  hull
	b, x  float64 // guarded scaled expectation, scaled count, by its own guard and dispersion
	phi   float64 // of the present minute
}

func newSlowArm(rules *Rules) slowArm { return slowArm{alarm: NewSlowAlarm(rules), phi: 1} }

// NewSlowAlarm is the alarm of a slow arm, with no evidence.
func NewSlowAlarm(rules *Rules) Alarm { return Alarm{r: make([]float64, rules.SlowArm.Multiples)} }

// refresh fixes the dispersion of a minute that expects rate per hour: the noise of an hour counts as dispersion.
func (a *slowArm) refresh(n *noise, rate float64) {
	a.phi = n.Dispersion() + float64(max(0, n.slow)*rate)
}

// advance lets dt seconds pass in which plain events were to be expected.
func (a *slowArm) advance(rules *Rules, dt, plain float64, scored bool) {
	b := float64(plain*rules.SlowArm.Guard) / a.phi
	a.b += b
	if scored {
		a.alarm.Advance(rules, dt, b)
	}
}

// count adds x events at t; now holds the plain sums of the stream before them.
func (a *slowArm) count(rules *Rules, x float64, now onset, scored bool) {
	if scored {
		now.b, now.x = a.b, a.x
		a.hull.push(rules.hullSlope, now)
		a.alarm.Add(rules, x/a.phi)
	}
	a.x += x / a.phi
}

func (a *slowArm) reset() {
	a.alarm.Reset()
	a.hull.clear()
}

// evidence is that of both arms: a mean of two e-detectors is one.
func (s *Stream) evidence() float64 {
	w := s.rules.SlowArm.Weight
	if w == 0 {
		return s.alarm.Evidence()
	}
	return float64((1-w)*s.alarm.Evidence()) + float64(w*s.slow.alarm.Evidence())
}

// likelyOnset is that of the arm which raised the alarm.
func (s *Stream) likelyOnset() onset {
	if s.slowLeads() {
		from, _ := s.slow.hull.best(s.rules, s.slow.x, s.slow.b)
		return from
	}
	from, _ := s.hull.best(s.rules, s.x, s.b)
	return from
}

// slowLeads tells that the second arm carries more of the evidence.
func (s *Stream) slowLeads() bool {
	w := s.rules.SlowArm.Weight
	return w > 0 && float64(w*s.slow.alarm.Evidence()) > float64((1-w)*s.alarm.Evidence())
}

// drop forgets all evidence of a surge.
func (s *Stream) drop() {
	s.alarm.Reset()
	s.hull.clear()
	s.slow.reset()
}
