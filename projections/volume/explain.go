package volume

import (
	"cmp"
	"slices"

	"tocsin/domain/detect"
)

// A rise shows in every stream that counts it: in its leaf, and in all sums over it. What is told is one surge and the
// parts that explain it. A stream whose rise is explained by surges that were told already is held back: its detector
// knows a surge (and learns nothing of it), the log does not. It is told when what is left without those surges is as
// unlikely as the whole was when it opened.

// untold is what an episode keeps for that.
type untold struct {
	held   bool
	slow   bool    // the arm of its evidence
	need   float64 // odds that what is left must have
	eValue float64 // at the opening
	ended  int64   // 0 while it was never told as over
}

func (u *untold) write(w *detect.Writer) {
	w.Bool(u.held)
	w.Bool(u.slow)
	w.Float(u.need)
	w.Float(u.eValue)
	w.Int(u.ended)
}

func (u *untold) read(r *detect.Reader) {
	*u = untold{held: r.Bool(), slow: r.Bool(), need: r.Float(), eValue: r.Float(), ended: r.Int()}
}

// holds tells that a change is not to be told.
func (f *fold) holds(s *stream, c detect.Change) bool {
	switch {
	case c.Kind == detect.Opened:
		return f.holdsBack(s, c)
	case c.Kind == detect.FellSilent || !s.open.held:
		return false
	}
	s.open.open = c.Kind != detect.Ended
	return true
}

// holdsBack decides on an opening.
func (f *fold) holdsBack(s *stream, c detect.Change) bool {
	if f.rules.Linking.RestShare == 0 {
		return false
	}
	e := &episode{onset: c.OnsetAt, lnE: c.LnE, untold: untold{slow: c.Slow, eValue: c.EValue}}
	told := f.toldBeside(s, c.OnsetAt)
	if len(told) > 0 {
		e.need = f.rules.Linking.RestShare * f.odds(s, e, nil, c.At)
	}
	if !f.ofOneBrand(s) && (len(told) == 0 || f.odds(s, e, told, c.At) >= e.need) {
		return false
	}
	e.id, e.open, e.held = SurgeID(f.rules.Version, s.key, c.SurgeAt), true, true
	s.open = e
	return true
}

// ofOneBrand tells a stream over all brands in which one brand counts as yet: what it would tell, that brand's own stream
// tells too, at the same event, and says of whom.
func (f *fold) ofOneBrand(s *stream) bool {
	if s.key.Brand != All {
		return false
	}
	for _, i := range s.feeds {
		if f.feeds[i].brand != f.feeds[s.feeds[0]].brand {
			return false
		}
	}
	return true
}

// tell looks at a surge that is held back, once a minute: what is left of it may be a surge by now.
func (f *fold) tell(l *lane, s *stream, t int64) {
	o := s.open
	if o == nil || !o.open || !o.held || f.ofOneBrand(s) {
		return
	}
	if n, _ := s.d.Between(t-detect.Minute, t); n == 0 || f.odds(s, o, f.toldBeside(s, o.onset), t) < o.need {
		return // odds rise by events alone
	}
	f.decide(l, s, s.d.Told(t, o.eValue))
}

// toldBeside are the surges that were told and count some of the same messages: those that are open, or have ended since
// the onset. In key order.
func (f *fold) toldBeside(s *stream, onset int64) (told []*stream) {
	for _, o := range f.streams { // order-free: sorted below
		if o == s || o.open == nil || o.open.held || !o.open.open && o.open.ended < onset {
			continue
		}
		if _, ok := meet(o.key, s.key); ok {
			told = append(told, o)
		}
	}
	slices.SortFunc(told, func(a, b *stream) int { return compareKeys(a.key, b.key) })
	return told
}

// meet is the stream of what counts in both; false if nothing does.
func meet(a, b Key) (Key, bool) {
	part := func(a, b string) (string, bool) {
		if a == All {
			return b, true
		}
		return a, b == All || a == b
	}
	brand, ok1 := part(a.Brand, b.Brand)
	topic, ok2 := part(a.Topic, b.Topic)
	channel, ok3 := part(a.Channel, b.Channel)
	return Key{Brand: brand, Topic: topic, Channel: channel}, ok1 && ok2 && ok3
}

