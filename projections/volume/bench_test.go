package volume_test

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/projections/volume"
)

// fleet makes a policy whose streams all have a baseline: 3 brands on 2 channels with 6 topics are 4 x 3 x 7 = 84 streams,
// marginals included.
func fleet() (p *volume.Policy, message func(n int, at time.Time) domain.Recorded, at time.Time) {
	message = func(n int, at time.Time) domain.Recorded {
		return domain.Recorded{
			Position: domain.Position(n + 1), Stream: "conversation-1", Meta: domain.Meta{RecordedAt: at}, Event: conversation.Classified{
				Brand: []string{"a", "b", "c"}[n%3], Channel: []string{"chat", "social"}[n/3%2],
				Topic: []string{"u", "v", "w", "x", "y", "z"}[n/6%6], Subject: fmt.Sprint(n), ReceivedAt: at,
			},
		}
	}
	p, at = volume.NewPolicy(), begin
	p.Apply(domain.Recorded{Position: 1, Meta: domain.Meta{RecordedAt: at}, Event: adopted(quick())})
	for n := 1; n < 6_000; n++ {
		at = at.Add(3 * time.Second)
		p.Apply(message(n, at))
	}
	return p, message, at
}

// Fifty messages a second: what an event costs in its eight streams, all of them scored or open.
func BenchmarkEvent(b *testing.B) {
	p, message, at := fleet()
	n := 6_000
	for b.Loop() {
		n++
		at = at.Add(20 * time.Millisecond)
		p.Apply(message(n, at))
	}
}

// Eight days in which nobody writes: 11,520 minutes of every stream.
func BenchmarkEightQuietDays(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		p, _, at := fleet()
		b.StartTimer()
		p.Due(at.Add(8 * 24 * time.Hour))
	}
}

func BenchmarkNext(b *testing.B) {
	p, _, _ := fleet()
	for b.Loop() {
		p.Next()
	}
}
