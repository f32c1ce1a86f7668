package detectbench

import (
	"math"
	"math/rand/v2"
)

// chanceOf gives the source of one simulated thing: equal seeds and numbers give equal streams of chance.
func chanceOf(seed uint64, numbers ...int) *rand.Rand {
	for _, n := range numbers {
		seed = seed*0x9e3779b97f4a7c15 + uint64(n) + 1
	}
	return rand.New(rand.NewPCG(seed, 0x746f6373696e))
}

// poisson draws a count.
func poisson(random *rand.Rand, mean float64) int {
	const most = 30 // above it, e to the -mean would lose digits
	if mean > most {
		return poisson(random, mean/2) + poisson(random, mean/2)
	}
	n, p, limit := 0, random.Float64(), math.Exp(-mean)
	for p > limit {
		n++
		p *= random.Float64()
	}
	return n
}
