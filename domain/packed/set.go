package packed

import "slices"

// Set is a set of subjects. The zero Set is empty.
type Set struct{ m Map[struct{}] }

// Add puts a subject in; it tells whether it was not there.
func (s *Set) Add(subject string) bool {
	_, had := s.m.Put(subject, struct{}{})
	return !had
}

// Delete takes a subject out; it tells whether it was there.
func (s *Set) Delete(subject string) bool { return s.m.Delete(subject) }

// Has tells whether a subject is in.
func (s *Set) Has(subject string) bool {
	_, ok := s.m.Get(subject)
	return ok
}

// Len is how many are in.
func (s *Set) Len() int { return s.m.Len() }

// Numbers is a set of numbers that are spread already, such as those of Hash. The zero Numbers is empty.
type Numbers struct{ t table[number, struct{}] }

type number uint64

// hash is the number itself, mixed: what is asked for hashes must not lean on how they were made.
func (n number) hash() uint64 { return mix(uint64(n)) }

// Add puts a number in; it tells whether it was not there.
func (s *Numbers) Add(n uint64) bool {
	_, had := s.t.put(number(n), struct{}{})
	return !had
}

// Has tells whether a number is in.
func (s *Numbers) Has(n uint64) bool { return s.t.find(number(n)) != nil }

// Len is how many are in.
func (s *Numbers) Len() int { return s.t.n }

// Sorted gives them in order.
func (s *Numbers) Sorted() []uint64 {
	list := make([]uint64, 0, s.t.n)
	for n := range s.t.all() {
		list = append(list, uint64(n))
	}
	slices.Sort(list)
	return list
}
