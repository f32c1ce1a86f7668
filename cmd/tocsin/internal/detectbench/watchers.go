package detectbench

import (
	"math"

	"tocsin/domain/detect"
)

// watcher is a way of raising the alarm on a stream whose usual rate is known. See answers its largest statistic since the
// event before, for an event that comes after a time in which expected were to be expected.
type watcher interface {
	see(expected float64) float64
	reset()
}

// shippedAlarm is the alarm of domain/detect, told the rate; its statistic is its evidence in seconds.
type shippedAlarm struct {
	rules       *detect.Rules
	alarm, slow detect.Alarm
	perSecond   float64
}

// newShippedAlarm has both arms. Where the rate is known there is nothing to guard against.
func newShippedAlarm(rules *detect.Rules, perSecond float64) *shippedAlarm {
	return &shippedAlarm{rules: rules, alarm: detect.NewAlarm(rules), slow: detect.NewSlowAlarm(rules), perSecond: perSecond}
}

func (w *shippedAlarm) see(expected float64) float64 {
	w.alarm.Advance(w.rules, expected/w.perSecond, expected)
	w.alarm.Add(w.rules, 1)
	share := w.rules.SlowArm.Weight
	if share == 0 {
		return w.alarm.Evidence()
	}
	w.slow.Advance(w.rules, expected/w.perSecond, expected)
	w.slow.Add(w.rules, 1)
	return (1-share)*w.alarm.Evidence() + share*w.slow.Evidence()
}

func (w *shippedAlarm) reset() {
	w.alarm.Reset()
	w.slow.Reset()
}

// cusum knows, or believes to know, the multiple that it waits for.
type cusum struct{ multiple, sum float64 }

func (w *cusum) see(expected float64) float64 {
	w.sum = max(0, w.sum-(w.multiple-1)*expected) + math.Log(w.multiple)
	return w.sum
}

func (w *cusum) reset() { w.sum = 0 }

// focus is Poisson-FOCuS: the likelihood ratio over every onset at once, of at least a fifth more than usual.
type focus struct {
	b, x   float64
	points [][2]float64
}

func (w *focus) see(expected float64) float64 {
	const least = 1.2
	w.b += expected
	slope := (least - 1) / math.Log(least)
	for n := len(w.points); n > 0; n = len(w.points) {
		last := w.points[n-1]
		x, b := w.x-last[1], w.b-last[0]
		weak := x <= slope*b
		if !weak && n > 1 {
			prev := w.points[n-2]
			weak = x*(last[0]-prev[0]) <= (last[1]-prev[1])*b
		}
		if !weak {
			break
		}
		w.points = w.points[:n-1]
	}
	w.points = append(w.points, [2]float64{w.b, w.x})
	w.x++
	top := 0.0
	for _, p := range w.points {
		x, b := w.x-p[1], w.b-p[0]
		r := 20.0
		if x < r*b {
			r = max(x/b, least)
		}
		top = max(top, x*math.Log(r)-(r-1)*b)
	}
	return top
}

func (w *focus) reset() { *w = focus{points: w.points[:0]} }

// fiveMinutes is the dashboard rule: the rate of the last five minutes over the usual one, for two minutes. Its statistic
// is the lowest of the last three readings, taken each minute.
type fiveMinutes struct {
	perSecond float64
	now       float64 // seconds
	events    []float64
	minute    float64 // the next reading
	readings  [3]float64
}

func (w *fiveMinutes) see(expected float64) float64 {
	w.now += expected / w.perSecond
	top := 0.0
	for ; w.minute <= w.now; w.minute += 60 {
		for len(w.events) > 0 && w.events[0] <= w.minute-300 {
			w.events = w.events[1:]
		}
		w.readings = [3]float64{w.readings[1], w.readings[2], float64(len(w.events)) / 300 / w.perSecond}
		top = max(top, min(w.readings[0], w.readings[1], w.readings[2]))
	}
	w.events = append(w.events, w.now)
	return top
}

func (w *fiveMinutes) reset() { *w = fiveMinutes{perSecond: w.perSecond, minute: 60} }
