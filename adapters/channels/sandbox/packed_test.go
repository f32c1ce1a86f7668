package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tocsin/adapters/channels"
)

var start = time.Date(2031, 5, 5, 9, 0, 0, 0, time.UTC)

// someKey is a UUID, one with capitals, or a word.
func someKey(n int) string {
	switch u := (id{0: byte(n), 15: 7}); n % 8 {
	case 5:
		return fmt.Sprintf("p%d/s/1", n)
	case 6:
		return strings.ToUpper(id{0: 0xab, 1: byte(n)}.String())
	case 7:
		return u.String()[:35] + "x"
	default:
		return u.String()
	}
}

func faulty() map[string]Kind {
	kinds := DefaultKinds()
	for name, k := range kinds { // order-free: each by itself
		k.Faults.Temporary, k.Faults.Unknown = 0.2, 0.3
		k.Receipts.Doubled = 0.5
		kinds[name] = k
	}
	return kinds
}

// TestPackedIsAsWhole: a provider with a journal packs its ledger and says the same as one that keeps every entry whole,
// but for the hash of the text, of which it has the beginning.
func TestPackedIsAsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var journal bytes.Buffer
		packed, whole := New(Config{Seed: 5, Kinds: faulty(), Journal: &journal}), New(Config{Seed: 5, Kinds: faulty()})
		both := [...]*Provider{packed, whole}
		now := start
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 1_000_000, 3_000_000_000, 600_000_000_000}).Draw(t, "later")))
			kind := rapid.SampledFrom(packed.Kinds()).Draw(t, "kind")
			d := channels.Delivery{
				Key: someKey(rapid.IntRange(0, 15).Draw(t, "key")), Channel: kind, Address: "a", Lang: rapid.SampledFrom([]string{"de", "fr", "ü"}).Draw(t, "lang"),
				Text: rapid.SampledFrom([]string{"x", "x", "y"}).Draw(t, "text"), Parts: rapid.IntRange(0, 40).Draw(t, "parts"), Now: now,
				Drill: rapid.Bool().Draw(t, "drill"),
			}
			step := rapid.IntRange(0, 3).Draw(t, "step")
			var said [2]string
			for n, p := range both {
				c := p.Channel(kind)
				switch tracker, tracks := c.(channels.Tracker); {
				case step == 0:
					next, more := c.(channels.Inbox).Next()
					said[n] = fmt.Sprint(next, more, c.(channels.Inbox).Receipts(now))
				case step == 1 && tracks:
					s, err := tracker.Status(t.Context(), d.Key)
					said[n] = fmt.Sprint(s, err)
				default:
					r, err := c.Send(t.Context(), d)
					said[n] = fmt.Sprint(r, err)
				}
			}
			if said[0] != said[1] {
				t.Fatalf("packed: %s\nwhole:  %s", said[0], said[1])
			}
		}
		for _, later := range []time.Time{now, now.Add(time.Hour), now.Add(48 * time.Hour)} {
			for _, kind := range packed.Kinds() {
				got, want := packed.Channel(kind).(channels.Inbox).Receipts(later), whole.Channel(kind).(channels.Inbox).Receipts(later)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatal(diff)
				}
			}
			got, want := packed.Entries(), whole.Entries()
			for n := range want {
				want[n].TextHash = want[n].TextHash[:8]
				got[n].TextHash = got[n].TextHash[:8]
				if one, known := packed.Entry(want[n].Key); !known || one.At != want[n].At {
					t.Fatalf("no entry of %s", want[n].Key)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
			if diff := cmp.Diff(whole.Counts(), packed.Counts()); diff != "" {
				t.Fatal(diff)
			}
		}
		again := New(Config{Seed: 5, Kinds: faulty(), Journal: io.Discard})
		if err := again.Restore(&journal); err != nil {
			t.Fatal(err)
		}
		if got, want := again.Counts(), whole.Counts(); got.Keys != want.Keys || got.Acceptances != want.Acceptances || got.Doubles != want.Doubles {
			t.Fatalf("restored: %+v, want %+v", got, want)
		}
	})
}

// TestManyAreFound: whatever the index has grown to.
func TestManyAreFound(t *testing.T) {
	b := newBook(true)
	const n = 3*perPage + 5
	entry := func(n int) Entry {
		u := id{byte(n), byte(n >> 8), byte(n >> 16), 1}
		return Entry{
			Key: u.String(), Channel: "sms", ProviderRef: chance(1).ref(u.String()), At: start, Last: start, StateAt: start, Lang: "de",
			TextHash: strings.Repeat("ab", 32), Parts: 1, Acceptances: 1, State: channels.Accepted,
		}
	}
	for i := range n {
		e := entry(i)
		if _, known := b.find(e.Key); known {
			t.Fatal("found before it was there")
		}
		b.add(e, 1)
	}
	for i := range n {
		want := entry(i)
		at, known := b.find(want.Key)
		if want.TextHash = want.TextHash[:8]; !known || int(at) != i || b.entry(at, 1) != want {
			t.Fatalf("%d: number %d, %v, %+v", i, at, known, b.entry(at, 1))
		}
	}
	if len(b.whole) > 0 || len(b.times) != 1 {
		t.Errorf("%d are kept whole, %d times", len(b.whole), len(b.times))
	}
}

