package detect

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// same names a stream by itself.
func same(n int64) int64 { return n }

func TestACustomerCountsOnceInAWindow(t *testing.T) {
	var c Census[int64]
	window := 30 * Minute
	for _, x := range []struct {
		t    int64
		who  string
		want bool
	}{
		{0, "a", true}, {1, "a", false}, {2, "b", true}, {window - 1, "a", false}, {window, "a", true},
		{window + 1, "a", false}, {window + 1, "b", false}, {window + 2, "b", true}, {window + 2, "", true}, {window + 2, "", true},
	} {
		v := c.Visit(x.t, window, x.who)
		if got := v.Count(1); got != x.want {
			t.Errorf("Count(%d, %q) = %v", x.t, x.who, got)
		}
	}
}

// TestCensusAsStreamsWouldCount compares it with a plain memory per stream, and restores it again and again.
func TestCensusAsStreamsWouldCount(t *testing.T) {
	type name struct {
		stream int64
		who    string
	}
	const window = 1000
	random := rand.New(rand.NewPCG(1, 1))
	var c Census[int64]
	last, at := map[name]int64{}, int64(0)
	for n := range 20_000 {
		at += random.Int64N(8)
		who := fmt.Sprint(random.IntN(300))
		v := c.Visit(at, window, who)
		for s := range int64(8) {
			if random.IntN(2) == 0 {
				continue
			}
			before, seen := last[name{s, who}]
			want := !seen || before <= at-window
			if got := v.Count(s); got != want {
				t.Fatalf("message %d of %s in stream %d: %v", n, who, s, got)
			}
			if want {
				last[name{s, who}] = at
			}
		}
		if n%500 == 0 {
			var back Census[int64]
			bytesOf := c.AppendBinary(nil, same)
			r := NewReader(bytesOf)
			back.Read(r, same)
			if r.Done() != nil || !bytes.Equal(back.AppendBinary(nil, same), bytesOf) {
				t.Fatal("does not come back as it was")
			}
			c = back
		}
	}
	c.Visit(at+2*window, window, "x")
	if len(c.people) != 0 || c.head != len(c.order) {
		t.Errorf("%d people are remembered for nothing", len(c.people))
	}
}
