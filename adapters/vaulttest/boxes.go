package vaulttest

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
	"tocsin/domain/directory"
)

func sameBytes(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := open(t, e, dir)
	texts := []directory.Plain{body("ann", "where is my bag"), body("bob", "hello"), body("ann", ""), body("crisis:1", "a fact")}
	first := seal(t, v, texts...)
	if diff := cmp.Diff(first, seal(t, v, texts...)); diff != "" {
		t.Fatalf("a retry made other bytes (-first +again):\n%s", diff)
	}
	must(t, v.Close())
	v = open(t, e, dir)
	if diff := cmp.Diff(first, seal(t, v, texts...)); diff != "" {
		t.Fatalf("a retry after a restart made other bytes (-first +again):\n%s", diff)
	}
	if !first[2].IsZero() {
		t.Error("an empty text made a box")
	}
	back, err := v.Open(t.Context(), first)
	must(t, err)
	for i := range texts {
		if back[i].Err != nil || !bytes.Equal(back[i].Text, texts[i].Text) {
			t.Errorf("box %d opens to %q, error %v", i, back[i].Text, back[i].Err)
		}
	}
}

func otherPlace(t *testing.T, e Engine) {
	v := open(t, e, t.TempDir())
	first := body("ann", "yes")
	places := []directory.Plain{first, first, first, first}
	places[1].Context, places[2].Field, places[3].Subject = "http/conversation-1/k2", "slots", "bob"
	// Parts that run into each other must not meet.
	places = append(places, directory.Plain{Subject: "ann", Context: "ab", Field: "c", Text: []byte("yes")},
		directory.Plain{Subject: "ann", Context: "a", Field: "bc", Text: []byte("yes")})
	boxes := seal(t, v, places...)
	for i := range boxes {
		for j := range i {
			if bytes.Equal(boxes[i].Box[:24], boxes[j].Box[:24]) {
				t.Errorf("boxes %d and %d have one nonce", i, j)
			}
		}
	}
}

func keyOutlives(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := open(t, e, dir)
	must(t, v.Keys(t.Context(), []string{"ann", "bob", "ann"}))
	box := seal(t, v, body("ann", "hello"))[0]
	must(t, v.Close())
	if got := one(t, open(t, e, dir), box); string(got.Text) != "hello" {
		t.Fatalf("got %q, error %v", got.Text, got.Err)
	}
}

func ownPersonOnly(t *testing.T, e Engine) {
	v := open(t, e, t.TempDir())
	boxes := seal(t, v, body("ann", "hello"), body("bob", "hello"))
	moved := domain.Sealed{Subject: "bob", Key: boxes[1].Key, Box: boxes[0].Box}
	if got := one(t, v, moved); !errors.Is(got.Err, directory.ErrTampered) {
		t.Errorf("a box under another's name: got %v", got.Err)
	}
	broken := boxes[0]
	broken.Box = bytes.Clone(broken.Box)
	broken.Box[len(broken.Box)-1] ^= 1
	if got := one(t, v, broken); !errors.Is(got.Err, directory.ErrTampered) || got.Text != nil {
		t.Errorf("a broken box: got %v", got.Err)
	}
	if got := one(t, v, domain.Sealed{Subject: "ann", Key: boxes[0].Key, Box: []byte("short")}); !errors.Is(got.Err, directory.ErrTampered) {
		t.Errorf("a short box: got %v", got.Err)
	}
}

func lostKey(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := open(t, e, dir)
	boxes := seal(t, v, body("ann", "hello"), body("bob", "hello"))
	must(t, v.Close())
	e.LoseKey(t, dir, "ann")
	v = open(t, e, dir)
	texts, err := v.Open(t.Context(), boxes)
	must(t, err)
	if !errors.Is(texts[0].Err, directory.ErrKeyLost) || string(texts[1].Text) != "hello" {
		t.Fatalf("got errors %v and %v", texts[0].Err, texts[1].Err)
	}
	again := seal(t, v, body("ann", "hello"))[0]
	if bytes.Equal(again.Box, boxes[0].Box) || again.Key == boxes[0].Key {
		t.Error("a new key looks like the lost one")
	}
	if got := one(t, v, boxes[0]); !errors.Is(got.Err, directory.ErrKeyLost) {
		t.Errorf("after a new key was made: got %v", got.Err)
	}
}

func otherMaster(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := open(t, e, dir)
	must(t, v.Keys(t.Context(), []string{"ann"}))
	must(t, v.Close())
	e.OtherMaster(t, dir)
	if v, err := e.Open(dir, false); err == nil {
		t.Fatal("opened with another master key", v.Close())
	}
}

func lostMaster(t *testing.T, e Engine) {
	dir := t.TempDir()
	must(t, open(t, e, dir).Close())
	e.LoseMaster(t, dir)
	for range 2 {
		if v, err := e.Open(dir, false); err == nil {
			t.Fatal("opened without its master key", v.Close())
		}
	}
}

func marked(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := opened(t, e, dir, true)
	if !v.Seeded() {
		t.Error("not marked")
	}
	must(t, v.Close())
	if v, err := e.Open(dir, false); err == nil {
		t.Fatal("a seeded vault was opened as if it protected people", v.Close())
	}
	must(t, opened(t, e, dir, true).Close())

	protects := t.TempDir()
	v = open(t, e, protects)
	if v.Seeded() {
		t.Error("marked without a seed")
	}
	must(t, v.Close())
	if v, err := e.Open(protects, true); err == nil {
		t.Fatal("a seeded source may add keys to a real vault", v.Close())
	}

	a, b := opened(t, e, t.TempDir(), true), opened(t, e, t.TempDir(), true)
	texts := []directory.Plain{body("ann", "hello"), body("bob", "hello")}
	backwards := seal(t, b, texts[1], texts[0]) // how a batch was put together does not matter
	if diff := cmp.Diff(seal(t, a, texts...), []domain.Sealed{backwards[1], backwards[0]}); diff != "" {
		t.Errorf("the same seed made other boxes (-a +b):\n%s", diff)
	}
}
