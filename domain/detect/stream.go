package detect

// Basis says what a stream's expectation rests on.
type Basis uint8

// Bases. A stream with None is counted and shown, never scored.
const (
	None        Basis = iota
	Provisional       // a configured rate
	Learned
)

// String is the word of the events and the screens.
func (b Basis) String() string { return [...]string{"none", "provisional", "learned"}[b] }

// Stream is the whole detector of one stream. Minute must be called at every whole minute from its start on, Add for
// the events at one instant between two minutes; nothing else changes it, and both are told the time.
type Stream struct {
	rules     *Rules
	zone      Zone
	threshold float64 // seconds between false openings
	watched   bool    // for silence: totals of one feed

	base  Baseline
	noise noise
	basis Basis
	alarm Alarm
	hull  hull
	slow  slowArm
	quiet silence

	last        int64   // everything up to here is in the sums
	b, x        float64 // guarded scaled expectation, scaled count
	lam, n      float64 // plain expectation, plain count
	rate, guard float64 // of the present minute: events per hour, factor
	peakRate    float64 // the largest of the week, as of the last whole hour: only for NextMinute
	minuteN     float64 // n and lam when the present minute began
	minuteLam   float64
	lastEvent   int64
	scoredSince int64 // start, or the last reset of the evidence
	frozen      bool  // an outage: nothing is expected and nothing is learned
	impaired    bool  // an outage of a part: it learns what it expected
	spoiled     bool  // part of the present minute was frozen

	surge  episode
	recent trail
	past   past
	days   daily
}

// Options of a new stream.
type Options struct {
	Zone         Zone
	ThresholdS   float64 // seconds between false openings
	PriorPerH    float64 // expected rate before anything is known; 0 takes the rules' default
	WatchSilence bool
}

// NewStream begins at a whole minute, with no baseline.
func NewStream(rules *Rules, o Options, start int64) *Stream {
	if o.PriorPerH <= 0 {
		o.PriorPerH = rules.Baseline.PriorPerH
	}
	s := &Stream{
		rules: rules, zone: o.Zone, threshold: o.ThresholdS, watched: o.WatchSilence,
		base: Baseline{prior: o.PriorPerH, started: start}, noise: newNoise(),
		alarm: NewAlarm(rules), slow: newSlowArm(rules), quiet: newSilence(rules), last: start, scoredSince: start,
	}
	s.days.begin(s.localDay(start))
	s.recent.begin(0, 0)
	s.refresh(start)
	return s
}

// advance lets time pass to t: a whole minute or the time of an event.
func (s *Stream) advance(t int64) {
	if t <= s.last {
		return
	}
	dt := float64(t-s.last) / float64(Second)
	s.last = t
	if s.frozen {
		return
	}
	plain := float64(s.rate*dt) / 3600
	phi := s.noise.Dispersion()
	b := float64(plain*s.guard) / phi
	s.b += b
	s.lam += plain
	switch {
	case s.surge.open:
		s.surge.calm += float64((s.rules.Closing.Multiple - 1) * b)
	case s.basis != None:
		s.alarm.Advance(s.rules, dt, b)
	}
	if s.rules.SlowArm.Weight > 0 {
		s.slow.advance(s.rules, dt, plain, s.basis == Learned && !s.surge.open)
	}
	if s.watched && s.basis == Learned {
		s.quiet.advance(s.rules, dt, plain/float64(s.quietGuard()*phi))
	}
}