// TestChanceIsThatOfTheLibrary: what is drawn must not change, or every recorded day would.
func TestChanceIsThatOfTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed, names := rapid.Uint64().Draw(t, "seed"), rapid.SliceOf(rapid.String()).Draw(t, "names")
		h := fnv.New64a()
		for n := range 8 {
			h.Write([]byte{byte(seed >> (8 * n))})
		}
		for _, n := range names {
			h.Write(append([]byte(n), 0))
		}
		x := h.Sum64()
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		if want := x ^ x>>31; chance(seed).word(names...) != want {
			t.Fatalf("%x, want %x", chance(seed).word(names...), want)
		}
		key := rapid.String().Draw(t, "key")
		if want := fmt.Sprintf("sbx-%016x", chance(seed).word("ref", key)); chance(seed).ref(key) != want {
			t.Fatalf("%s, want %s", chance(seed).ref(key), want)
		}
	})
}

// TestLinesAreThoseOfTheLibrary: by hand and by encoding/json it is the same line.
func TestLinesAreThoseOfTheLibrary(t *testing.T) {
	word := rapid.OneOf(rapid.StringMatching(`[a-z0-9/-]{0,9}`), rapid.SampledFrom([]string{"", `"`, `\`, "<", "ü", "\n", "\xff"}))
	instant := rapid.Custom(func(t *rapid.T) time.Time {
		at := time.Unix(rapid.Int64Range(-1<<36, 1<<36).Draw(t, "s"), rapid.SampledFrom([]int64{0, 1, 500_000_000}).Draw(t, "ns"))
		if rapid.IntRange(0, 4).Draw(t, "zone") == 0 {
			return at.In(time.FixedZone("", 5400))
		}
		return at.UTC()
	})
	rapid.Check(t, func(t *rapid.T) {
		e := Entry{
			Key: word.Draw(t, "key"), Channel: word.Draw(t, "channel"), ProviderRef: word.Draw(t, "ref"), At: instant.Draw(t, "at"), Last: instant.Draw(t, "last"),
			TextHash: word.Draw(t, "hash"), Text: word.Draw(t, "text"), Lang: word.Draw(t, "lang"), Parts: rapid.Int().Draw(t, "parts"),
			Acceptances: rapid.Int().Draw(t, "acceptances"), Repeats: rapid.IntRange(-1, 2).Draw(t, "repeats"), Drill: rapid.Bool().Draw(t, "drill"),
			State: channels.State(word.Draw(t, "state")), StateAt: instant.Draw(t, "state at"),
		}
		if rapid.Bool().Draw(t, "new") {
			e.Last, e.StateAt = e.At, e.At
		}
		got, err := e.line([]byte("before "))
		want, failed := json.Marshal(e)
		if (err == nil) != (failed == nil) || err == nil && string(got) != "before "+string(want)+"\n" {
			t.Fatalf("%s, error %v\nwant %s, error %v", got, err, want, failed)
		}
	})
}

// TestIDsComeBack: what is taken for a UUID is spelled as it was.
func TestIDsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(rapid.StringMatching(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`), rapid.StringMatching(`[0-9a-fA-Fg-]{36}`), rapid.String()).Draw(t, "key")
		if u, ok := idOf(key); ok && u.String() != key || !ok && u != (id{}) {
			t.Fatalf("%q is %q", key, u)
		}
	})
}

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// TestWhatCouldNotBeWrittenIsInThePackedLedger: it may have been taken.
func TestWhatCouldNotBeWrittenIsInThePackedLedger(t *testing.T) {
	p := New(Config{Kinds: map[string]Kind{"sms": {}}, Journal: fullDisk{}})
	d := channels.Delivery{Key: someKey(1), Channel: "sms", Address: "a", Text: "x", Now: start}
	if _, err := p.Channel("sms").Send(t.Context(), d); err == nil {
		t.Error("it was answered")
	}
	if e, known := p.Entry(d.Key); !known || e.Acceptances != 1 {
		t.Errorf("%+v, %v", e, known)
	}
}

// BenchmarkSendWithJournal sends what a demonstration sends.
func BenchmarkSendWithJournal(b *testing.B) {
	p := New(Config{Seed: 1, Journal: io.Discard})
	c := p.Channel("sms")
	b.ReportAllocs()
	var u id
	now := start
	for i := 0; b.Loop(); i++ {
		if i%100 == 0 {
			now = now.Add(time.Second)
		}
		for n := range u {
			u[n] = byte(chance(i).word() >> (8 * (n % 8)))
		}
		d := channels.Delivery{Key: u.String(), Channel: "sms", Address: "+999000000000", Lang: "de", Text: "Mobile data is down. Next update 09:00.", Parts: 1, Now: now}
		_, _ = c.Send(b.Context(), d)
	}
}
