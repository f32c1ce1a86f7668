package detect

import "math"

// The three functions below are the FreeBSD algorithms (e_exp.c, s_expm1.c, e_log.c) without assembly and without
// fused operations. The coefficients are theirs; the standard library may use other code on other processors.

const (
	ln2Hi    = 6.93147180369123816490e-01 // the high bits of ln 2: k*ln2Hi is exact for the k that occur
	ln2Lo    = 1.90821492927058770002e-10 // ln 2 - ln2Hi
	log2E    = 1.44269504088896338700e+00
	overflow = 7.09782712893383973096e+02 // above it, exp is infinite
	expZero  = -7.45133219101941108420e+02
	tinyExp  = 1.0 / (1 << 28) // below it, exp(x) = 1 + x
)

// Exp is e to the x.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > overflow:
		return math.Inf(1)
	case x < expZero:
		return 0
	case -tinyExp < x && x < tinyExp:
		return 1 + x
	}
	k := nearest(x) // x = k ln 2 + r, |r| <= ln 2 / 2
	hi := x - float64(float64(k)*ln2Hi)
	lo := float64(float64(k) * ln2Lo)
	r := hi - lo
	t := float64(r * r)
	c := r - float64(t*poly(t, 1.66666666666666657415e-01, -2.77777777770155933842e-03,
		6.61375632143793436117e-05, -1.65339022054652515390e-06, 4.13813679705723846039e-08))
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	return math.Ldexp(y, k)
}

// Expm1 is e to the x, less 1, exact for small x too.
func Expm1(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > overflow:
		return math.Inf(1)
	case x < -40: // e to the -40 is lost beside 1
		return -1
	case -0x1p-54 < x && x < 0x1p-54:
		return x
	}
	k, c := 0, 0.0 // c corrects the rounding of the reduced x
	if x > 0.5*math.Ln2 || x < -0.5*math.Ln2 {
		k = nearest(x)
		hi := x - float64(float64(k)*ln2Hi)
		lo := float64(float64(k) * ln2Lo)
		x = hi - lo
		c = (hi - x) - lo
	}
	half := float64(0.5 * x)
	sq := float64(x * half)
	r1 := 1 + float64(sq*poly(sq, -3.33333333333331316428e-02, 1.58730158725481460165e-03,
		-7.93650757867487942473e-05, 4.00821782732936239552e-06, -2.01099218183624371326e-07))
	t := 3 - float64(r1*half)
	e := float64(sq * ((r1 - t) / (6 - float64(x*t))))
	if k == 0 {
		return x - (float64(x*e) - sq)
	}
	e = float64(x*(e-c)) - c - sq
	return unreduce(x, e, k)
}

// unreduce gives 2^k (1 + x - e) - 1 without losing the digits that cancel.
func unreduce(x, e float64, k int) float64 {
	switch {
	case k == -1:
		return float64(0.5*(x-e)) - 0.5
	case k == 1 && x < -0.25:
		return float64(-2 * (e - (x + 0.5)))
	case k == 1:
		return 1 + float64(2*(x-e))
	case k <= -2 || k > 56:
		return math.Ldexp(1-(e-x), k) - 1
	case k < 20:
		return math.Ldexp((1-math.Ldexp(1, -k))-(e-x), k)
	}
	return math.Ldexp(x-(e+math.Ldexp(1, -k))+1, k)
}

// Log is the natural logarithm.
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	f, exponent := math.Frexp(x) // exact
	if f < math.Sqrt2/2 {
		f *= 2
		exponent--
	}
	f--
	k := float64(exponent)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	t1 := float64(s2 * poly(s4, 6.666666666666735130e-01, 2.857142874366239149e-01,
		1.818357216161805012e-01, 1.479819860511658591e-01))
	t2 := float64(s4 * poly(s4, 3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01))
	half := float64(float64(0.5*f) * f)
	return float64(k*ln2Hi) - ((half - (float64(s*(half+t1+t2)) + float64(k*ln2Lo))) - f)
}

// nearest is the whole number of ln 2 in x, rounded half away from zero.
func nearest(x float64) int {
	if x < 0 {
		return int(float64(log2E*x) - 0.5)
	}
	return int(float64(log2E*x) + 0.5)
}

// poly is c0 + c1 x + c2 x^2 ..., by Horner's rule.
func poly(x float64, c ...float64) float64 {
	sum := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		sum = c[i] + float64(x*sum)
	}
	return sum
}
