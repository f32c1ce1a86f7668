package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// The committed catalogue is what the sources say, and says the same each time.
func TestFresh(t *testing.T) {
	want, err := os.ReadFile("../event-catalogue.md")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		got, err := generate("../..")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("docs/event-catalogue.md is not what the sources say; run \"make docs\" (-committed +sources):\n%s",
				cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")))
		}
	}
}

const kernel = `// Package domain is the kernel.
package domain

// Sealed is ciphertext.
type Sealed struct {
	Box []byte ` + "`json:\"box,omitempty\"`" + `
}

// ID is an id.
type ID [16]byte

func (ID) MarshalText() ([]byte, error) { return nil, nil }
`

const bell = `// Package bell holds the rules of a bell.
package bell

// Rung: somebody pulled
// the rope.
type Rung struct {
	Mark
	By      ID            ` + "`json:\"by\"`" + `
	Tones   map[string][]Tone ` + "`json:\"tones,omitempty\"`" + ` // high | low
	Text    *domain.Sealed ` + "`json:\"text\"`" + `
	Loud    Loudness       ` + "`json:\"loud\"`" + ` // of <all>
	Event   domain.ID      ` + "`json:\"event\"`" + `
	Hidden  int            ` + "`json:\"-\"`" + `
	private int
}

// Mark says when.
type Mark struct{ At time.Time }

// ID names who rings.
type ID string

type Loudness float64

// Tone is one of many.
type Tone struct{ Next []Tone }

// Stopped: silence.
type Stopped struct{}

var Types = []domain.EventType{domain.Type[Rung]("bell.rung", liftMark, liftTones), domain.Type[Stopped]("bell.stopped")}

var Kind = Decider.Kind("bell", Types)
`

func TestCatalogue(t *testing.T) {
	got, err := catalogueOf(fstest.MapFS{
		"domain/doc.go":                          {Data: []byte(kernel)},
		"domain/bell/events.go":                  {Data: []byte(bell)},
		"domain/bell/testdata/bell.rung.v3.json": {},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(got), "\n\n| stream")
	want := "| stream | events |\n|---|---|\n| `bell-...` | [rung](#bell-rung), [stopped](#bell-stopped) |\n\n" +
		`2 events in 1 kinds of stream.

## bell
Holds the rules of a bell.

<a id="bell-rung"></a>
### ` + "`bell.rung`" + `
Somebody pulled
the rope.

Version 3, in ` + "`bell-...`; `liftMark` lifts version 1; `liftTones` lifts version 2; [example](../domain/bell/testdata/bell.rung.v3.json)." + `

| field | type | |
|---|---|---|
| ` + "`At`" + ` | time | |
| ` + "`by`" + ` | string | |
| ` + "`tones`" + ` ? | object of list of [Tone](#shape-bell-tone) | high \| low |
| ` + "`text`" + ` | [Sealed](#shape-domain-sealed) or null | |
| ` + "`loud`" + ` | number | of &lt;all> |
| ` + "`event`" + ` | string | |

<a id="bell-stopped"></a>
### ` + "`bell.stopped`" + `
Silence.

Version 1, in ` + "`bell-...`" + `.

It has no fields.

<a id="shape-bell-tone"></a>
#### Tone
Tone is one of many.

| field | type | |
|---|---|---|
| ` + "`Next`" + ` | list of [Tone](#shape-bell-tone) | |

## Shared shapes
Shapes that several streams use.

<a id="shape-domain-sealed"></a>
#### domain.Sealed
Sealed is ciphertext.

| field | type | |
|---|---|---|
| ` + "`box`" + ` ? | base64 | |
`
	if diff := cmp.Diff(want, "| stream"+body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefuses(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"an event that says nothing": {"// Stopped: silence.\n", "", "bell.stopped: bell.Stopped says nothing about itself"},
		"an event without a type":    {"type Stopped struct{}", "", "bell.stopped: no type bell.Stopped"},
		"a list made elsewhere":      {"[]domain.EventType{domain", "append([]domain.EventType{}, domain", "bell.Types is not a list of events"},
		"what is no Go":              {"package bell", "pack bell", "expected 'package'"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			text := strings.Replace(bell, c.from, c.to, 1)
			if name == "a list made elsewhere" {
				text = strings.Replace(text, `("bell.stopped")}`, `("bell.stopped"))`, 1)
			}
			_, err := catalogueOf(fstest.MapFS{"domain/bell/events.go": {Data: []byte(text)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
