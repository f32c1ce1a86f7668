package detectbench

import (
	"fmt"
	"slices"

	"tocsin/domain/detect"
)

// causeMs is within what time one cause counts once.
const causeMs = 5 * detect.Minute

// Causes measures a feed of incidents as a stream: one cause cancels many flights within minutes, and counts once, or as
// often as there are flights.
func Causes(o Options) []Table {
	t := Table{
		Name: "causes", Title: "Incidents as a stream: one cause brings ten reports on average within five minutes",
		Columns: []string{"causes per hour", "counted", "openings per 30 days", "of level 1", "x10 told within 12 h", "median min", "95 %"},
		Notes:   []string{"three weeks to learn, three judged; x10 of the causes"},
	}
	for i, perHour := range []float64{0.1, 0.5, 2} {
		for _, once := range []bool{false, true} {
			var quiet alarms
			d := delays{capMin: 12 * 60}
			for k := range o.streams(60) {
				random := chanceOf(o.Seed, 81, i, k)
				w := newWatched(o.Rules, newArrivals(random, perHour, dailySwing, poissonNoise()), detect.Options{})
				w.reports(monday+learningWeeks*detect.Week, 1, once, nil)
				quiet.days += 21
				w.reports(w.t+3*detect.Week, 1, once, quiet.see)
				begin, told := w.t, false
				w.reports(begin+12*detect.Hour, 10, once, func(c detect.Change) {
					if !told && (c.Kind == detect.Opened || c.Kind == detect.Resumed) {
						told = true
						d.told(float64(c.At-begin) / float64(detect.Minute))
					}
				})
				if !told {
					d.miss()
				}
			}
			counted := "each report"
			if once {
				counted = "each cause once"
			}
			t.add(perHour, counted, quiet.per30(quiet.opened), quiet.per30(quiet.level1),
				fmt.Sprintf("%d/%d", len(d.minutes)-d.missed, len(d.minutes)), d.at(0.5), d.at(0.95))
		}
		o.step()
	}
	return []Table{t}
}

// reports plays causes up to t, and the reports each of them brings.
func (w *watched) reports(t int64, times float64, once bool, see func(detect.Change)) {
	var later []int64 // reports on their way
	for w.t < t {
		at := slices.Clone(w.in.minute(w.t, times))
		if !once {
			for _, cause := range at {
				for range poisson(w.in.random, 9) {
					later = append(later, cause+w.in.random.Int64N(causeMs))
				}
			}
			later = slices.DeleteFunc(later, func(r int64) bool {
				due := r < w.t+detect.Minute
				if due {
					at = append(at, r)
				}
				return due
			})
			slices.Sort(at)
		}
		for _, c := range w.fold(at) {
			if see != nil {
				see(c)
			}
		}
	}
}
