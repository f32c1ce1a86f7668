package detect

// AppendBinary writes the whole state of the stream, in a fixed order. Rules and options are not part of it.
func (s *Stream) AppendBinary(b []byte) []byte {
	w := &Writer{b}
	s.base.write(w)
	s.noise.write(w)
	w.Int(int64(s.basis))
	writeFloats(w, s.alarm.r)
	writeFloats(w, s.quiet.r)
	s.hull.write(w)
	s.slow.write(w)
	for _, v := range [...]int64{s.last, s.lastEvent, s.scoredSince} {
		w.Int(v)
	}
	for _, v := range [...]float64{s.b, s.x, s.lam, s.n, s.rate, s.guard, s.peakRate, s.minuteN, s.minuteLam} {
		w.Float(v)
	}
	w.Bool(s.frozen)
	w.Bool(s.impaired)
	w.Bool(s.spoiled)
	s.surge.write(w)
	s.recent.write(w)
	s.past.write(w)
	s.days.write(w)
	return w.Bytes
}

// ReadStream restores a stream from what AppendBinary wrote; rules and options are given as for a new one.
func ReadStream(rules *Rules, o Options, r *Reader) *Stream {
	s := NewStream(rules, o, 0)
	s.base.read(r)
	s.noise.restore(r)
	s.basis = Basis(min(max(r.Int(), 0), int64(Learned)))
	readFloats(r, s.alarm.r)
	readFloats(r, s.quiet.r)
	s.hull.read(r)
	s.slow.read(r)
	for _, v := range [...]*int64{&s.last, &s.lastEvent, &s.scoredSince} {
		*v = r.Int()
	}
	for _, v := range [...]*float64{&s.b, &s.x, &s.lam, &s.n, &s.rate, &s.guard, &s.peakRate, &s.minuteN, &s.minuteLam} {
		*v = r.Float()
	}
	s.frozen, s.impaired, s.spoiled = r.Bool(), r.Bool(), r.Bool()
	s.surge.read(r)
	s.recent.read(r)
	s.past.read(r)
	s.days.read(r)
	return s
}

func writeFloats(w *Writer, table []float64) {
	for _, v := range table {
		w.Float(v)
	}
}

func readFloats(r *Reader, table []float64) {
	for i := range table {
		table[i] = r.Float()
	}
}

func (b *Baseline) write(w *Writer) {
	w.Float(b.prior)
	writeFloats(w, b.binX[:])
	writeFloats(w, b.binE[:])
	writeFloats(w, b.dayX[:])
	writeFloats(w, b.dayE[:])
	w.Float(b.x)
	w.Float(b.e)
	w.Float(b.events)
	for _, v := range [...]int64{b.minutes, b.weekMinutes, b.nthAt, b.started, int64(len(b.hours))} {
		w.Int(v)
	}
	for _, h := range b.hours {
		w.Int(h.hour)
		w.Float(h.learned)
		w.Float(h.expected)
	}
}

func (b *Baseline) read(r *Reader) {
	b.prior = r.Float()
	readFloats(r, b.binX[:])
	readFloats(r, b.binE[:])
	readFloats(r, b.dayX[:])
	readFloats(r, b.dayE[:])
	b.x, b.e, b.events = r.Float(), r.Float(), r.Float()
	for _, v := range [...]*int64{&b.minutes, &b.weekMinutes, &b.nthAt, &b.started} {
		*v = r.Int()
	}
	b.hours = nil
	for range r.Len() {
		b.hours = append(b.hours, learnedHour{hour: r.Int(), learned: r.Float(), expected: r.Float()})
	}
}

func (n *noise) write(w *Writer) {
	for _, v := range [...]float64{n.phi, n.phiN, n.slow, n.slowN, n.count, n.expected, n.slowCount, n.slowExpected} {
		w.Float(v)
	}
	w.Bool(n.skip)
	w.Bool(n.slowSkip)
}

func (n *noise) restore(r *Reader) {
	for _, v := range [...]*float64{
		&n.phi, &n.phiN, &n.slow, &n.slowN, &n.count, &n.expected, &n.slowCount, &n.slowExpected,
	} {
		*v = r.Float()
	}
	n.skip, n.slowSkip = r.Bool(), r.Bool()
}

func (p onset) write(w *Writer) {
	for _, v := range [...]float64{p.b, p.x, p.lam, p.n} {
		w.Float(v)
	}
	w.Int(p.t)
}

func (p *onset) read(r *Reader) {
	p.b, p.x, p.lam, p.n = r.Float(), r.Float(), r.Float(), r.Float()
	p.t = r.Int()
}

func (h *hull) write(w *Writer) {
	w.Int(int64(len(h.points)))
	for _, p := range h.points {
		p.write(w)
	}
}

func (h *hull) read(r *Reader) {
	for range r.Len() {
		var p onset
		p.read(r)
		h.points = append(h.points, p)
	}
}

func (a *slowArm) write(w *Writer) {
	writeFloats(w, a.alarm.r)
	a.hull.write(w)
	for _, v := range [...]float64{a.b, a.x, a.phi} {
		w.Float(v)
	}
}

func (a *slowArm) read(r *Reader) {
	readFloats(r, a.alarm.r)
	a.hull.read(r)
	a.b, a.x, a.phi = r.Float(), r.Float(), r.Float()
}

func (e *episode) write(w *Writer) {
	w.Bool(e.open)
	for _, v := range [...]int64{e.firstAt, e.openedAt, e.closedAt, int64(e.level), int64(e.up), int64(e.down)} {
		w.Int(v)
	}
	e.from.write(w)
	for _, v := range [...]float64{e.calm, e.peak, e.lnE} {
		w.Float(v)
	}
}

func (e *episode) read(r *Reader) {
	e.open = r.Bool()
	e.firstAt, e.openedAt, e.closedAt = r.Int(), r.Int(), r.Int()
	e.level, e.up, e.down = int(r.Int()), int(r.Int()), int(r.Int())
	e.from.read(r)
	e.calm, e.peak, e.lnE = r.Float(), r.Float(), r.Float()
}

func (t *trail) write(w *Writer) {
	first := max(0, len(t.sums)-(t.window+1)) // older ones cannot be asked for
	w.Int(int64(t.window))
	w.Int(int64(len(t.sums) - first))
	for _, s := range t.sums[first:] {
		w.Float(s.n)
		w.Float(s.lam)
	}
}

func (t *trail) read(r *Reader) {
	t.window = int(r.Int())
	t.sums = nil
	for range r.Len() {
		t.sums = append(t.sums, sums{n: r.Float(), lam: r.Float()})
	}
}

func (d *daily) write(w *Writer) {
	w.Int(d.day)
	for _, v := range [...]float64{d.top, d.sum, d.weight} {
		w.Float(v)
	}
	w.Int(int64(d.count))
	w.Int(int64(len(d.kept)))
	for _, k := range d.kept {
		w.Int(k.Day)
		w.Float(k.LnE)
	}
}

func (d *daily) read(r *Reader) {
	d.day = r.Int()
	d.top, d.sum, d.weight = r.Float(), r.Float(), r.Float()
	d.count = int(r.Int())
	d.kept = nil
	for range r.Len() {
		d.kept = append(d.kept, DayMax{Day: r.Int(), LnE: r.Float()})
	}
}
