package detectbench

import "tocsin/domain/detect"

// Clock measures the weeks after the clocks have changed: people keep to the new time at once, and the detector either
// has the change in its table of the zone, or has not.
func Clock(o Options) []Table {
	t := Table{
		Name: "clock", Title: "Clocks go forward: openings per stream and 30 days, clustered noise",
		Columns: []string{"per hour", "the change is known", "week before", "week after", "second week after"},
		Notes:   []string{"three weeks to learn; the daily rhythm goes with the clocks"},
	}
	for i, perHour := range []float64{2, 20, 200} {
		for _, known := range []bool{true, false} {
			var weeks [3]alarms
			for k := range o.streams(60) {
				in := newArrivals(chanceOf(o.Seed, 71, i, k), perHour, dailySwing, clustered())
				change := monday + 4*detect.Week
				zone := detect.Zone{{From: 0, Offset: 0}}
				if known {
					zone = append(zone, detect.Offset{From: change, Offset: detect.Hour})
				}
				w := newWatched(o.Rules, in, detect.Options{Zone: zone})
				w.until(monday+learningWeeks*detect.Week, nil)
				for n := range weeks {
					weeks[n].days += 7
					w.until(w.t+detect.Week, weeks[n].see)
					in.ahead = detect.Hour
				}
			}
			row := []any{perHour, known}
			for n := range weeks {
				row = append(row, weeks[n].per30(weeks[n].opened))
			}
			t.add(row...)
		}
		o.step()
	}
	return []Table{t}
}
