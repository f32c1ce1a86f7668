package packed

import (
	"runtime"
	"testing"
)

// crowd is many subjects.
func crowd(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = subjectOf(i)
	}
	return list
}

// fill measures how long an insertion takes, and how many bytes it leaves for each.
func fill(b *testing.B, add func(string), keep any) {
	list := crowd(b.N)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b.ResetTimer()
	for _, s := range list {
		add(s)
	}
	b.StopTimer()
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/float64(b.N), "B/subject")
	runtime.KeepAlive(keep)
	runtime.KeepAlive(list)
}

func BenchmarkSetAdd(b *testing.B) {
	s := &Set{}
	fill(b, func(who string) { s.Add(who) }, s)
}

func BenchmarkNumbersAdd(b *testing.B) {
	s := &Numbers{}
	fill(b, func(who string) { s.Add(Hash(who)) }, s)
}

func BenchmarkMapPut(b *testing.B) {
	m := &Map[uint32]{}
	fill(b, func(who string) { m.Put(who, 1) }, m)
}

func BenchmarkGoMap(b *testing.B) {
	m := map[string]bool{}
	fill(b, func(who string) { m[who] = true }, m)
}

func BenchmarkHash(b *testing.B) {
	list := crowd(1000)
	n := 0
	for b.Loop() {
		Hash(list[n%1000])
		n++
	}
}
