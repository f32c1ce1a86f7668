package detect

import "math"

// noise is what a stream has learned about how unevenly it arrives.
type noise struct {
	phi, phiN   float64 // variance over mean of a few minutes, and readings taken
	slow, slowN float64 // variance of the rate over an hour relative to its square, and weight taken

	count, expected         float64 // of the short interval so far
	slowCount, slowExpected float64 // of the long interval so far
	skip, slowSkip          bool    // a surge or an outage fell into the interval: no reading
}

func newNoise() noise { return noise{phi: 1} }

// Dispersion is never below that of a Poisson stream.
func (n *noise) Dispersion() float64 { return max(1, n.phi) }

// minute adds one minute; spoiled says that it must not be learned from.
func (n *noise) minute(r *Rules, t int64, x, expected float64, spoiled bool) {
	n.count += x
	n.expected += expected
	n.slowCount += x
	n.slowExpected += expected
	n.skip = n.skip || spoiled
	n.slowSkip = n.slowSkip || spoiled
	if t%(int64(r.Dispersion.EveryMin)*Minute) == 0 {
		if !n.skip {
			n.read(r)
		}
		n.count, n.expected, n.skip = 0, 0, false
	}
	if t%(int64(r.SlowNoise.EveryMin)*Minute) == 0 {
		if !n.slowSkip {
			n.readSlow(r)
		}
		n.slowCount, n.slowExpected, n.slowSkip = 0, 0, false
	}
}

// read takes one reading of the dispersion: e = min((x-mu)^2/mu, clip); phi += max(1/memory, 1/(n+start)) (e-phi).
func (n *noise) read(r *Rules) {
	if n.expected <= 0 {
		return
	}
	d := n.count - n.expected
	e := min(float64(d*d)/n.expected, r.Dispersion.Clip)
	n.phiN++
	n.phi += float64(max(1/r.Dispersion.Memory, 1/(n.phiN+r.Dispersion.Start)) * (e - n.phi))
}

// readSlow takes one reading of the slow noise: v = clip(((x-mu)^2 - phi mu)/mu^2), weighed by min(1, mu/full).
func (n *noise) readSlow(r *Rules) {
	mu := n.slowExpected
	if mu <= 0 {
		return
	}
	d := n.slowCount - mu
	v := (float64(d*d) - float64(n.Dispersion()*mu)) / float64(mu*mu)
	v = min(max(v, -r.SlowNoise.Clip), r.SlowNoise.Clip)
	w := min(1, mu/r.SlowNoise.FullAtExpected)
	n.slowN += w
	n.slow += float64(float64(w*max(1/r.SlowNoise.Memory, 1/(n.slowN+r.SlowNoise.Start))) * (v - n.slow))
}

// guard is the factor on the baseline that the alarm forgives: never 1, for a baseline that is 5 % off would void
// the promise.
func (n *noise) guard(r *Rules, level, exposureH float64) float64 {
	g := max(r.Guard.Floor, 1+float64(r.Guard.PerSD*math.Sqrt(max(0, n.slow))))
	if level < r.Guard.LowRatePerH {
		g = max(g, r.Guard.LowRateFloor)
	}
	if exposureH < r.Guard.ColdH {
		g = max(g, r.Guard.ColdFloor)
	}
	return g
}
