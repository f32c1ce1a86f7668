package detect

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestFunctionsAreThoseOfTheStandardLibrary(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	far := func(got, want float64) bool { // more than two units in the last place
		return math.Abs(got-want) > 2*(math.Nextafter(math.Abs(want), math.Inf(1))-math.Abs(want))
	}
	for range 300_000 {
		x := (random.Float64() - 0.5) * math.Pow(10, float64(random.IntN(7))-3)
		if got, want := Exp(x), math.Exp(x); far(got, want) {
			t.Fatalf("Exp(%g) = %g, want %g", x, got, want)
		}
		if got, want := Expm1(x), math.Expm1(x); far(got, want) {
			t.Fatalf("Expm1(%g) = %g, want %g", x, got, want)
		}
		if got, want := Log(math.Abs(x)), math.Log(math.Abs(x)); far(got, want) {
			t.Fatalf("Log(%g) = %g, want %g", x, got, want)
		}
	}
	for _, x := range []float64{0, math.Inf(1), math.Inf(-1), math.NaN(), 709.9, -746, 1e-300, -1e-17, 50, -50} {
		for _, f := range []struct {
			name      string
			got, want float64
		}{{"Exp", Exp(x), math.Exp(x)}, {"Expm1", Expm1(x), math.Expm1(x)}, {"Log", Log(x), math.Log(x)}} {
			if f.got != f.want && !(math.IsNaN(f.got) && math.IsNaN(f.want)) && far(f.got, f.want) {
				t.Errorf("%s(%g) = %g, want %g", f.name, x, f.got, f.want)
			}
		}
	}
}

func TestChiSquareQuantiles(t *testing.T) {
	for _, c := range []struct{ k, lo, hi float64 }{
		{10, 3.93152, 18.2918}, {70, 51.7389, 90.5279}, {200, 168.279, 233.993},
	} {
		if got := ChiSquare05(c.k); math.Abs(got/c.lo-1) > 2e-6 {
			t.Errorf("chi2_0.05(%g) = %.6g, want %g", c.k, got, c.lo)
		}
		if got := ChiSquare95(c.k); math.Abs(got/c.hi-1) > 2e-6 {
			t.Errorf("chi2_0.95(%g) = %.6g, want %g", c.k, got, c.hi)
		}
	}
	if got := ChiSquare05(2); math.Abs(got-0.0790) > 5e-5 { // the exact value is 0.1026: this one is careful
		t.Errorf("chi2_0.05(2) = %g, want 0.0790", got)
	}
	if ChiSquare05(0) != 0 || ChiSquare95(0) != 0 {
		t.Error("chi2(0) must be 0")
	}
}

func TestMultipleInterval(t *testing.T) {
	m := Multiple(46, 15.9, 1) // a figure of the specification: x2.9 [2.2, 3.7]
	if math.Abs(m.Mid-2.9) > 0.05 || math.Abs(m.Lo-2.2) > 0.05 || math.Abs(m.Hi-3.7) > 0.05 {
		t.Errorf("got %+v", m)
	}
	if w := Multiple(46, 15.9, 2); w.Lo >= m.Lo || w.Hi <= m.Hi {
		t.Errorf("dispersion must widen: %+v in %+v", m, w)
	}
	if z := Multiple(0, 3, 1); z.Lo != 0 || z.Mid != 0 || z.Hi <= 0 || math.IsNaN(z.Hi) {
		t.Errorf("nothing observed: %+v", z)
	}
	if z := Multiple(3, 0, 1); z != (Interval{}) {
		t.Errorf("nothing expected: %+v", z)
	}
}
