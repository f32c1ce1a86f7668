package domaintest

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
)

var update = flag.Bool("update", false, "write golden files that are missing; never changes one that exists")

// Golden guards the stored shape of a stream's events in testdata/<name>.v<version>.json (or .v<version>.<case>.json):
// each type has a sample, what is written today equals a golden file of the current version, and every file ever
// committed still decodes. Run with -update to add a missing file; a committed one is never edited.
func Golden(t *testing.T, types []domain.EventType, samples ...domain.Event) {
	t.Helper()
	catalogue := domain.NewCatalogue(types)
	sampled := map[string]bool{}
	for _, s := range samples {
		name, version, data, err := catalogue.Encode(s)
		if err != nil {
			t.Fatal(err)
		}
		sampled[name] = true
		checkSample(t, name, version, data, s, catalogue)
	}
	for _, et := range types {
		if !sampled[et.Name] {
			t.Errorf("%s has no sample", et.Name)
		}
	}
	decodeAll(t, catalogue)
}

func checkSample(t *testing.T, name string, version int, data []byte, sample domain.Event, c *domain.Catalogue) {
	t.Helper()
	prefix := fmt.Sprintf("testdata/%s.v%d", name, version)
	files, _ := filepath.Glob(prefix + "*.json")
	if len(files) == 0 && *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		pretty, _ := json.MarshalIndent(json.RawMessage(data), "", "  ")
		if err := os.WriteFile(prefix+".json", append(pretty, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		files = []string{prefix + ".json"}
	}
	for _, f := range files {
		if got, err := os.ReadFile(f); err == nil && sameJSON(got, data) {
			decoded, err := c.Decode(domain.Recorded{Type: name, Version: version, Data: data})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(sample, decoded); diff != "" {
				t.Errorf("%s does not come back as it was (-sample +decoded):\n%s", name, diff)
			}
			return
		}
	}
	t.Errorf("%s: no golden file %s*.json holds what is written today:\n%s", name, prefix, data)
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// decodeAll reads every golden file there is, of whatever version.
func decodeAll(t *testing.T, c *domain.Catalogue) {
	t.Helper()
	files, _ := filepath.Glob("testdata/*.json")
	known := map[string]bool{}
	for _, et := range c.Types() {
		known[et.Name] = true
	}
	for _, f := range files {
		name, rest, ok := strings.Cut(filepath.Base(f), ".v")
		if !ok || !known[name] {
			continue
		}
		number, _, _ := strings.Cut(rest, ".")
		version, err := strconv.Atoi(number)
		if err != nil {
			t.Errorf("%s: want <name>.v<version>.json", f)
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Decode(domain.Recorded{Type: name, Version: version, Data: data}); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}
