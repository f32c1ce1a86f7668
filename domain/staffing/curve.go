package staffing

import "tocsin/domain/detect"

// Curve says when the contacts come that an incident leads to: a mixture of exponentials. The usual one is
// 0.6 with 2 h and 0.4 with 12 h; both are assumptions, to be learned per kind of incident.
type Curve struct {
	Weights []float64 // together 1
	TausH   []float64 // time constants in hours, one for each weight
}

// Share is what part of the contacts has come so many hours after the incident: sum of a (1 - exp(-u/tau)).
func (c Curve) Share(hours float64) float64 {
	if hours <= 0 {
		return 0
	}
	share := 0.0
	for m, weight := range c.Weights {
		share += float64(weight * -detect.Expm1(-hours/c.TausH[m]))
	}
	return share
}

// Density is what part of the contacts comes per hour, so many hours after the incident.
func (c Curve) Density(hours float64) float64 {
	if hours < 0 {
		return 0
	}
	sum := 0.0
	for m, weight := range c.Weights {
		sum += float64(weight/c.TausH[m]) * detect.Exp(-hours/c.TausH[m])
	}
	return sum
}

// Between is what part comes between two moments, in hours after the incident.
func (c Curve) Between(from, to float64) float64 { return c.Share(to) - c.Share(from) }

// PerHour gives the contacts of each of the first hours: people * propensity * (share of hour u), u = 0, 1, 2 ...
func (c Curve) PerHour(people, propensity float64, hours int) []float64 {
	list := make([]float64, hours)
	for u := range list {
		list[u] = float64(float64(people*propensity) * c.Between(float64(u), float64(u+1)))
	}
	return list
}

// Propensity is how many contacts one affected person makes on average, when a share of them was told in time:
// (1-q) p0 + q p1, and with a share r of contacts that are repeats, divided by 1-r.
func Propensity(told, uninformed, informed, repeats float64) float64 {
	return (float64((1-told)*uninformed) + float64(told*informed)) / (1 - repeats)
}