// Add counts x events at t, tested once. It answers the opening of a surge.
func (s *Stream) Add(t int64, x float64) (Change, bool) {
	s.advance(t)
	scaled := x / s.noise.Dispersion()
	scored, now := s.basis != None && !s.surge.open, onset{b: s.b, x: s.x, lam: s.lam, n: s.n, t: t}
	if scored {
		s.hull.push(s.rules.hullSlope, now)
	}
	if s.rules.SlowArm.Weight > 0 {
		s.slow.count(s.rules, x, now, scored && s.basis == Learned)
	}
	s.x += scaled
	s.n += x
	s.lastEvent = t
	if s.watched && s.basis == Learned {
		s.quiet.add(s.rules, scaled)
	}
	switch {
	case s.surge.open:
		s.surge.calm = max(0, s.surge.calm-float64(scaled*s.rules.logClosing))
	case s.basis != None:
		s.alarm.Add(s.rules, scaled)
		e := s.evidence()
		s.days.see(e)
		if e >= s.threshold && s.mayChange(t) {
			return s.open(t, e), true
		}
	}
	return Change{}, false
}

// Minute closes the minute that ends at t: learn, then look at the open surge and at silence.
func (s *Stream) Minute(t int64, out []Change) []Change {
	s.advance(t)
	s.learnMinute(t)
	s.days.turn(s.rules, s.localDay(t))
	s.refresh(t)
	s.past.push(t, s.n, s.lam)
	if s.surge.open {
		if c, ok := s.watchSurge(t); ok {
			out = append(out, c)
		}
	}
	if c, ok := s.watchSilence(t); ok {
		out = append(out, c)
	}
	return out
}

func (s *Stream) learnMinute(t int64) {
	x, expected := s.n-s.minuteN, s.lam-s.minuteLam
	s.minuteN, s.minuteLam = s.n, s.lam
	spoiled := s.frozen || s.spoiled
	s.spoiled = false
	if !spoiled {
		local := s.zone.Local(t - Minute)
		if s.surge.open || s.impaired {
			s.base.learn(s.rules, t, local, expected) // neither a surge nor an outage is the new normal
		} else {
			s.base.remember(s.rules, t-Minute, x, expected)
			s.base.learn(s.rules, t, local, x)
		}
	}
	s.noise.minute(s.rules, t, x, expected, spoiled || s.surge.open || s.impaired)
	switch {
	case s.surge.open:
		s.recent.push(s.n, s.lam, s.rules.windowMinutes())
	case s.basis == None:
		s.recent.push(s.n, s.lam, 60)
	}
}

// refresh fixes rate and guard for the minute that begins at t: the rate at its middle.
func (s *Stream) refresh(t int64) {
	if s.watched && (s.peakRate == 0 || t%Hour == 0) {
		s.peakRate = s.base.peak(s.rules)
	}
	s.rate = s.base.Rate(s.rules, s.zone.Local(t+Minute/2))
	s.slow.refresh(&s.noise, s.rate)
	if s.basis == Provisional {
		s.guard = s.rules.ColdStart.ProvisionalGuard
		s.rate = s.base.Level(s.rules)
		return
	}
	s.guard = s.noise.guard(s.rules, s.base.Level(s.rules), s.base.ExposureH())
}

func (s *Stream) localDay(t int64) int64 { return FloorTo(s.zone.Local(t), Day) / Day }

// watchSilence tests at minutes only: just before an event there is nothing to say any more.
func (s *Stream) watchSilence(t int64) (Change, bool) {
	if !s.watched || s.frozen || s.basis != Learned ||
		s.quiet.evidence() < float64(s.rules.Silence.ARLDays*86400) {
		return Change{}, false
	}
	c := Change{Kind: FellSilent, At: t, Since: max(s.lastEvent, s.base.started)}
	c.Expected = float64(s.rate*float64(t-c.Since)) / float64(Hour)
	if c.Expected < float64(s.quietGuard()*s.rules.Silence.MinExpected) {
		return Change{}, false // it speaks, if less than usual
	}
	s.quiet.reset()
	return c, true
}

// quietGuard is the factor that the silence test forgives: nights are learned last.
func (s *Stream) quietGuard() float64 {
	if s.base.ExposureH() < s.rules.Guard.ColdH {
		return max(s.guard, s.rules.Silence.ColdGuard)
	}
	return s.guard
}
