package detect

// episode is the surge of a stream: open, or the last one.
type episode struct {
	open     bool
	firstAt  int64 // the opening that names it; a surge that resumes keeps it
	openedAt int64 // the last opening
	closedAt int64 // the last closing; 0: never
	from     onset // counts run on from here
	level    int
	up, down int     // evaluations in a row that ask for the next, or the lower, level
	calm     float64 // ln of the odds that it is over
	peak     float64 // largest multiple of a window
	lnE      float64 // at the last opening
}

// ChangeKind says what happened to a stream.
type ChangeKind uint8

// What can happen to a stream.
const (
	Opened ChangeKind = iota
	Resumed
	Escalated
	Eased
	Ended
	FellSilent
)

// String is the word of the digest.
func (k ChangeKind) String() string {
	return [...]string{"detected", "resumed", "escalated", "eased", "ended", "fell_silent"}[k]
}

// Change is one decision, with everything that is said of it.
type Change struct {
	Kind      ChangeKind
	At        int64 // of the minute or event, never of a call
	SurgeAt   int64 // the opening that names the surge
	OnsetAt   int64
	FromLevel int
	Level     int
	Observed  float64 // since the onset
	Expected  float64
	Multiple  Interval // since the onset when it opens, later of the last window
	Evidence  float64  // e in seconds: by chance once in so long
	EValue    float64  // e over the seconds since the start or the last reset
	LnE       float64
	Threshold float64 // seconds
	Rate      float64 // baseline now, per hour
	Guard     float64
	Phi       float64
	Basis     Basis
	ExposureH float64
	Shape     string
	CallOut   bool // enough to call people out, if the level is
	Peak      float64
	Reason    string // of an end
	Since     int64  // of a silence
	Slow      bool   // the second arm opened it
}

// mayChange keeps openings and closings apart.
func (s *Stream) mayChange(t int64) bool {
	least := int64(s.rules.Closing.MinBetweenMin * float64(Minute))
	if s.surge.open {
		return t-s.surge.openedAt >= least
	}
	return s.surge.closedAt == 0 || t-s.surge.closedAt >= least
}

// open begins an episode at the event that crossed the threshold, or goes on with the last one.
func (s *Stream) open(t int64, e float64) Change {
	g := &s.surge
	from, slow := s.likelyOnset(), s.slowLeads()
	kind := Opened
	resume := int64(s.rules.Closing.ResumeWithin * float64(Minute))
	if g.closedAt != 0 && t-g.closedAt <= resume {
		kind = Resumed
	} else {
		*g = episode{firstAt: t, from: from, closedAt: g.closedAt}
	}
	c := Change{
		Kind: kind, At: t, Observed: s.n - from.n, Expected: s.lam - from.lam,
		Evidence: e, EValue: e / max(1, float64(t-s.scoredSince)/float64(Second)), LnE: Log(e),
		Slow: slow,
	}
	c.Multiple = Multiple(c.Observed, c.Expected, s.noise.Dispersion())
	g.open, g.openedAt, g.calm, g.up, g.down, g.lnE = true, t, 0, 0, 0, c.LnE
	g.level = 0
	if c.Observed >= s.rules.Level.MinCustomers {
		g.level = s.rules.level(c.Multiple.Lo) // the multiple is too large at an opening, its lower bound is not
	}
	if c.Expected >= s.rules.Onset.MinExpected {
		g.peak = max(g.peak, c.Multiple.Lo)
	}
	s.drop()
	s.recent.drop()
	return s.filled(c)
}

// filled adds what every change says.
func (s *Stream) filled(c Change) Change {
	g := &s.surge
	c.SurgeAt, c.OnsetAt, c.Level, c.Peak = g.firstAt, g.from.t, g.level, g.peak
	c.Threshold, c.Rate, c.Guard, c.Phi = s.threshold, s.rate, s.guard, s.noise.Dispersion()
	c.Basis, c.ExposureH = s.basis, s.base.ExposureH()
	c.CallOut = s.days.strong(s.rules, g.lnE)
	c.Shape = s.shape()
	return c
}

