package detectbench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"tocsin/domain/detect"
)

// knownRate is a stream whose usual rate is known and whose messages come by chance alone.
type knownRate struct {
	perHour   float64
	multiples []float64
	months    int // played to find thresholds, at scale 1
}

const (
	wantedDays  = 30.0 // between false alarms, for every method
	knownTrials = 600
	warmEvents  = 400.0  // expected before a surge begins
	capEvents   = 4000.0 // expected until one is given up
)

// method is a way of raising the alarm and its threshold for 30 days between false alarms.
type method struct {
	name      string
	watcher   watcher
	threshold float64
}

// Known measures how soon a surge is told when the usual rate is known, against an oracle that also knows the size.
func Known(o Options) []Table {
	t := Table{
		Name: "known", Title: "Known baseline: mean delay over that of an oracle CUSUM that knows the multiple",
		Columns: []string{"per hour", "multiple", "oracle, minutes", "shipped", "FOCuS alone", "CUSUM tuned to x2", "5-minute rate, for 2 min", "shipped median, min", "95 %, min"},
		Notes: []string{
			fmt.Sprintf("every method has %g days between false alarms: the shipped one by its guaranteed threshold, the others by thresholds found in the same run", wantedDays),
			fmt.Sprintf("a surge that is not told while %g events were expected stands at that time", capEvents),
		},
	}
	realised := Table{
		Name: "realised", Title: "Known baseline: realised time between false alarms over the wanted 30 days",
		Columns: []string{"per hour", "months played", "false alarms", "realised / wanted"},
	}
	rules := o.Rules
	for i, c := range []knownRate{
		{2, []float64{2, 3, 5, 10}, 400}, {20, []float64{1.5, 2, 3, 5, 10}, 100}, {200, []float64{1.5, 2, 3, 5, 10}, 60}, {2000, []float64{2, 10}, 16},
	} {
		c.months = max(2, int(float64(c.months)*o.Scale))
		c.delays(o, i, rules, &t)
		n := c.falseAlarms(chanceOf(o.Seed, 11, i), rules)
		ratio := any(float64(c.months) / float64(n))
		if n == 0 {
			ratio = nil
		}
		realised.add(c.perHour, c.months, n, ratio)
		o.step()
	}
	return []Table{t, realised}
}

// falseAlarms plays months in which nothing happens.
func (c knownRate) falseAlarms(random *rand.Rand, rules *detect.Rules) (n int) {
	w := newShippedAlarm(rules, c.perHour/3600)
	total := float64(c.months) * wantedDays * 24 * c.perHour
	for now := 0.0; now < total; {
		wait := random.ExpFloat64()
		now += wait
		if w.see(wait) >= wantedDays*86400 {
			n++
			w.reset()
		}
	}
	return n
}

// delays fills the rows of one rate.
func (c knownRate) delays(o Options, number int, rules *detect.Rules, t *Table) {
	perSecond := c.perHour / 3600
	methods := []method{
		{"shipped", newShippedAlarm(rules, perSecond), wantedDays * 86400},
		{"FOCuS", &focus{}, 0}, {"CUSUM x2", &cusum{multiple: 2}, 0}, {"5 minutes", &fiveMinutes{perSecond: perSecond, minute: 60}, 0},
	}
	for _, m := range c.multiples {
		methods = append(methods, method{fmt.Sprintf("oracle x%g", m), &cusum{multiple: m}, 0})
	}
	c.calibrate(chanceOf(o.Seed, 12, number), methods[1:])
	for k, m := range c.multiples {
		trial := func(i int) []float64 { return c.trial(methods[i], m, o, number, k) }
		oracle := mean(trial(4 + k))
		toMinutes := 60 / c.perHour
		ours := trial(0)
		row := []any{c.perHour, fmt.Sprintf("x%g", m), oracle * toMinutes, mean(ours) / oracle}
		for i := 1; i < 4; i++ {
			row = append(row, mean(trial(i))/oracle)
		}
		slices.Sort(ours)
		t.add(append(row, quantile(ours, 0.5)*toMinutes, quantile(ours, 0.95)*toMinutes)...)
	}
}

// calibrate finds the threshold that each statistic crosses once in the wanted time: the quantile of its largest value
// in a twentieth of that time.
func (c knownRate) calibrate(random *rand.Rand, methods []method) {
	const parts = 20
	blocks := make([][]float64, len(methods))
	length := wantedDays * 24 * c.perHour / parts
	for range c.months * parts / 2 {
		top := make([]float64, len(methods))
		for now := 0.0; now < length; {
			wait := random.ExpFloat64()
			now += wait
			for i, m := range methods {
				top[i] = max(top[i], m.watcher.see(wait))
			}
		}
		for i := range methods {
			blocks[i] = append(blocks[i], top[i])
		}
	}
	for i := range methods {
		slices.Sort(blocks[i])
		at := quantile(blocks[i], math.Exp(-1.0/parts))
		methods[i].threshold = math.Nextafter(at, math.Inf(1)) // a statistic of few values must lie above
	}
}

// trial gives the delays of a method, in events of the usual rate.
func (c knownRate) trial(m method, multiple float64, o Options, number, k int) (found []float64) {
	for i := range o.streams(knownTrials) {
		random := chanceOf(o.Seed, 13, number, k, i) // the same for every method
		found = append(found, c.once(m, multiple, random))
	}
	return found
}

// once lets a method watch the usual rate, then a surge. A false alarm before it begins starts anew.
func (c knownRate) once(m method, multiple float64, random *rand.Rand) float64 {
	m.watcher.reset()
	left := warmEvents
	for {
		wait := random.ExpFloat64()
		if wait >= left {
			break // the surge begins before the next event
		}
		left -= wait
		if m.watcher.see(wait) >= m.threshold {
			m.watcher.reset()
			left = warmEvents
		}
	}
	quiet := left // of the time before the first event of the surge
	for now := 0.0; ; {
		wait := random.ExpFloat64() / multiple
		now += wait
		if m.watcher.see(quiet+wait) >= m.threshold || now > capEvents {
			return min(now, capEvents)
		}
		quiet = 0
	}
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}
