package detectbench

import (
	"math"

	"tocsin/domain/detect"
)

// Edge is the shipped alarm on a series of counts, one row at a time: its evidence is held against that of the days
// before, as for calling people out, and only the row at which it rises above is told. NAB charges every row outside a
// window, so that a detector that goes on shouting loses what it has won.
type Edge struct {
	Guard    float64 // on the mean of the rows so far
	HalfLife float64 // of that mean, in rows
	Clip     float64 // a residual counts at most so many standard deviations: a peak is not the new normal
	OverDays float64 // the evidence is so many times the mean of the days' strongest
	DayHalf  float64 // half-life of that mean, in days
	Quiet    int     // rows below before it may be told again
}

// rowsPerDay is that of NAB's rows of five minutes; the first days only teach.
const (
	rowsPerDay   = 288
	teachingDays = 2
	teachingRows = 12
)

// FrozenEdge takes the guard of a stream whose week is not known and the call-out rule from the shipped settings. The
// half-life of two weeks and the clip are those of the specification; six quiet hours were chosen on five series.
func frozenEdge(s detect.Settings) Edge {
	return Edge{
		Guard: s.Guard.ColdFloor, HalfLife: 14 * rowsPerDay, Clip: 3,
		OverDays: s.CallOut.OverDailyMax, DayHalf: s.CallOut.HalfLifeDays, Quiet: rowsPerDay / 4,
	}
}

// Evidence is ln e at each row.
func (c Edge) Evidence(rules *detect.Rules, counts []float64) []float64 {
	alarm, usual, lnE := detect.NewAlarm(rules), usualRow{}, make([]float64, len(counts))
	for i, x := range counts {
		if i >= teachingRows {
			mean := max(usual.mean, 0.1)
			phi := max(1, usual.variance/mean)
			alarm.Tick(rules, 1, mean*c.Guard/phi, x/phi)
			lnE[i] = max(0, math.Log(alarm.Evidence()))
		}
		usual.learn(c, x)
	}
	return lnE
}

// usualRow is the mean and variance of a row, exponentially forgotten.
type usualRow struct{ mean, variance, n float64 }

func (u *usualRow) learn(c Edge, x float64) {
	off, gain := x-u.mean, 1/(u.n+1)
	if u.n >= teachingRows {
		most := c.Clip * math.Sqrt(max(u.variance, 1))
		off = min(max(off, -most), most)
		gain = max(gain, 1-math.Exp2(-1/c.HalfLife))
	}
	u.mean += gain * off
	if u.n < teachingRows {
		u.variance += gain * (off*off*(1-gain) - u.variance)
	} else {
		u.variance += gain * (off*off - u.variance)
	}
	u.n++
}

// Alarms are the rows at which the evidence rises above what the days before would explain.
func (c Edge) Alarms(lnE []float64) (rows []int) {
	keep := math.Exp2(-1 / c.DayHalf)
	sum, weight, top := 0.0, 0.0, 0.0
	below := c.Quiet
	for i, v := range lnE {
		if i%rowsPerDay == 0 && i > 0 {
			sum, weight, top = sum*keep+top, weight*keep+1, 0
		}
		top = max(top, v)
		switch {
		case i < teachingDays*rowsPerDay:
		case v < c.OverDays*sum/weight:
			below++
		default:
			if below >= c.Quiet {
				rows = append(rows, i)
			}
			below = 0
		}
	}
	return rows
}
