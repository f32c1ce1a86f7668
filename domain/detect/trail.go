package detect

// trail keeps the sums of a stream at the last whole minutes, so that a window of any length is two differences.
type trail struct {
	sums   []sums
	window int // minutes kept at most, besides the oldest
}

// sums of a stream since its beginning.
type sums struct{ n, lam float64 }

// begin starts anew.
func (r *trail) begin(n, lam float64) { r.sums = append(r.sums[:0], sums{n, lam}) }

// drop forgets all; the next push is the first.
func (r *trail) drop() { r.sums = r.sums[:0] }

// push adds the sums at the next minute.
func (r *trail) push(n, lam float64, window int) {
	r.sums = append(r.sums, sums{n, lam})
	if r.window = window; len(r.sums) >= 2*(window+1) { // cut rarely, so that it costs nothing
		r.sums = append(r.sums[:0], r.sums[len(r.sums)-(window+1):]...)
	}
}

// back gives the sums minutes ago, seen from the newest; false if the trail does not reach so far.
func (r *trail) back(minutes int) (sums, bool) {
	i := len(r.sums) - 1 - minutes
	if i < 0 || minutes > r.window {
		return sums{}, false
	}
	return r.sums[i], true
}

// reach is the smallest number of minutes, at least least, in which expected were expected; false if the trail holds
// less than that.
func (r *trail) reach(expected float64, least int) (int, bool) {
	top := len(r.sums) - 1
	if top < 0 {
		return 0, false
	}
	lo, hi := least, min(top, r.window) // the answer lies in lo..hi, if anywhere
	if lo > hi || r.sums[top].lam-r.sums[top-hi].lam < expected {
		return 0, false
	}
	for lo < hi {
		mid := (lo + hi) / 2
		if r.sums[top].lam-r.sums[top-mid].lam >= expected {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo, true
}
