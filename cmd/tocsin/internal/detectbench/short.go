package detectbench

import (
	"fmt"

	"tocsin/domain/detect"
)

// ageNoises are the ways in which a young stream may be uneven.
func ageNoises() []Noise {
	return []Noise{
		poissonNoise(), {"1 h, sd 0.25", 0.2, 0.25, 1}, {"6 h, sd 0.25", 0.2, 0.25, 6}, {"24 h, sd 0.15", 0.2, 0.15, 24},
	}
}

// Short measures streams from the start of their coverage: false alarms by age, and a doubling that lasts for hours on
// the sixth day, and in the fourth week.
func Short(o Options) []Table {
	t := Table{
		Name: "short", Title: "From the start of coverage: false alarms by age, and a doubling over 20 hours",
		Columns: []string{
			"per hour", "noise", "openings per 30 days, week 1", "weeks 2-3", "weeks 4-5", "x2 told on day 6", "median h", "x2 told in week 4", "median h",
		},
		Notes: []string{"of level 0 and more; a doubling begins at a random time of its day; medians are over those that were told"},
	}
	worst := [3]float64{}
	for i, perHour := range []float64{2, 12, 20, 200} {
		for j, n := range ageNoises() {
			r := shortCase(o, perHour, n, 4*i+j)
			row := []any{perHour, n.Name}
			for k := range r.ages {
				f := r.ages[k].per30(r.ages[k].opened)
				worst[k] = max(worst[k], f)
				row = append(row, f)
			}
			for _, d := range r.doubled {
				row = append(row, fmt.Sprintf("%d/%d", len(d.minutes)-d.missed, len(d.minutes)), d.toldMedianH())
			}
			t.add(row...)
		}
		o.step()
	}
	t.add("worst", nil, worst[0], worst[1], worst[2], nil, nil, nil, nil)
	return []Table{t}
}

type shortResult struct {
	ages    [3]alarms // week 1, weeks 2-3, weeks 4-5
	doubled [2]delays // on day 6, in week 4
}

const doubledHours = 20

func shortCase(o Options, perHour float64, n Noise, number int) (r shortResult) {
	streams := 42
	if perHour >= 200 {
		streams = 14
	}
	ends := [...]int64{monday + detect.Week, monday + 3*detect.Week, monday + 5*detect.Week}
	for i := range o.streams(streams) {
		w := newWatched(o.Rules, newArrivals(chanceOf(o.Seed, 21, number, i), perHour, dailySwing, n), detect.Options{})
		when := chanceOf(o.Seed, 22, number, i)
		begins := [...]int64{
			monday + 5*detect.Day + when.Int64N(4*60)*detect.Minute, monday + 22*detect.Day + when.Int64N(24*60)*detect.Minute,
		}
		age := 0
		see := func(c detect.Change) { r.ages[age].see(c) }
		for k, end := range ends {
			age = k
			r.ages[k].days += float64(end-w.t) / float64(detect.Day)
			for b, begin := range begins {
				if begin >= w.t && begin < end {
					w.until(begin, see)
					r.doubled[b].capMin = doubledHours * 60
					w.branch(chanceOf(o.Seed, 23, number, i, b)).surge(2, doubledHours, &r.doubled[b])
				}
			}
			w.until(end, see)
		}
	}
	return r
}
