package detect

const (
	hoursPerWeek = 168
	hoursPerDay  = 24
)

// Baseline is what a stream has learned about its normal rate: counts and hours of exposure per hour of the local
// week, per hour of the day and in all, plus the last hours one by one, so that a surge can be taken out again.
type Baseline struct {
	prior       float64 // events per hour before anything is known
	binX, binE  [hoursPerWeek]float64
	dayX, dayE  [hoursPerDay]float64
	x, e        float64
	minutes     int64   // exposure in minutes, never forgotten: what the cold-start rules ask for
	weekMinutes int64   // of them, since the last weekly forgetting
	events      float64 // learned so far
	nthAt       int64   // when the events of the cold-start rule were reached; 0: not yet
	started     int64   // first minute of exposure
	hours       []learnedHour
}

// learnedHour is what one hour taught, and what it should have taught if all was normal.
type learnedHour struct {
	hour              int64 // hours since the epoch
	learned, expected float64
}

// Level is the mean rate per hour: (X + p0 * prior hours) / (E + prior hours).
func (b *Baseline) Level(r *Rules) float64 {
	h := r.Baseline.LevelPriorH
	return (b.x + float64(b.prior*h)) / (b.e + h)
}

// day is the rate of an hour of the day, drawn towards the level.
func (b *Baseline) day(r *Rules, hour int64, level float64) float64 {
	h := r.Baseline.DayPriorH
	return (b.dayX[hour] + float64(h*level)) / (b.dayE[hour] + h)
}

// bin is the rate of an hour of the week, drawn towards its hour of the day.
func (b *Baseline) bin(r *Rules, i int64, level float64) float64 {
	h := r.Baseline.BinPriorH
	return (b.binX[i] + float64(h*b.day(r, i%hoursPerDay, level))) / (b.binE[i] + h)
}

// Rate is the expected events per hour at a local time, between the middles of two hours of the week.
func (b *Baseline) Rate(r *Rules, local int64) float64 {
	level := b.Level(r)
	at := floorMod(weekTime(local)-Hour/2, Week)
	i, w := at/Hour, float64(at%Hour)/float64(Hour)
	return float64((1-w)*b.bin(r, i, level)) + float64(w*b.bin(r, (i+1)%hoursPerWeek, level))
}

// ExposureH is the exposure in hours, nothing forgotten.
func (b *Baseline) ExposureH() float64 { return float64(b.minutes) / 60 }

// Start is the first minute of exposure.
func (b *Baseline) Start() int64 { return b.started }

// learn adds the minute that ended at t with x events; local is the local time of its beginning.
func (b *Baseline) learn(r *Rules, t, local int64, x float64) {
	b.add(weekTime(local)/Hour, x, 1.0/60)
	b.minutes++
	b.weekMinutes++
	b.events += x
	if b.nthAt == 0 && b.events >= float64(r.ColdStart.Events) {
		b.nthAt = t
	}
	if b.weekMinutes == Week/Minute {
		b.forget(r)
		b.weekMinutes = 0
	}
}

func (b *Baseline) add(bin int64, x, exposure float64) {
	b.binX[bin] += x
	b.binE[bin] += exposure
	b.dayX[bin%hoursPerDay] += x
	b.dayE[bin%hoursPerDay] += exposure
	b.x += x
	b.e += exposure
}

// ready is the end of the cold start: covered long enough, and enough events that are old enough.
func (b *Baseline) ready(r *Rules, t int64) bool {
	return b.ExposureH() >= r.ColdStart.ExposureH && b.nthAt != 0 &&
		t-b.nthAt >= int64(r.ColdStart.EventAgeH*float64(Hour))
}

// remember keeps the last hours one by one; t is the beginning of the minute.
func (b *Baseline) remember(r *Rules, t int64, x, expected float64) {
	hour := FloorTo(t, Hour) / Hour
	if n := len(b.hours); n == 0 || b.hours[n-1].hour != hour {
		if n >= r.Baseline.RestoreH {
			copy(b.hours, b.hours[1:])
			b.hours = b.hours[:n-1]
		}
		b.hours = append(b.hours, learnedHour{hour: hour})
	}
	last := &b.hours[len(b.hours)-1]
	last.learned += x
	last.expected += expected
}

