package detectbench

import (
	"math/rand/v2"

	"tocsin/domain/detect"
)

// pooledS is the threshold of the streams on a board: 30 days between false alarms.
const pooledS = 30 * 86400.0

// monday is where simulated weeks begin: Monday 2 February 2015, 00:00 UTC.
const monday int64 = 1422835200000

// watched is a simulated stream and the detector that looks at it.
type watched struct {
	rules   *detect.Rules
	options detect.Options
	s       *detect.Stream
	in      *arrivals
	t       int64 // all minutes before it are folded
	changes []detect.Change
}

func newWatched(rules *detect.Rules, in *arrivals, o detect.Options) *watched {
	if o.ThresholdS == 0 {
		o.ThresholdS = pooledS
	}
	return &watched{rules: rules, options: o, s: detect.NewStream(rules, o, monday), in: in, t: monday}
}

// branch is the same stream from here on, with chance of its own.
func (w *watched) branch(random *rand.Rand) *watched {
	b := *w
	b.s = detect.ReadStream(w.rules, w.options, detect.NewReader(w.s.AppendBinary(nil)))
	b.in, b.changes = w.in.branch(random), nil
	return &b
}

// minute folds the next minute, in which the rate is times its usual, and tells what the detector says of it.
func (w *watched) minute(times float64) []detect.Change {
	return w.fold(w.in.minute(w.t, times))
}

// fold folds a minute with messages at these times.
func (w *watched) fold(at []int64) []detect.Change {
	w.changes = w.changes[:0]
	for i := 0; i < len(at); {
		j := i + 1
		for j < len(at) && at[j] == at[i] {
			j++
		}
		if c, ok := w.s.Add(at[i], float64(j-i)); ok {
			w.changes = append(w.changes, c)
		}
		i = j
	}
	w.t += detect.Minute
	w.changes = w.s.Minute(w.t, w.changes)
	if w.s.Basis() == detect.None && w.s.Ready(w.t) {
		w.s.Score(detect.Learned)
	}
	return w.changes
}

// until folds minutes of the usual rate up to t, and shows what the detector says.
func (w *watched) until(t int64, see func(detect.Change)) {
	for w.t < t {
		for _, c := range w.minute(1) {
			if see != nil {
				see(c)
			}
		}
	}
}
