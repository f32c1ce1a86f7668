package playbookfile

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Whatever a file holds, it is read or every complaint has a line; what was read is printed so that it reads the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(airline))
	lines := strings.SplitAfter(airline, "\n")
	for i := 0; i < len(lines); i += 40 { // pieces are small enough to be varied
		f.Add([]byte(strings.Join(lines[i:min(i+40, len(lines))], "")))
	}
	for _, s := range []string{
		"", "id: 7", "trigger: {suspect_after: 30}", "roster: [{count: 2, prefix: r}]", "texts: {holding: {en: {sms: '{'}}}",
		"a: &a\n- *a", "? {a: b}\n: c", "zone: !!binary aGVsbG8=", "id: !x y", "stock: [{}]", "id: \"\\uD800\"", "- [[[",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("fuzz.yaml", data)
		if err != nil {
			all, ok := errors.AsType[Errors](err)
			if !ok || len(all) == 0 {
				t.Fatalf("got %T %v, want Errors", err, err)
			}
			lines := 1 + bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r"))
			for _, e := range all {
				if e.Reason == "" || e.Line < 1 || e.Line > lines+1 {
					t.Errorf("line %d of %d: %v", e.Line, lines, e)
				}
			}
			return
		}
		text, err := Print(p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse("printed.yaml", text)
		if err != nil {
			t.Fatalf("printed, but not read again: %v\n%s", err, text)
		}
		before, _ := p.Content()
		if after, _ := again.Content(); before != after {
			t.Fatalf("printed, it reads as another:\n%s\n%s", before, after)
		}
	})
}
