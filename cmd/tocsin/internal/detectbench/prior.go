package detectbench

import "fmt"

// A known incident could lower the threshold for some hours. The price is what is told by chance in those hours.
const (
	priorFactor  = 50.0 // of the threshold
	priorHours   = 6.5  // from half an hour before to six hours after its start
	daysPerMonth = 30.0
)

// Prior measures what a lower threshold near a known incident would bring, and what it would cost.
func Prior(o Options) []Table {
	t := Table{
		Name: "prior", Title: "Known incident: the threshold divided by 50 for 6.5 hours, clustered noise",
		Columns: []string{"per hour", "threshold", "told by chance, per 100 incidents"},
		Notes:   []string{"medians in minutes; missed in four hours"},
	}
	all := []float64{2, 3, 5, 10}
	for _, m := range all {
		t.Columns = append(t.Columns, fmt.Sprintf("x%g median", m), "missed")
	}
	for i, perHour := range []float64{2, 20, 200} {
		for _, c := range []struct {
			name  string
			lower float64
		}{{"as shipped", 1}, {"lowered", priorFactor}} {
			threshold := pooledS / c.lower
			r := learnedCase{perHour, clustered(), variant{"", o.Rules}, all, threshold}.run(o, 50+i)
			row := []any{perHour, c.name, 100 * r.quiet.per30(r.quiet.opened) * priorHours / 24 / daysPerMonth}
			for _, m := range all {
				d := r.surges[m]
				row = append(row, d.at(0.5), fmt.Sprintf("%d/%d", d.missed, len(d.minutes)))
			}
			t.add(row...)
		}
		o.step()
	}
	return []Table{t}
}
