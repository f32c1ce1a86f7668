package domain_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tocsin/domain"
)

// named spells out what an id is derived from: lengths keep the parts apart.
func named(parts ...string) []byte {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "%d:%s;", len(p), p)
	}
	return []byte(b.String())
}

func TestIDsAreThoseOfTheUUIDLibrary(t *testing.T) {
	ours := uuid.NewSHA1(uuid.NameSpaceDNS, []byte("tocsin"))
	for _, parts := range [][]string{{}, {""}, {"a"}, {"a", "bc"}, {"ab", "c"}, {"crisis-7", "http/x", "0"}, {"flight", "Zürich → 北京", "\x00\xff"}} {
		if got, want := domain.DeriveID(parts...), uuid.NewSHA1(ours, named(parts...)).String(); got != want {
			t.Errorf("DeriveID(%q): got %s, want %s", parts, got, want)
		}
	}
	for index := range 12 {
		got, want := domain.NewEventID("crisis-7", "key/1", index), uuid.NewSHA1(ours, named("crisis-7", "key/1", fmt.Sprint(index)))
		if uuid.UUID(got) != want || got.String() != want.String() {
			t.Errorf("event %d: got %s, want %s", index, got, want)
		}
		if want.Version() != 5 || want.Variant() != uuid.RFC4122 {
			t.Errorf("%s has version %d and variant %s", want, want.Version(), want.Variant())
		}
	}
}

func TestEventIDsDifferByStreamKeyAndIndexAlone(t *testing.T) {
	first := domain.NewEventID("crisis-7", "key", 0)
	if again := domain.NewEventID("crisis-7", "key", 0); again != first {
		t.Errorf("the same event has two ids: %s, then %s", first, again)
	}
	for _, other := range []domain.EventID{
		domain.NewEventID("crisis-8", "key", 0), domain.NewEventID("crisis-7", "kex", 0), domain.NewEventID("crisis-7", "key", 1),
		domain.NewEventID("crisis-7k", "ey", 0), domain.NewEventID("crisis-7", "key0", 0),
	} {
		if other == first {
			t.Errorf("two events have the id %s", first)
		}
	}
}

func TestAnIDComesBackFromItsText(t *testing.T) {
	id := domain.NewEventID("crisis-7", "key", 3)
	back, err := domain.ParseEventID(id.String())
	if err != nil || back != id {
		t.Errorf("got %s and %v, want %s", back, err, id)
	}
	if upper, err := domain.ParseEventID(strings.ToUpper(id.String())); err != nil || upper != id {
		t.Errorf("in capitals: got %s and %v, want %s", upper, err, id)
	}
	var read struct{ ID domain.EventID }
	b, err := json.Marshal(struct{ ID domain.EventID }{id})
	if err == nil {
		err = json.Unmarshal(b, &read)
	}
	if err != nil || read.ID != id || string(b) != `{"ID":"`+id.String()+`"}` {
		t.Errorf("as JSON: %s, %s, %v", b, read.ID, err)
	}
	if id.IsZero() || !(domain.EventID{}).IsZero() {
		t.Error("only the id that was never set is zero")
	}
}

func TestWhatIsNoIDIsRefused(t *testing.T) {
	id := domain.NewEventID("crisis-7", "key", 3).String()
	for _, text := range []string{
		"", "x", id[1:], id + "0", "g" + id[1:], "{" + id + "}", strings.ReplaceAll(id, "-", ""), strings.ReplaceAll(id, "-", "0"),
		id[:1] + "-" + id[2:], strings.Repeat("-", 36),
	} {
		if got, err := domain.ParseEventID(text); err == nil || !got.IsZero() {
			t.Errorf("%q was read as %s, error %v", text, got, err)
		}
	}
}

func FuzzParseEventID(f *testing.F) {
	f.Add(domain.NewEventID("crisis-7", "key", 3).String())
	f.Add("-------------------------------------")
	f.Fuzz(func(t *testing.T, text string) {
		id, err := domain.ParseEventID(text)
		if err == nil && id.String() != strings.ToLower(text) {
			t.Errorf("%q was read as %s", text, id)
		}
	})
}

func BenchmarkDeriveID(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_ = domain.DeriveID("notice", "be03367b-0317-5622-8ef6-4d7feb3084c7", "3", "137cc91f-e6fe-c275-1682-238a8077e63d", "sms")
	}
}

func BenchmarkParseEventID(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = domain.ParseEventID("be03367b-0317-5622-8ef6-4d7feb3084c7")
	}
}
