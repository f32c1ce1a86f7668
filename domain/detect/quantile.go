package detect

import "math"

// z95 is the 95 % quantile of the normal distribution: two of them bound a 90 % interval.
const z95 = 1.6448536269514722

// ChiSquare05 and ChiSquare95 are quantiles of the chi-square distribution with k degrees of freedom (k may be any
// real number), defined here by Wilson and Hilferty: k max(0, 1 - 2/(9k) + z sqrt(2/(9k)))^3. No library's quantile
// stands in for it, so that levels are the same everywhere. At k = 0 both are 0.
func ChiSquare05(k float64) float64 { return chiSquare(k, -z95) }

// ChiSquare95 is the upper one; see ChiSquare05.
func ChiSquare95(k float64) float64 { return chiSquare(k, z95) }

func chiSquare(k, z float64) float64 {
	if k <= 0 {
		return 0
	}
	v := 2 / float64(9*k)
	c := max(0, 1-v+float64(z*math.Sqrt(v))) // a square root is exact to the last bit by IEEE 754
	return float64(k * float64(float64(c*c)*c))
}

// Interval is a multiple (observed over expected) with its 90 % bounds.
type Interval struct{ Lo, Mid, Hi float64 }

// Multiple gives observed over expected with the exact Poisson interval, widened by the dispersion: with
// k = observed/dispersion, [chi2_05(2k), chi2_95(2k+2)] / 2 on the scaled count. Nothing expected gives zeros.
func Multiple(observed, expected, dispersion float64) Interval {
	if expected <= 0 {
		return Interval{}
	}
	k := observed / dispersion
	scale := dispersion / float64(2*expected)
	return Interval{
		Lo:  float64(scale * ChiSquare05(2*k)),
		Mid: observed / expected,
		Hi:  float64(scale * ChiSquare95(float64(2*k)+2)),
	}
}
