package detect

// onset is a possible beginning of a surge: the sums of the stream just before an event.
type onset struct {
	b, x   float64 // guarded scaled expectation, scaled count
	lam, n float64 // plain expectation, plain count
	t      int64
}

// hull is the Poisson-FOCuS candidate set: the onsets that can still become the most likely one. Mean size 3.4,
// largest seen 17.
type hull struct{ points []onset }

// push drops the candidates that can never win again, and adds the sums before the event that comes now.
func (h *hull) push(slope float64, now onset) {
	for n := len(h.points); n > 0; n = len(h.points) {
		last := h.points[n-1]
		x, b := now.x-last.x, now.b-last.b
		weak := x <= float64(slope*b) // too little since then for the smallest multiple
		if !weak && n > 1 {
			prev := h.points[n-2]
			// slope(last -> now) <= slope(prev -> last), without dividing
			weak = float64(x*(last.b-prev.b)) <= float64((last.x-prev.x)*b)
		}
		if !weak {
			break
		}
		h.points = h.points[:n-1]
	}
	h.points = append(h.points, now)
}

// best is the most likely onset: it maximises x ln r - (r-1) b over the candidates, r = x/b within the multiples.
func (h *hull) best(r *Rules, x, b float64) (onset, bool) {
	var found onset
	top := 0.0
	for i, p := range h.points {
		dx, db := x-p.x, b-p.b
		m := r.Onset.MaxMultiple
		if dx < float64(m*db) {
			m = max(dx/db, r.Onset.MinMultiple)
		}
		if l := float64(dx*Log(m)) - float64((m-1)*db); i == 0 || l > top {
			top, found = l, p
		}
	}
	return found, len(h.points) > 0
}

func (h *hull) clear() { h.points = h.points[:0] }
