package sqlitelog

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"tocsin/domain"
)

func FuzzTexts(f *testing.F) {
	f.Add("http/incident-7/9f1c", "c2hh", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "", "member-7")
	f.Add("", "", "", "", "")
	f.Add("a\"b", `c\d`, "e\x00f\x1f", "\xff\xfe", "日本 \u2028")
	f.Add(`\`, `"`, `",`, `"]`, `\u0041`)
	f.Fuzz(func(t *testing.T, a, b, c, d, e string) {
		want := domain.Meta{Key: a, Hash: b, CorrelationID: c, CausationID: d, Actor: domain.Actor{ID: e}}
		stored := appendTexts(nil, &want)
		var got domain.Meta
		if err := parseTexts(stored, &got); err != nil || got != want {
			t.Errorf("%q came back as %+v, %v", stored, got, err)
		}
		var plain []string
		if err := json.Unmarshal(stored, &plain); utf8.Valid(stored) && (err != nil || len(plain) != 5 || plain[0] != a || plain[4] != e) {
			t.Errorf("%q reads as JSON %q, %v", stored, plain, err)
		}
		for i := range stored { // damage is an error or other texts, which the hash of the row finds; never a panic
			_ = parseTexts(stored[:i], &got)
			_ = parseTexts(stored[i:], &got)
			_ = parseTexts(bytes.Replace(stored, stored[i:i+1], []byte{'\\'}, 1), &got)
		}
	})
}
