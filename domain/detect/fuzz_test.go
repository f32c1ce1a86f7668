package detect

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// FuzzReadStream: a snapshot that is damaged is an error or a stream that works on, never a panic; and what was read
// once is written and read again alike.
func FuzzReadStream(f *testing.F) {
	quiet, busy := newTestStream(f), newTestStream(f)
	feed(busy, rand.New(rand.NewPCG(1, 2)), monday, monday+2*Hour, func(t int64) float64 { return 20 + 200*float64(t/(20*Hour)%2) })
	for _, s := range []*Stream{quiet, busy} {
		f.Add(s.AppendBinary(nil))
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, snapshot []byte) {
		r := NewReader(snapshot)
		s := ReadStream(rules(t), Options{ThresholdS: pooledS}, r)
		if r.Done() != nil {
			return
		}
		once := s.AppendBinary(nil)
		r = NewReader(once)
		again := ReadStream(rules(t), Options{ThresholdS: pooledS}, r)
		if err := r.Done(); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if !bytes.Equal(again.AppendBinary(nil), once) {
			t.Error("read again it is another stream")
		}
	})
}
