package detectbench

import (
	"math"
	"math/rand/v2"
	"slices"

	"tocsin/domain/detect"
)

// Noise is how unevenly messages arrive, beyond chance.
type Noise struct {
	Name   string
	Copies float64 // share of messages that are followed by a copy
	SD     float64 // of the logarithm of the rate
	Hours  float64 // over which the rate wanders
}

func poissonNoise() Noise { return Noise{Name: "Poisson"} }

// clustered is the noise that the goals are set for.
func clustered() Noise { return Noise{Name: "clustered", Copies: 0.2, SD: 0.25, Hours: 1} }

// copyAfterS is the mean wait for a copy, in seconds.
const copyAfterS = 30.0

// arrivals makes the messages of a stream whose usual rate swings over the day.
type arrivals struct {
	random  *rand.Rand
	perHour float64
	swing   float64 // of the daily rhythm: 0.8 is between 0.2 and 1.8 of the mean
	noise   Noise
	wander  float64 // standard normal, slowly changing
	copies  []int64 // on their way
	at      []int64 // of the last minute
	ahead   int64   // of the daily rhythm: the clocks have changed
}

func newArrivals(random *rand.Rand, perHour, swing float64, n Noise) *arrivals {
	return &arrivals{random: random, perHour: perHour, swing: swing, noise: n, wander: random.NormFloat64()}
}

// branch continues from here with chance of its own.
func (a *arrivals) branch(random *rand.Rand) *arrivals {
	b := *a
	b.random, b.copies, b.at = random, slices.Clone(a.copies), nil
	return &b
}

// minute gives the times of the messages in the minute from t on, when the rate is times its usual. They are valid until
// the next call.
func (a *arrivals) minute(t int64, times float64) []int64 {
	rate := a.perHour * times * (1 + a.swing*math.Sin(2*math.Pi*float64((t+a.ahead)%detect.Day)/float64(detect.Day)))
	if a.noise.SD > 0 {
		keep := math.Exp(-1 / (60 * a.noise.Hours))
		a.wander = keep*a.wander + math.Sqrt(1-keep*keep)*a.random.NormFloat64()
		rate *= math.Exp(a.noise.SD*a.wander - a.noise.SD*a.noise.SD/2)
	}
	a.at = a.at[:0]
	a.copies = slices.DeleteFunc(a.copies, func(c int64) bool {
		due := c < t+detect.Minute
		if due {
			a.at = append(a.at, max(c, t))
		}
		return due
	})
	for range poisson(a.random, rate/60/(1+a.noise.Copies)) {
		first := t + a.random.Int64N(detect.Minute)
		a.at = append(a.at, first)
		if a.noise.Copies > 0 && a.random.Float64() < a.noise.Copies {
			again := first + int64(a.random.ExpFloat64()*copyAfterS*float64(detect.Second))
			if again < t+detect.Minute {
				a.at = append(a.at, again)
			} else {
				a.copies = append(a.copies, again)
			}
		}
	}
	slices.Sort(a.at)
	return a.at
}
