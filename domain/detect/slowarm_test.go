package detect

import (
	"math/rand/v2"
	"testing"
)

// doubling plays a stream whose rate wanders for some days, then doubles, and tells when that was seen.
func doubling(t *testing.T, weight float64, seed uint64) (opened, onset int64) {
	t.Helper()
	settings := DefaultSettings()
	settings.SlowArm.Weight = weight
	r, err := NewRules(settings)
	if err != nil {
		t.Fatal(err)
	}
	s, random := NewStream(r, Options{ThresholdS: pooledS}, monday), rand.New(rand.NewPCG(seed, 6))
	begin := int64(monday + 5*Day + 8*Hour)
	wander := 0.0
	changes := feed(s, random, monday, begin+20*Hour, func(at int64) float64 {
		wander = 0.98*wander + 0.2*random.NormFloat64()
		rate := 40 * max(0.3, 1+0.2*wander)
		if at >= begin {
			rate *= 2
		}
		return rate
	})
	for _, c := range changes {
		if c.Kind == Opened && c.At >= begin {
			return c.At - begin, c.OnsetAt - begin
		}
	}
	return 0, 0
}

// A doubling that lasts is what the second arm is for: it must be seen more often, and the onset must lie near its
// beginning, which the first arm's hull has forgotten by then.
func TestTheSlowArmSeesADoubling(t *testing.T) {
	found := map[float64]int{}
	near := 0
	for seed := range uint64(12) {
		for _, weight := range []float64{0, DefaultSettings().SlowArm.Weight} {
			opened, onset := doubling(t, weight, seed)
			if opened == 0 {
				continue
			}
			found[weight]++
			if weight > 0 && onset > -2*Hour && onset < 2*Hour {
				near++
			}
		}
	}
	slow := found[DefaultSettings().SlowArm.Weight]
	t.Logf("doublings seen in the first week: %d with one arm, %d with two, of 12; %d onsets within two hours", found[0], slow, near)
	if slow <= found[0] || near*2 < slow {
		t.Errorf("%d with one arm, %d with two, %d onsets near", found[0], slow, near)
	}
}

// Without weight the arm must cost nothing and change nothing.
func TestNoSlowArm(t *testing.T) {
	settings := DefaultSettings()
	settings.SlowArm.Weight = 0
	r, err := NewRules(settings)
	if err != nil {
		t.Fatal(err)
	}
	s := NewStream(r, Options{ThresholdS: pooledS}, monday)
	feed(s, rand.New(rand.NewPCG(1, 2)), monday, monday+3*Day, daily20)
	if s.slow.b != 0 || s.slow.alarm.Evidence() != 0 || len(s.slow.hull.points) != 0 {
		t.Errorf("an arm without weight has moved: %+v", s.slow)
	}
	if s.evidence() != s.alarm.Evidence() {
		t.Error("evidence is not that of the one arm")
	}
}
