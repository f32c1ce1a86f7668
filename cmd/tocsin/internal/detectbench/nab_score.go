package detectbench

import "math"

// Profile is what NAB charges: for a missed window and for an alarm outside of all. What is found counts 1.
type Profile struct {
	Name            string
	Missed, Outside float64
}

// Standard is the profile whose figures are published and quoted.
var standard = Profile{"standard", 1, 0.11}

// Scored is a result under NAB's rule.
type Scored struct {
	Raw     float64
	Windows int // labelled
	Found   int
	Outside int // rows with an alarm outside of every window: each is charged
}

// Add sums two results.
func (s Scored) add(o Scored) Scored {
	return Scored{s.Raw + o.Raw, s.Windows + o.Windows, s.Found + o.Found, s.Outside + o.Outside}
}

// Normal puts the raw result between that of saying nothing (0) and that of a perfect detector (100).
func (s Scored) Normal(p Profile) float64 {
	nothing, perfect := float64(-p.Missed)*float64(s.Windows), float64(s.Windows)
	return 100 * (s.Raw - nothing) / (perfect - nothing)
}

// ScoreNAB holds alarms, given as rising row numbers, against the windows. The first rows are probation and do not
// count. In a window only the best row counts, and the earlier the better; outside, each row is charged, less just after a
// window.
func (s *Series) ScoreNAB(p Profile, alarms []int) Scored {
	r := Scored{Windows: len(s.Windows)}
	best := make([]float64, len(s.Windows))
	for i := range best {
		best[i] = -p.Missed
	}
	probation := s.probation()
	for _, row := range alarms {
		if row < probation {
			continue
		}
		last := -1 // the last window that has begun
		for last+1 < len(s.Windows) && s.Windows[last+1].First <= row {
			last++
		}
		switch {
		case last >= 0 && row <= s.Windows[last].Last:
			best[last] = max(best[last], s.Windows[last].reward(row))
		case last >= 0:
			r.Outside++
			r.Raw += p.Outside * s.Windows[last].charge(row)
		default:
			r.Outside++
			r.Raw -= p.Outside
		}
	}
	for _, b := range best {
		r.Raw += b
		if b > -p.Missed {
			r.Found++
		}
	}
	return r
}

// probation is the number of rows in which a detector may learn.
func (s *Series) probation() int {
	const share, most = 0.15, 750
	return int(min(math.Floor(share*float64(len(s.Values))), most))
}

// reward of a row inside: 1 for the first, near 0 for the last.
func (w Window) reward(row int) float64 {
	width := float64(w.Last - w.First + 1)
	return scaledSigmoid(-float64(w.Last-row+1)/width) / scaledSigmoid(-1)
}

// charge of a row after the window: near 0 just behind it, -1 from three widths on.
func (w Window) charge(row int) float64 {
	return scaledSigmoid(float64(row-w.Last) / float64(w.Last-w.First))
}

func scaledSigmoid(y float64) float64 {
	if y >= 3 {
		return -1
	}
	return 2/(1+math.Exp(5*y)) - 1
}