// watchSurge is the minute's look at an open surge: does it end, rise or ease? One answer at most.
func (s *Stream) watchSurge(t int64) (Change, bool) {
	g := &s.surge
	if reason, over := s.over(t); over && s.mayChange(t) {
		return s.close(t, reason), true
	}
	n, lam := s.window()
	m := Multiple(n, lam, s.noise.Dispersion())
	if lam >= s.rules.Onset.MinExpected {
		g.peak = max(g.peak, m.Mid)
	}
	c := Change{At: t, FromLevel: g.level, Observed: s.n - g.from.n, Expected: s.lam - g.from.lam, Multiple: m}
	edges := s.rules.Level.Edges
	if g.level < len(edges) && m.Lo >= edges[g.level] && c.Observed >= s.rules.Level.MinCustomers {
		g.up++
	} else {
		g.up = 0
	}
	if g.level > 0 && lam > 0 && m.Hi < edges[g.level-1] {
		g.down++
	} else {
		g.down = 0
	}
	switch {
	case g.up >= s.rules.Level.InARow:
		g.level++
		c.Kind = Escalated
	case g.down >= s.rules.Level.InARow:
		g.level--
		c.Kind = Eased
	default:
		return Change{}, false
	}
	g.up, g.down = 0, 0
	return s.filled(c), true
}

// over says whether the open surge has ended, by evidence or because nothing comes any more.
func (s *Stream) over(t int64) (string, bool) {
	if s.surge.calm >= s.rules.closeAt {
		return "evidence", true
	}
	c := &s.rules.Closing
	silent := c.QuietMin * float64(Minute)
	if r := float64(s.guard * s.rate); r > 0 {
		silent = max(silent, c.QuietExpected/r*float64(Hour))
	}
	if float64(t-s.lastEvent) < silent {
		return "", false
	}
	if n, lam := s.over60(); lam > 0 && n/lam >= s.guard {
		return "", false
	}
	return "quiet", true
}

// over60 gives the counts of the last hour, or since the opening if that is nearer.
func (s *Stream) over60() (n, lam float64) {
	minutes := min(int(s.rules.Closing.QuietOverMin), len(s.recent.sums)-1)
	if was, ok := s.recent.back(minutes); ok {
		return s.n - was.n, s.lam - was.lam
	}
	return 0, 0
}

// window gives the counts a level rests on: the last minutes that hold enough expected events, at least WindowMin and
// at most WindowMaxH; since the onset, while the opening is nearer than that.
func (s *Stream) window() (n, lam float64) {
	l := &s.rules.Level
	minutes, ok := s.recent.reach(l.WindowExpected, int(l.WindowMin))
	if !ok {
		minutes = s.rules.windowMinutes()
	}
	if was, ok := s.recent.back(minutes); ok {
		return s.n - was.n, s.lam - was.lam
	}
	return s.n - s.surge.from.n, s.lam - s.surge.from.lam
}

// shape compares the last expected events with all since the onset.
func (s *Stream) shape() string {
	minutes, ok := s.recent.reach(s.rules.Shape.Expected, 1)
	all := s.lam - s.surge.from.lam
	if !ok || all <= 0 || s.n <= s.surge.from.n {
		return "plateau"
	}
	was, _ := s.recent.back(minutes)
	now := (s.n - was.n) / (s.lam - was.lam)
	switch ratio := now / ((s.n - s.surge.from.n) / all); {
	case ratio > s.rules.Shape.Growing:
		return "growing"
	case ratio < s.rules.Shape.Receding:
		return "receding"
	}
	return "plateau"
}

// close ends the episode: evidence starts anew, and what was learned between onset and opening becomes what was
// expected.
func (s *Stream) close(t int64, reason string) Change {
	g := &s.surge
	c := Change{
		Kind: Ended, At: t, FromLevel: g.level, Reason: reason,
		Observed: s.n - g.from.n, Expected: s.lam - g.from.lam,
	}
	c.Multiple = Multiple(c.Observed, c.Expected, s.noise.Dispersion())
	c = s.filled(c)
	g.open, g.closedAt, g.level = false, t, 0
	s.base.restore(s.zone, g.from.t)
	s.drop()
	s.recent.drop()
	s.scoredSince = t
	s.refresh(t)
	return c
}

// level is the highest level whose edge a multiple reaches.
func (r *Rules) level(multiple float64) int {
	level := 0
	for level < len(r.Level.Edges) && multiple >= r.Level.Edges[level] {
		level++
	}
	return level
}

func (r *Rules) windowMinutes() int { return int(r.Level.WindowMaxH * 60) }
