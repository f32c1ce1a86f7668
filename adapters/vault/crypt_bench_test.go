package vault

import "testing"

func BenchmarkSealer(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = newSealer(make([]byte, keyBytes))
	}
}

func BenchmarkOpener(b *testing.B) {
	s, _ := newSealer(make([]byte, keyBytes))
	box := s.seal("ann", "c", "f", make([]byte, 200))
	var room [512]byte
	b.ReportAllocs()
	for b.Loop() {
		a, _ := opener(make([]byte, keyBytes))
		_, _ = openBox(a, room[:0], []byte("ann"), box)
	}
}
