//go:build mutations

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// mutationSeeds is how many crises must do to catch a bug.
const mutationSeeds = 2_000

// A simulation that never fails proves nothing. Each mutation is a bug written over the real sources while the program is
// built (go build -overlay), so that the program itself carries no seam for it; the simulation must catch it by the
// invariant that is there for it.
func TestMutationsAreCaught(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	fmt.Fprintf(&table, "| %-52s | %-4s | seeds needed |\n|%s|%s|%s|\n", "bug", "by", strings.Repeat("-", 54), "------", "--------------")
	for _, m := range mutations() {
		t.Run(m.bug, func(t *testing.T) {
			program := m.build(t, root)
			by, seed := m.catch(t, program)
			fmt.Fprintf(&table, "| %-52s | %-4s | %12d |\n", m.bug, by, seed)
		})
	}
	t.Logf("\n%s", table.String())
}

// build makes the program with the bug in it.
func (m mutation) build(t *testing.T, root string) string {
	t.Helper()
	sources, err := m.edited(root)
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{}
	for file, source := range sources {
		path := filepath.Join(t.TempDir(), filepath.Base(file))
		if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(root, filepath.FromSlash(file))] = path
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	list, program := filepath.Join(t.TempDir(), "overlay.json"), filepath.Join(t.TempDir(), "tocsin")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-overlay", list, "-o", program, "./cmd/tocsin")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build with %q: %v\n%s", m.bug, err, out)
	}
	return program
}

// failed reads which seed failed; brokenInvariant which invariants it broke.
var (
	failed          = regexp.MustCompile(`(?m)^tocsin: seed (\d+): `)
	brokenInvariant = regexp.MustCompile(`(?m)^(?:tocsin: seed \d+: )?([IF]\d+): `)
)

// catch runs seeds until the invariant that is there for the bug is broken.
func (m mutation) catch(t *testing.T, program string) (by string, seed int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	for from, others := 1, 0; from <= mutationSeeds; from, others = seed+1, others+1 {
		if others > 20 {
			t.Fatalf("more than 20 seeds fail otherwise")
		}
		cmd := exec.CommandContext(ctx, program, "simulate", "--quiet", "--shorten=false",
			"--from", strconv.Itoa(from), "--seeds", strconv.Itoa(mutationSeeds-from+1))
		out, err := cmd.CombinedOutput()
		if err == nil {
			break
		}
		if _, exited := errors.AsType[*exec.ExitError](err); !exited || cmd.ProcessState.ExitCode() != 1 {
			t.Fatalf("%v\n%s", err, out)
		}
		first := failed.FindSubmatch(out)
		if first == nil {
			t.Fatalf("no seed is named in\n%s", out)
		}
		seed, _ = strconv.Atoi(string(first[1]))
		for _, name := range brokenInvariant.FindAllSubmatch(out, -1) {
			if slices.Contains(m.by, string(name[1])) {
				line, _, _ := strings.Cut(string(out), "\n")
				t.Logf("caught by %s after %d seeds: %s", name[1], seed, line)
				return string(name[1]), seed
			}
		}
		t.Logf("seed %d fails otherwise: %s", seed, firstLine(errors.New(string(out))))
	}
	t.Errorf("%d seeds do not catch it by %v", mutationSeeds, m.by)
	return "none", mutationSeeds
}
