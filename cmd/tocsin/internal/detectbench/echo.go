package detectbench

import (
	"fmt"
	"math"
	"slices"

	"tocsin/domain/detect"
)

// echoShare is the share of those who got a notice that is expected to write on another channel: the assumption of the
// specification for people who were told and have an alternative. Nobody has measured it.
const echoShare = 0.08

// echoPerHour is how many of n repliers write in the hour around so many hours after a wave: 60 % within two hours, the
// rest within twelve, as time constants.
func echoPerHour(n, hours float64) float64 {
	return n * (0.6*math.Exp(-hours/2)/2 + 0.4*math.Exp(-hours/12)/12)
}

// Echo measures what it would bring to expect replies to our own notices on channels on which they were not sent.
func Echo(o Options) []Table {
	t := Table{
		Name: "echo", Title: "Replies elsewhere: a wave of notices, and a share of those told writes on another channel",
		Columns: []string{
			"per hour", "told, times the rate", "share that writes", "expected", "waves after which a surge is told",
			"with a x3 over four hours at the same time: told", "median min", "95 %",
		},
		Notes: []string{"12 h from the wave for the first, 4 h for the second; expected: of 8 % of those told, by thinning what arrives"},
	}
	for i, perHour := range []float64{20, 200} {
		g := o.grown(perHour, 10+i)
		for _, size := range []float64{20, 100} {
			for j, written := range []float64{0, 0.02, 0.08, 0.2} {
				for _, expected := range []float64{0, echoShare} {
					n := size * perHour
					alone, both := delays{capMin: 12 * 60}, delays{capMin: surgeHours * 60}
					g.each(o, 300+10*int(size)+j, func(w *watched) { w.echo(1, n*written, n*expected, 12, &alone) })
					g.each(o, 400+10*int(size)+j, func(w *watched) { w.echo(3, n*written, n*expected, surgeHours, &both) })
					t.add(perHour, size, written, expected > 0, fmt.Sprintf("%d/%d", len(alone.minutes)-alone.missed, len(alone.minutes)),
						fmt.Sprintf("%d/%d", len(both.minutes)-both.missed, len(both.minutes)), both.at(0.5), both.at(0.95))
				}
			}
		}
		o.step()
	}
	return []Table{t}
}

// echo plays some hours after a wave, in which repliers write and others are expected to. Thinned by the share of the
// usual rate in all that is expected, the stream is held against its usual rate again.
func (w *watched) echo(times, repliers, expected float64, hours int64, d *delays) {
	begin := w.t
	for w.t < begin+hours*detect.Hour {
		since := float64(w.t-begin) / float64(detect.Hour)
		at := slices.Clone(w.in.minute(w.t, times))
		for range poisson(w.in.random, echoPerHour(repliers, since)/60) {
			at = append(at, w.t+w.in.random.Int64N(detect.Minute))
		}
		slices.Sort(at)
		rate := w.s.View().Rate
		keep := rate / (rate + echoPerHour(expected, since))
		at = slices.DeleteFunc(at, func(int64) bool { return keep < 1 && w.in.random.Float64() >= keep })
		for _, c := range w.fold(at) {
			if c.Kind == detect.Opened || c.Kind == detect.Resumed {
				d.told(float64(c.At-begin) / float64(detect.Minute))
				return
			}
		}
	}
	d.miss()
}
