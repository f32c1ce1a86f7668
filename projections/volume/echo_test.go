package volume

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/detect"
)

// TestOwnNoticesAreRememberedAsByAPlainMap compares what is packed with a map of everything, through restores.
func TestOwnNoticesAreRememberedAsByAPlainMap(t *testing.T) {
	type pair struct{ subject, channel string }
	rapid.Check(t, func(t *rapid.T) {
		f, naive := newFold(), map[pair]int64{}
		f.watermark = 1_000_000_000_000
		for range rapid.IntRange(1, 30).Draw(t, "batches") {
			f.watermark += int64(rapid.SampledFrom([]time.Duration{0, time.Second, time.Hour, 7 * time.Hour}).Draw(t, "later") / time.Millisecond)
			var batch delivery.Requested
			for range rapid.IntRange(0, 60).Draw(t, "items") {
				n := rapid.IntRange(0, 90).Draw(t, "who")
				item := delivery.Item{Subject: pseudonym(n), Channel: rapid.SampledFrom([]string{"sms", "email", "push", ""}).Draw(t, "channel")}
				if n%9 == 0 {
					item.Subject = fmt.Sprint("p", n)
				}
				batch.Items = append(batch.Items, item)
				if item.Channel != "" {
					naive[pair{item.Subject, item.Channel}] = f.watermark
				}
			}
			f.sent(batch)
			for k, at := range naive { // order-free: each by itself
				if at < f.watermark-f.echoMs() {
					delete(naive, k)
				}
			}
			if rapid.Bool().Draw(t, "restored") {
				f.notices = again(t, &f.notices)
			}
			for n := range 91 {
				for _, subject := range []string{pseudonym(n), fmt.Sprint("p", n)} {
					for _, channel := range []string{"sms", "email", "push", "post"} {
						at, sent := f.notices.when(subject, channel)
						if want, has := naive[pair{subject, channel}]; at != want || sent != has {
							t.Fatalf("%s by %s: %d %t, want %d %t", subject, channel, at, sent, want, has)
						}
					}
				}
			}
		}
		order := make([]pair, 0, len(naive))
		for k := range naive { // order-free: sorted below
			order = append(order, k)
		}
		slices.SortFunc(order, func(a, b pair) int {
			return compareKeys(Key{Brand: a.subject, Topic: a.channel}, Key{Brand: b.subject, Topic: b.channel})
		})
		want := &detect.Writer{}
		want.Int(int64(len(order)))
		for _, k := range order {
			want.String(k.subject)
			want.String(k.channel)
			want.Int(naive[k])
		}
		if !bytes.Equal(written(&detect.Writer{}, &f.notices), want.Bytes) {
			t.Fatal("they are not written as a sorted list of all")
		}
	})
}

func written(w *detect.Writer, n *notices) []byte {
	n.write(w)
	return w.Bytes
}

// again is what is read of what was written.
func again(t *rapid.T, n *notices) (restored notices) {
	r := detect.NewReader(written(&detect.Writer{}, n))
	restored.read(r)
	if err := r.Done(); err != nil {
		t.Fatal(err)
	}
	return restored
}

// BenchmarkSent is what a batch of 300 notices costs when very many people have been told.
func BenchmarkSent(b *testing.B) {
	f := newFold()
	f.watermark = 1_000_000_000_000
	const people = 300_000
	batches := make([]delivery.Requested, people/300)
	for n := range people {
		batches[n/300].Items = append(batches[n/300].Items, delivery.Item{Subject: pseudonym(n), Channel: "sms"})
	}
	n := 0
	for b.Loop() {
		f.watermark += 20
		f.sent(batches[n%len(batches)])
		n++
	}
}

// pseudonym is one as the vault makes them.
func pseudonym(n int) string { return strings.ReplaceAll(domain.DeriveID("s", fmt.Sprint(n)), "-", "") }