// forget lets every table fade, once a week of exposure.
func (b *Baseline) forget(r *Rules) {
	keep := r.Baseline.WeeklyKeep
	fade := func(table []float64) {
		for i := range table {
			table[i] = float64(table[i] * keep)
		}
	}
	fade(b.binX[:])
	fade(b.binE[:])
	fade(b.dayX[:])
	fade(b.dayE[:])
	b.x, b.e = float64(b.x*keep), float64(b.e*keep)
	for i := range b.hours {
		b.hours[i].learned = float64(b.hours[i].learned * keep)
		b.hours[i].expected = float64(b.hours[i].expected * keep)
	}
}

// restore puts the expectation in the place of what was learned from the hour of since on (a closed surge, an outage).
// The exposure stays.
func (b *Baseline) restore(zone Zone, since int64) {
	for i := range b.hours {
		h := &b.hours[i]
		if (h.hour+1)*Hour <= since {
			continue
		}
		bin := weekTime(zone.Local(h.hour*Hour)) / Hour
		b.add(bin, h.expected-h.learned, 0)
		h.learned = h.expected
	}
}

// importBins adds known history: counts and exposure hours of the 168 hours of the local week from Monday 00:00. It
// counts for the cold-start rules, and its events are as old as they ask.
func (b *Baseline) importBins(r *Rules, t int64, counts, exposureH []float64) {
	sum := 0.0
	for i := range counts {
		b.add(int64(i), counts[i], exposureH[i])
		b.events += counts[i]
		sum += exposureH[i]
	}
	b.minutes += int64(float64(sum * 60))
	if b.nthAt == 0 && b.events >= float64(r.ColdStart.Events) {
		b.nthAt = t - int64(r.ColdStart.EventAgeH*float64(Hour))
	}
}

// join adds the tables of a feed that begins to take part in this pooled baseline: rates add up. A table cell that
// only one of the two has seen takes the other's smoothed rate, so that neither is counted as nothing.
func (b *Baseline) join(r *Rules, o *Baseline) {
	if b.e == 0 {
		hours := append([]learnedHour(nil), o.hours...)
		*b = *o
		b.hours = hours
		return
	}
	mine, theirs := *b, o
	level, other := mine.Level(r), theirs.Level(r)
	for i := range b.binX {
		b.binX[i], b.binE[i] = joinCell(mine.binX[i], mine.binE[i], mine.bin(r, int64(i), level),
			theirs.binX[i], theirs.binE[i], theirs.bin(r, int64(i), other))
	}
	for i := range b.dayX {
		b.dayX[i], b.dayE[i] = joinCell(mine.dayX[i], mine.dayE[i], mine.day(r, int64(i), level),
			theirs.dayX[i], theirs.dayE[i], theirs.day(r, int64(i), other))
	}
	b.x, b.e = joinCell(mine.x, mine.e, level, theirs.x, theirs.e, other)
	b.minutes = min(mine.minutes, theirs.minutes) // as young as its youngest part: the guard stays wide
	b.hours = b.hours[:0]
}

// joinCell adds two rates on the longer of two exposures.
func joinCell(x1, e1, rate1, x2, e2, rate2 float64) (x, e float64) {
	if e1 > 0 {
		rate1 = x1 / e1
	}
	if e2 > 0 {
		rate2 = x2 / e2
	}
	e = max(e1, e2)
	return float64(e * (rate1 + rate2)), e
}

// peak is the largest rate of any hour of the week.
func (b *Baseline) peak(r *Rules) float64 {
	level, top := b.Level(r), 0.0
	for i := range int64(hoursPerWeek) {
		top = max(top, b.bin(r, i, level))
	}
	return top
}

// clear forgets everything but the prior; exposure begins again at started.
func (b *Baseline) clear(started int64) {
	*b = Baseline{prior: b.prior, started: started, hours: b.hours[:0]}
}
