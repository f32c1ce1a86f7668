package staffing

// ErlangB is the share of calls that are lost when none can wait: B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1))
// (A. K. Erlang, 1917; the recursion needs no factorials and cannot overflow).
func ErlangB(load float64, agents int) float64 {
	b := 1.0
	for k := 1; k <= agents; k++ {
		b = nextB(b, load, k)
	}
	return b
}

// nextB is the loss with k agents, from that with one fewer.
func nextB(b, load float64, k int) float64 {
	lost := float64(load * b)
	return lost / (float64(k) + lost)
}
