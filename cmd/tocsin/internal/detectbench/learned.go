package detectbench

import (
	"fmt"

	"tocsin/domain/detect"
)

// variant is a setting of the detector under a name.
type variant struct {
	name  string
	rules *detect.Rules
}

func variantOf(name string, change func(*detect.Settings)) variant {
	s := detect.DefaultSettings()
	change(&s)
	r, err := detect.NewRules(s)
	if err != nil {
		panic(fmt.Sprintf("detectbench: %s: %v", name, err)) // a variant is written here, not read
	}
	return variant{name, r}
}

func shippedVariant() variant { return variantOf("shipped", func(*detect.Settings) {}) }

// naive takes messages for a Poisson stream and the baseline for exact.
func naive() variant {
	return variantOf("naive: no guard, no dispersion", func(s *detect.Settings) {
		s.Guard = detect.GuardSettings{Floor: 1, LowRateFloor: 1, ColdFloor: 1}
		s.Dispersion.Clip = 1
	})
}

func wideGuard() variant {
	return variantOf("guard of 3 sd", func(s *detect.Settings) { s.Guard.PerSD = 3 })
}

// learnedCase is one row: a stream that has learned for three weeks, and the surges put into it.
type learnedCase struct {
	perHour   float64
	noise     Noise
	variant   variant
	multiples []float64
	threshold float64 // seconds; 0 for that of the board
}

const (
	learningWeeks = 3
	judgedWeeks   = 7
	surgeHours    = 4
	surgeEvery    = 2 * detect.Day
	dailySwing    = 0.8
)

// learnedResult is what came of a case.
type learnedResult struct {
	quiet  alarms
	surges map[float64]*delays
}

// run plays streams through quiet weeks; every other day a branch of each lives through a surge at a random time, which
// the stream itself knows nothing of.
func (c learnedCase) run(o Options, number int) learnedResult {
	r := learnedResult{surges: map[float64]*delays{}}
	for _, m := range c.multiples {
		r.surges[m] = &delays{capMin: surgeHours * 60}
	}
	for i := range o.streams(12) {
		random := chanceOf(o.Seed, 2, number, i)
		w := newWatched(c.variant.rules, newArrivals(random, c.perHour, dailySwing, c.noise), detect.Options{ThresholdS: c.threshold})
		w.until(monday+learningWeeks*detect.Week, nil)
		end := w.t + judgedWeeks*detect.Week
		r.quiet.days += float64(judgedWeeks * 7)
		when := chanceOf(o.Seed, 3, number, i)
		for day := w.t; day < end; day += surgeEvery {
			w.until(day+when.Int64N(surgeEvery/detect.Minute)*detect.Minute, r.quiet.see)
			if _, open := w.s.Open(); !open {
				for k, m := range c.multiples {
					w.branch(chanceOf(o.Seed, 4, number, i, int(day/detect.Hour), k)).surge(m, surgeHours, r.surges[m])
				}
			}
			w.until(min(day+surgeEvery, end), r.quiet.see)
		}
	}
	return r
}

// surge multiplies the rate for some hours and notes when it is told.
func (w *watched) surge(times float64, hours int64, d *delays) {
	begin := w.t
	for w.t < begin+hours*detect.Hour {
		for _, c := range w.minute(times) {
			if c.Kind == detect.Opened || c.Kind == detect.Resumed {
				d.told(float64(c.At-begin) / float64(detect.Minute))
				return
			}
		}
	}
	d.miss()
}

// Learned measures streams with a learned baseline: false alarms, and the time until a surge of four hours at a random
// time of the day is told.
func Learned(o Options) []Table {
	all := []float64{2, 3, 5, 10}
	shipped := variant{"shipped", o.Rules}
	cases := []learnedCase{
		{200, clustered(), naive(), nil, 0},
		{200, clustered(), shipped, all, 0},
		{200, clustered(), wideGuard(), all, 0},
		{20, clustered(), shipped, all, 0},
		{2, clustered(), shipped, all, 0},
		{200, poissonNoise(), shipped, all, 0},
		{20, poissonNoise(), shipped, all, 0},
		{2, poissonNoise(), shipped, all, 0},
	}
	t := Table{
		Name: "learned", Title: "Learned baseline: false alarms, and minutes until a surge is told (median, 95 %, missed)",
		Columns: []string{"per hour", "noise", "detector", "openings per 30 days", "of level 1", "called out"},
		Notes: []string{
			fmt.Sprintf("%d weeks to learn, %d judged; the rate swings between 0.2 and 1.8 of its mean; surges of %d hours at random times of the day; missed ones stand at %d minutes",
				learningWeeks, judgedWeeks, surgeHours, surgeHours*60),
			"clustered: a fifth of the messages is followed by a copy, and the rate wanders with a standard deviation of a quarter over an hour",
		},
	}
	for _, m := range all {
		t.Columns = append(t.Columns, fmt.Sprintf("x%g median", m), "95 %", "missed")
	}
	for i, c := range cases {
		r := c.run(o, i)
		row := []any{c.perHour, c.noise.Name, c.variant.name, r.quiet.per30(r.quiet.opened), r.quiet.per30(r.quiet.level1), r.quiet.per30(r.quiet.called)}
		for _, m := range all {
			if d := r.surges[m]; d != nil {
				row = append(row, d.at(0.5), d.at(0.95), fmt.Sprintf("%d/%d", d.missed, len(d.minutes)))
			} else {
				row = append(row, nil, nil, nil)
			}
		}
		t.add(row...)
		o.step()
	}
	return []Table{t}
}
