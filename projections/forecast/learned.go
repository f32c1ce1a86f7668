package forecast

import (
	"time"

	"tocsin/domain/staffing"
)

// Learned is what incidents of one kind that are over have taught. Each counts as much as the playbook lets one incident
// count, however many asked: the next snow day differs from the last by more than the chance of single contacts.
type Learned struct {
	Incidents int     `json:"incidents"`
	Asked     float64 `json:"asked"`
	Expected  float64 `json:"expected"`
}

// factor is by how much incidents of a kind have exceeded the assumptions so far.
func (f *Forecast) factor(kind string) float64 {
	k, known := f.Kinds[kind]
	if !known {
		return 1
	}
	return staffing.Learn(f.Rules.Forecast.GammaShape, k.Asked, k.Expected).Mean
}

// attribute gives a contact to what may have brought it, each incident its share of the rate at that time: nobody can
// tell from a message alone which of two closed airports it is about. Where less than a day was seen before the first of
// them, what is usual cannot be told from what they brought, and nothing is learned.
func (f *Forecast) attribute(b *Brand, at time.Time) {
	rules := f.Rules.Forecast
	if !b.Seen.Learns {
		return
	}
	ids := b.sortedIncidents()
	rates, sum := make([]float64, len(ids)), b.before(at) // hours since then are what is to be explained
	for n, id := range ids {
		w := b.Incidents[id]
		rates[n] = w.rate(rules, at, w.told())
		sum += rates[n]
	}
	for n, id := range ids {
		if rates[n] > 0 {
			b.Incidents[id].Asked += rates[n] / sum
		}
	}
}

// learn takes the lesson of an incident whose people have all asked who will.
func (f *Forecast) learn(w *Wave) {
	assumed := w.Expected / w.Factor
	if f.Rules.Forecast.EpisodeWeight <= 0 || assumed <= 0 {
		return
	}
	k := f.Kinds[w.Kind]
	counts := min(1, f.Rules.Forecast.EpisodeWeight/assumed)
	k.Incidents++
	k.Expected += float64(counts * assumed)
	k.Asked += float64(counts * w.Asked)
	f.Kinds[w.Kind] = k
	w.Asked, w.Expected = 0, 0 // if it comes back, it teaches anew
}
