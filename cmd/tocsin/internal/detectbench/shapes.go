package detectbench

import (
	"fmt"

	"tocsin/domain/detect"
)

// Shapes measures what a surge of one step does not show: how it ends, how a slow rise is told, and whether a channel
// that has fallen silent is missed.
func Shapes(o Options) []Table {
	tables := []Table{
		{
			Name: "ending", Title: "Ending: a surge of four hours, clustered noise; minutes from its end to the end that is told",
			Columns: []string{"per hour", "multiple", "told", "ended too early", "median", "95 %", "by evidence", "for quiet", "onset off by, median min", "worst tenth"},
			Notes:   []string{"too early: ended while the surge went on; those are not in the medians. Onset: absolute, of all that were told"},
		},
		{
			Name: "ramp", Title: "Ramp: the rate rises evenly to five times its usual, then stays; clustered noise",
			Columns: []string{"per hour", "rises over", "told", "median min", "95 %", "multiple of the rate when told, median"},
			Notes:   []string{"minutes from the start of the rise; given up four hours after its top"},
		},
		{
			Name: "silence", Title: "Silence: a channel stops, clustered noise",
			Columns: []string{"per hour", "false silences per 30 days", "told within 12 h", "median min", "95 %"},
			Notes:   []string{"begins at a random time of the day: at night there is less to miss"},
		},
	}
	for i, perHour := range []float64{2, 20, 200} {
		base := o.grown(perHour, i)
		for _, m := range []float64{3, 10} {
			endings(o, base, m, &tables[0])
		}
		for _, hours := range []int64{1, 4, 12} {
			ramps(o, base, hours, &tables[1])
		}
		silences(o, base, &tables[2])
		o.step()
	}
	return tables
}

// grown are streams of a rate that have learned for three weeks, each at a random time of the day.
type grown struct {
	perHour float64
	number  int
	streams []*watched
	quiet   alarms // of the three weeks after the first
	silent  int
}

func (o Options) grown(perHour float64, number int) *grown {
	g := &grown{perHour: perHour, number: number}
	for i := range o.streams(60) {
		random := chanceOf(o.Seed, 31, number, i)
		w := newWatched(o.Rules, newArrivals(random, perHour, dailySwing, clustered()), detect.Options{WatchSilence: true})
		see := func(c detect.Change) {
			if c.Kind == detect.FellSilent {
				g.silent++
			}
			g.quiet.see(c)
		}
		w.until(monday+detect.Week, nil)
		end := monday + 3*detect.Week + random.Int64N(24*60)*detect.Minute
		g.quiet.days += float64(end-w.t) / float64(detect.Day)
		w.until(end, see)
		if _, open := w.s.Open(); !open {
			g.streams = append(g.streams, w)
		}
	}
	return g
}

// each lets a branch of every stream live through something.
func (g *grown) each(o Options, what int, live func(*watched)) {
	for i, w := range g.streams {
		live(w.branch(chanceOf(o.Seed, 32, g.number, what, i)))
	}
}

func endings(o Options, g *grown, multiple float64, t *Table) {
	var lag, off delays
	told, early := 0, 0
	reasons := map[string]int{}
	g.each(o, int(multiple), func(w *watched) {
		begin, end := w.t, w.t+surgeHours*detect.Hour
		open, over := false, int64(0)
		for over == 0 && w.t < end+2*detect.Day {
			times := 1.0
			if w.t < end {
				times = multiple
			} else if !open {
				return // not told while it lasted
			}
			for _, c := range w.minute(times) {
				switch c.Kind {
				case detect.Opened, detect.Resumed:
					if !open {
						told++
						off.told(float64(max(c.OnsetAt-begin, begin-c.OnsetAt)) / float64(detect.Minute))
					}
					open = true
				case detect.Ended:
					if c.At < end {
						early++
						return
					}
					over = c.At
					reasons[c.Reason]++
					lag.told(float64(over-end) / float64(detect.Minute))
				case detect.Escalated, detect.Eased, detect.FellSilent:
				}
			}
		}
	})
	t.add(g.perHour, fmt.Sprintf("x%g", multiple), fmt.Sprintf("%d/%d", told, len(g.streams)), early, lag.at(0.5), lag.at(0.95),
		reasons["evidence"], reasons["quiet"], off.at(0.5), off.at(0.9))
}

func ramps(o Options, g *grown, hours int64, t *Table) {
	const top = 5.0
	d := delays{capMin: float64(hours+4) * 60}
	var at delays
	g.each(o, 100+int(hours), func(w *watched) {
		begin := w.t
		for w.t < begin+(hours+4)*detect.Hour {
			times := 1 + (top-1)*min(1, float64(w.t-begin)/float64(hours*detect.Hour))
			for _, c := range w.minute(times) {
				if c.Kind == detect.Opened || c.Kind == detect.Resumed {
					d.told(float64(c.At-begin) / float64(detect.Minute))
					at.told(times)
					return
				}
			}
		}
		d.miss()
	})
	t.add(g.perHour, fmt.Sprintf("%d h", hours), fmt.Sprintf("%d/%d", len(d.minutes)-d.missed, len(d.minutes)), d.at(0.5), d.at(0.95), at.at(0.5))
}

func silences(o Options, g *grown, t *Table) {
	const hours = 12
	d := delays{capMin: hours * 60}
	g.each(o, 200, func(w *watched) {
		begin := w.t
		for w.t < begin+hours*detect.Hour {
			for _, c := range w.minute(0) {
				if c.Kind == detect.FellSilent {
					d.told(float64(c.At-begin) / float64(detect.Minute))
					return
				}
			}
		}
		d.miss()
	})
	t.add(g.perHour, g.quiet.per30(g.silent), fmt.Sprintf("%d/%d", len(d.minutes)-d.missed, len(d.minutes)), d.at(0.5), d.at(0.95))
}
