package detectbench

import (
	"fmt"
	"slices"

	"tocsin/domain/detect"
)

// published are the totals that NAB publishes for realTweets, all ten series, standard profile.
func published() []struct {
	name  string
	score float64
} {
	return []struct {
		name  string
		score float64
	}{
		{"ARTime", 81.8}, {"contextOSE", 74.5}, {"earthgecko Skyline", 68.9}, {"Numenta HTM", 68.0}, {"htm.java", 65.0},
		{"KNN-CAD", 64.3}, {"Numenta TM", 62.4}, {"relative entropy", 59.8}, {"Twitter ADVec", 59.6}, {"windowed Gaussian", 51.4},
		{"random cut forest", 48.1}, {"Skyline", 29.4}, {"EXPoSE", 19.8}, {"Bayesian change point", 2.7}, {"nothing said", 0},
	}
}

// NAB scores the frozen detector on each series, and then what would have come out had its numbers been chosen without
// the series that they are held against.
func NAB(rules *detect.Rules, all []Series) []Table {
	frozen := frozenEdge(rules.Settings)
	grid := edgeGrid(frozen)
	at := func(s Series, c Edge) Scored { return s.ScoreNAB(standard, c.Alarms(c.Evidence(rules, s.Values))) }
	results := make([][]Scored, len(grid)) // by configuration, then series
	for i, c := range grid {
		for _, s := range all {
			results[i] = append(results[i], at(s, c))
		}
	}
	own := Table{
		Name: "nab", Title: "NAB, realTweets: NAB's rule, standard profile",
		Columns: []string{"series", "windows", "found", "rows outside", "score", "held out: two numbers chosen", "held out: four numbers chosen"},
		Notes: []string{
			fmt.Sprintf("frozen: guard %g, %g x the mean of the days' strongest evidence (half-life %g days), %d quiet rows, mean with a half-life of %g rows",
				frozen.Guard, frozen.OverDays, frozen.DayHalf, frozen.Quiet, frozen.HalfLife),
			"held out: for each series, the best on all others, then applied to it; two numbers: guard and quiet rows, the call-out rule being given; four: also the rule itself",
		},
	}
	var sum, two, four Scored
	for i, s := range all {
		r := at(s, frozen)
		a := results[chosenWithout(grid, results, i, func(c Edge) bool {
			return c.OverDays == frozen.OverDays && c.DayHalf == frozen.DayHalf
		})][i]
		b := results[chosenWithout(grid, results, i, func(Edge) bool { return true })][i]
		sum, two, four = sum.add(r), two.add(a), four.add(b)
		own.add(s.Name, r.Windows, r.Found, r.Outside, r.Normal(standard), a.Normal(standard), b.Normal(standard))
	}
	own.add("all", sum.Windows, sum.Found, sum.Outside, sum.Normal(standard), two.Normal(standard), four.Normal(standard))
	return []Table{own, spread(grid, results), beside(sum)}
}

// edgeGrid is what the numbers were chosen from.
func edgeGrid(frozen Edge) (grid []Edge) {
	for _, guard := range []float64{1.2, 1.35, 1.5, 1.65, 2} {
		for _, over := range []float64{1.2, 1.3, 1.4, 1.55, 1.7, 1.85} {
			for _, half := range []float64{5, 8, 15} {
				for _, quiet := range []int{rowsPerDay / 4, rowsPerDay / 2} {
					c := frozen
					c.Guard, c.OverDays, c.DayHalf, c.Quiet = guard, over, half, quiet
					grid = append(grid, c)
				}
			}
		}
	}
	return grid
}

// chosenWithout is the configuration that is best on all series but one.
func chosenWithout(grid []Edge, results [][]Scored, out int, may func(Edge) bool) int {
	best, found := -1, 0.0
	for i, c := range grid {
		if !may(c) {
			continue
		}
		var sum Scored
		for j, r := range results[i] {
			if j != out {
				sum = sum.add(r)
			}
		}
		if best < 0 || sum.Raw > found {
			best, found = i, sum.Raw
		}
	}
	return best
}

// spread tells how much hangs on the choice.
func spread(grid []Edge, results [][]Scored) Table {
	t := Table{
		Name: "nab_choice", Title: "NAB, realTweets: how much hangs on the choice, all series together",
		Columns: []string{"configurations", "worst", "tenth", "median", "best"},
	}
	scores := make([]float64, 0, len(grid))
	for i := range grid {
		var sum Scored
		for _, r := range results[i] {
			sum = sum.add(r)
		}
		scores = append(scores, sum.Normal(standard))
	}
	slices.Sort(scores)
	t.add(len(grid), scores[0], quantile(scores, 0.1), quantile(scores, 0.5), scores[len(scores)-1])
	return t
}

// beside puts the published totals next to ours.
func beside(ours Scored) Table {
	t := Table{
		Name: "nab_published", Title: "NAB, realTweets: beside published detectors", Columns: []string{"detector", "score"},
		Notes: []string{"published totals are over NAB's ten series with one threshold for its whole corpus; ours is over the series given"},
	}
	t.add("tocsin, frozen", ours.Normal(standard))
	for _, p := range published() {
		t.add(p.name, p.score)
	}
	return t
}

// quantile of sorted values, the lower one.
func quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(p*float64(len(sorted)-1))]
}
