package detectbench

import (
	"slices"

	"tocsin/domain/detect"
)

// alarms counts what is told of a stream in which nothing happens.
type alarms struct {
	days                   float64
	opened, level1, called int
	counted                bool // the open one has reached level 1 already
}

func (a *alarms) see(c detect.Change) {
	switch c.Kind {
	case detect.Opened:
		a.opened++
		a.counted = false
	case detect.Resumed, detect.Escalated, detect.Eased, detect.Ended, detect.FellSilent:
	}
	if c.Level >= 1 && !a.counted && c.Kind != detect.FellSilent {
		a.level1, a.counted = a.level1+1, true
		if c.CallOut {
			a.called++
		}
	}
}

// per30 is a number per stream and 30 days.
func (a *alarms) per30(n int) float64 { return float64(n) / a.days * 30 }

// delays are times until a surge was told, in minutes; what was missed stands at the cap.
type delays struct {
	capMin  float64
	minutes []float64
	missed  int
}

func (d *delays) told(minutes float64) { d.minutes = append(d.minutes, minutes) }

func (d *delays) miss() {
	d.missed++
	d.minutes = append(d.minutes, d.capMin)
}

func (d *delays) at(p float64) float64 {
	return quantile(slices.Sorted(slices.Values(d.minutes)), p)
}

// toldMedianH is the median of what was told, in hours; nil if nothing was.
func (d *delays) toldMedianH() any {
	if d.missed == len(d.minutes) {
		return nil
	}
	sorted := slices.Sorted(slices.Values(d.minutes))
	return quantile(sorted[:len(sorted)-d.missed], 0.5) / 60
}
