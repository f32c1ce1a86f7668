package node

import (
	"errors"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"testing"

	"tocsin/domain"
)

// checkpoints are those of a test, in a folder of its own.
func checkpoints(t *testing.T) FileCheckpoints {
	return FileCheckpoints{Path: filepath.Join(t.TempDir(), "checkpoints.json")}
}

func TestCheckpointsComeBackAsTheyWereSaved(t *testing.T) {
	for name, c := range map[string]Checkpoints{"file": checkpoints(t), "memory": &MemoryCheckpoints{}} {
		t.Run(name, func(t *testing.T) {
			if _, err := c.Load(); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("before the first saving: %v", err)
			}
			for _, want := range []map[string]domain.Position{{}, {"a": 1}, {"a": 7, "b \"c\"": math.MaxUint64}} {
				if err := c.Save(want); err != nil {
					t.Fatal(err)
				}
				got, err := c.Load()
				if err != nil || !maps.Equal(got, want) || got == nil {
					t.Errorf("got %v, %v; want %v", got, err, want)
				}
				if want["later"] = 9; len(got) == len(want) {
					t.Error("what was saved changes with the map of the caller")
				}
			}
		})
	}
}

func TestCheckpointsAreReplacedAsAWhole(t *testing.T) {
	c := checkpoints(t)
	for position := range domain.Position(3) {
		if err := c.Save(map[string]domain.Position{"a": position}); err != nil {
			t.Fatal(err)
		}
	}
	if left, _ := filepath.Glob(c.Path + "*"); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.Mkdir(c.Path+".folder", 0o700); err != nil {
		t.Fatal(err)
	}
	nowhere := FileCheckpoints{Path: filepath.Join(c.Path, "no folder", "checkpoints.json")}
	if err := nowhere.Save(nil); err == nil {
		t.Error("saved where there is no folder")
	}
	if err := (FileCheckpoints{Path: c.Path + ".folder"}).Save(nil); err == nil {
		t.Error("a folder was replaced")
	}
	if left, _ := filepath.Glob(c.Path + "*"); len(left) != 2 {
		t.Errorf("left behind after a fault: %v", left)
	}
}

func TestADamagedFileIsAnErrorAndNeverAnotherPosition(t *testing.T) {
	c := checkpoints(t)
	want := map[string]domain.Position{"notices": 1234, "open_cell": 98}
	if err := c.Save(want); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(c.Path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, at int, b []byte) {
		if err := os.WriteFile(c.Path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Load(); err == nil && !maps.Equal(got, want) {
			t.Errorf("%s at %d: %v from %s", what, at, got, b)
		}
	}
	for at := range whole {
		check("cut", at, whole[:at])
		for bit := range 8 {
			flipped := append([]byte(nil), whole...)
			flipped[at] ^= 1 << bit
			check("flipped", at, flipped)
		}
	}
	for _, text := range []string{"", "null", "{}", "[]", `{"positions":null,"sha256":""}`, `{"a":7}`} {
		if err := os.WriteFile(c.Path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Load(); err == nil {
			t.Errorf("%q gives %v", text, got)
		}
	}
}
