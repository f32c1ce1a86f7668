package detectbench

import (
	"context"

	"tocsin/domain/detect"
)

// Options of a run.
type Options struct {
	Seed    uint64
	Scale   float64         // of the numbers of streams and trials; 1 gives the figures of the documentation
	Step    func()          // told after each step of the work; may be nil
	Context context.Context // ends the run between two parts; may be nil
	Rules   *detect.Rules   // of the detector that is measured
}

// streams scales a number of streams or trials, and keeps at least two.
func (o Options) streams(n int) int { return max(2, int(float64(n)*o.Scale+0.5)) }

func (o Options) step() {
	if o.Step != nil {
		o.Step()
	}
}
