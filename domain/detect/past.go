package detect

// past keeps the sums of a stream: of each minute of the last hour, and of each quarter of an hour of the last day. One
// stream can so be held against another over the same time.
type past struct {
	at       int64 // the newest minute
	minutes  [64]sums
	quarters [96]sums
	kept     int // minutes ever seen
}

const quarter = 15 * Minute

// push adds the sums at the whole minute t.
func (p *past) push(t int64, n, lam float64) {
	p.at = t
	p.kept++
	p.minutes[place(t/Minute, len(p.minutes))] = sums{n, lam}
	if t%quarter == 0 {
		p.quarters[place(t/quarter, len(p.quarters))] = sums{n, lam}
	}
}

// back gives the sums at the last kept instant at or before t, and that instant; false if nothing so old is kept.
func (p *past) back(t int64) (sums, int64, bool) {
	t = min(FloorTo(t, Minute), p.at)
	if age := (p.at - t) / Minute; age < int64(min(len(p.minutes), p.kept)) {
		return p.minutes[place(t/Minute, len(p.minutes))], t, true
	}
	t = FloorTo(t, quarter)
	age := (FloorTo(p.at, quarter) - t) / quarter
	if age >= int64(len(p.quarters)) || (p.at-t)/Minute >= int64(p.kept) {
		return sums{}, 0, false
	}
	return p.quarters[place(t/quarter, len(p.quarters))], t, true
}

func place(i int64, of int) int { return int(floorMod(i, int64(of))) }

func (p *past) write(w *Writer) {
	w.Int(p.at)
	w.Int(int64(p.kept))
	for _, r := range [...][]sums{p.minutes[:], p.quarters[:]} {
		for _, s := range r {
			w.Float(s.n)
			w.Float(s.lam)
		}
	}
}

func (p *past) read(r *Reader) {
	p.at, p.kept = r.Int(), int(r.Int())
	for _, k := range [...][]sums{p.minutes[:], p.quarters[:]} {
		for i := range k {
			k[i] = sums{r.Float(), r.Float()}
		}
	}
}

// Kept is the last instant at or before t from which this stream can count; false if it does not remember so far.
func (s *Stream) Kept(t int64) (int64, bool) {
	_, at, ok := s.past.back(t)
	return at, ok
}

// Between gives what was counted and expected from one instant, of those that are Kept, to another.
func (s *Stream) Between(from, to int64) (n, lam float64) {
	was, _, ok := s.past.back(from)
	if !ok {
		return 0, 0
	}
	n, lam = s.n, s.lam
	if to < s.last {
		if is, _, ok := s.past.back(to); ok {
			n, lam = is.n, is.lam
		}
	}
	return max(0, n-was.n), max(0, lam-was.lam)
}

// Odds is how much likelier n events are under a surge than under the guarded baseline, as a logarithm, when lam were to
// be expected: x ln r - (r-1) b for the likeliest multiple r. Slow takes guard and dispersion of the second arm.
func (s *Stream) Odds(n, lam float64, slow bool) float64 {
	guard, phi := s.guard, s.noise.Dispersion()
	if slow {
		guard, phi = s.rules.SlowArm.Guard, s.slow.phi
	}
	x, b := n/phi, float64(lam*guard)/phi
	r := s.rules.Onset.MaxMultiple
	if x < float64(r*b) {
		r = x / b
	}
	if r <= 1 {
		return 0
	}
	return float64(x*Log(r)) - float64((r-1)*b)
}

// Dispersion is the variance over the mean of what it counts in some minutes.
func (s *Stream) Dispersion() float64 { return s.noise.Dispersion() }

// Told is the opening of the present surge as it stands at the minute t, for a surge that was held back until then.
func (s *Stream) Told(t int64, eValue float64) Change {
	g := &s.surge
	c := Change{Kind: Opened, At: t, Observed: s.n - g.from.n, Expected: s.lam - g.from.lam, LnE: g.lnE, Evidence: Exp(g.lnE), EValue: eValue}
	c.Multiple = Multiple(c.Observed, c.Expected, s.noise.Dispersion())
	return s.filled(c)
}
