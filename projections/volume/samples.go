package volume

import "iter"

// sample is what a surge says of its messages.
type sample struct {
	at           int64
	topic        string
	conversation string
	negative     bool
}

// samples are the last messages that a stream has counted, in a ring.
type samples struct {
	ring  []sample
	first int // the oldest one, once the ring is full
}

// add keeps a sample, and drops the oldest one if there are most already.
func (s *samples) add(x sample, most int) {
	switch {
	case len(s.ring) > most: // the settings have changed
		s.ring, s.first = s.newest(most), 0
		s.add(x, most)
	case len(s.ring) < most:
		s.ring, s.first = append(s.newest(len(s.ring)), x), 0
	case most > 0:
		s.ring[s.first] = x
		s.first = (s.first + 1) % most
	}
}

// newest gives the last n, oldest first: the ring itself where it lies in order.
func (s *samples) newest(n int) []sample {
	if s.first == 0 {
		return s.ring[len(s.ring)-n:]
	}
	kept := make([]sample, 0, n)
	for i := len(s.ring) - n; i < len(s.ring); i++ {
		kept = append(kept, s.at(i))
	}
	return kept
}

// at gives number i, 0 being the oldest.
func (s *samples) at(i int) sample { return s.ring[(s.first+i)%len(s.ring)] }

// backward yields them, newest first.
func (s *samples) backward() iter.Seq[sample] {
	return func(yield func(sample) bool) {
		for i := len(s.ring) - 1; i >= 0; i-- {
			if !yield(s.at(i)) {
				return
			}
		}
	}
}
