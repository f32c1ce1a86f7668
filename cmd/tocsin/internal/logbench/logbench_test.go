package logbench

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"tocsin/adapters/memlog"
)

func TestPayload(t *testing.T) {
	if n := len(Payload()); n != 409 {
		t.Errorf("the payload has %d bytes, the reference programs append 409", n)
	}
}

// memory is a log in memory under the interface of the measurement.
type memory struct{ *memlog.Log }

func (memory) Close() error { return nil }

func TestRunPrintsOneLinePerCase(t *testing.T) {
	kept := map[string]memory{} // by directory, so that the replay finds what was filled
	var out bytes.Buffer
	c := Config{
		Engine: "memory", Dir: t.TempDir(), Writers: []int{1, 4}, Batches: []int{1, 10}, Events: 400, Append: true, Replay: true,
		Open: func(dir string) (Log, error) {
			if _, ok := kept[dir]; !ok || filepath.Base(dir) == "append" {
				kept[dir] = memory{memlog.New()}
			}
			return kept[dir], os.MkdirAll(dir, 0o700)
		},
		Notes: io.Discard,
	}
	if err := Run(t.Context(), c, &out); err != nil {
		t.Fatal(err)
	}
	lines, d := 0, json.NewDecoder(&out)
	d.DisallowUnknownFields()
	for ; d.More(); lines++ {
		var r Appended
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		if r.Engine != "memory" || r.Events != 400 || r.EventsPerSecond <= 0 {
			t.Errorf("line %d: %+v", lines+1, r)
		}
	}
	if lines != 5 {
		t.Errorf("%d lines, want 4 of appends and 1 of replay", lines)
	}
}

func TestRunRefusesNonsense(t *testing.T) {
	for _, c := range []Config{
		{Events: 0},
		{Events: 10, Writers: []int{16}, Batches: []int{1}},
		{Events: 10, Writers: []int{0}, Batches: []int{1}},
		{Events: 10, MaxTime: -1},
	} {
		if err := Run(t.Context(), c, io.Discard); err == nil {
			t.Errorf("%+v: no error", c)
		}
	}
}