// odds are the best of what is left of a surge, over instants at which that could have begun: its onset, and lookbacks
// each half as long again as the one before.
func (f *fold) odds(s *stream, e *episode, told []*stream, t int64) (best float64) {
	begins := max(e.onset, t-detect.Day)
	for back := 2 * detect.Minute; ; back += back / 2 {
		from, ok := s.d.Kept(max(t-back, begins))
		if ok {
			n, lam := f.rest(s, told, from, t)
			best = max(best, s.d.Odds(n, lam, e.slow))
		}
		if t-back <= begins {
			return best
		}
	}
}

// rest is what a stream counts and expects without the surges that were told. Of a sum that has risen, a part is expected
// to rise as the rest of the sum has; of its parts that have risen, a sum is spared the excess.
func (f *fold) rest(s *stream, told []*stream, from, to int64) (n, lam float64) {
	n, lam = s.d.Between(from, to)
	times := 1.0
	var parts []part
	for _, o := range told {
		p, ok := f.common(s, o, from, to)
		switch {
		case !ok:
		case p.key != s.key && lam-p.lam >= f.rules.Onset.MinExpected:
			parts = append(parts, p)
		case o.key.Brand != All || s.key.Brand == All: // people act for a brand: it is told of its own
			times = max(times, f.without(o, n, lam, from, to))
		}
	}
	for _, p := range f.largest(parts) {
		n -= max(0, p.n-float64(times*p.lam))
	}
	return max(0, n), float64(times * lam)
}

// without is the multiple of a sum without a part of it, at least 1; of all of it, if the part is (nearly) the sum.
func (f *fold) without(o *stream, n, lam float64, from, to int64) float64 {
	at, ok := o.d.Kept(from)
	if !ok || at != from {
		return 1
	}
	all, expected := o.d.Between(from, to)
	if expected-lam < f.rules.Onset.MinExpected {
		if expected <= 0 {
			return 1
		}
		return max(1, all/expected)
	}
	return max(1, detect.Multiple(all-n, expected-lam, o.d.Dispersion()).Lo)
}

// part is what one surge that was told has in common with a stream.
type part struct {
	key    Key
	n, lam float64
}

// common is what a stream and a surge have in common; false if nothing is known of that.
func (f *fold) common(s, o *stream, from, to int64) (part, bool) {
	k, _ := meet(o.key, s.key)
	m := f.streams[k]
	if m == nil {
		return part{}, false
	}
	if at, ok := m.d.Kept(from); !ok || at != from {
		return part{}, false
	}
	n, lam := m.d.Between(from, to)
	return part{k, n, lam}, true
}

// largest are the parts with the largest excess, without those that overlap a larger one.
func (f *fold) largest(parts []part) (found []part) {
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.n-b.lam, a.n-a.lam) })
	for _, p := range parts {
		if !slices.ContainsFunc(found, func(q part) bool { _, ok := meet(p.key, q.key); return ok }) {
			found = append(found, p)
		}
	}
	if most := f.rules.Linking.Parts; most > 0 {
		found = found[:min(most, len(found))]
	}
	return found
}

// shares tells that an opening and a surge that was told are one: what they have in common is most of what is told, or
// most of the opening; of an opening that is part of what was told, what the rest of that has risen by must be most of it.
func (f *fold) shares(s, o *stream, c detect.Change) bool {
	k, ok := meet(s.key, o.key)
	least, m := f.rules.Linking.JoinShare, f.streams[k]
	if least == 0 || !ok || m == nil {
		return false
	}
	from, ok := s.d.Kept(c.OnsetAt)
	if !ok {
		return false
	}
	common := m.excess(from, c.At)
	if common <= 0 {
		return false
	}
	if whole := o.excess(from, c.At); whole > 0 && common >= float64(least*whole) {
		return true
	}
	n, lam := s.d.Between(from, c.At)
	if m == s {
		common = float64((f.without(o, n, lam, from, c.At) - 1) * lam)
	}
	return n > lam && common >= float64(least*(n-lam))
}

// excess is what a stream counted above what it expected, 0 if it does not remember.
func (s *stream) excess(from, to int64) float64 {
	if at, ok := s.d.Kept(from); !ok || at != from {
		return 0
	}
	n, lam := s.d.Between(from, to)
	return n - lam
}
