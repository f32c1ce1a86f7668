package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestTracesAreEqual(t *testing.T) {
	t.Parallel()
	s := simulator{rules: shipped(t), from: 1, seeds: 20, twice: true}
	if testing.Short() {
		s.seeds = 4
	}
	if err := s.all(t.Context(), func() {}); err != nil {
		t.Error(err)
	}
}

// A seed that fails is made short, and the command it prints leads to the same failure again.
func TestAFailingSeedIsMadeShort(t *testing.T) {
	t.Parallel()
	s := simulator{rules: shipped(t), from: 1, seeds: 50, shorten: true, sabotage: sabotage{kinds: holdAnything}}
	err := s.all(t.Context(), func() {})
	if err == nil {
		t.Fatal("50 seeds do not fail")
	}
	command := regexp.MustCompile(`play it again: tocsin simulate --from (\d+) --seeds 1 --without ([\d,]+)`).FindStringSubmatch(err.Error())
	if command == nil {
		t.Fatalf("no command in\n%v", err)
	}
	seed, _ := strconv.ParseUint(command[1], 10, 64)
	var without []int
	for text := range strings.SplitSeq(command[2], ",") {
		n, _ := strconv.Atoi(text)
		without = append(without, n)
	}
	m, again := simulateWithout(t.Context(), seed, s.rules, s.sabotage, without)
	if again == nil || invariantOf(again) != "I1" {
		t.Errorf("played again it says: %v", again)
	}
	if left := len(m.steps); left > 6 {
		t.Errorf("%d steps are left, want a few", left)
	}
	for _, want := range []string{"steps from outside:", "the log:", "inventory.units_held", "by another node"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the history does not say %q in\n%v", want, err)
		}
	}
}

func TestWhatCannotBeSimulatedIsRefused(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"--seeds 0", "--seeds 2 --without 3"} {
		if code, _, stderr := tocsin(t, append([]string{"simulate"}, strings.Fields(args)...)...); code != 2 {
			t.Errorf("simulate %s: exit code %d, %s", args, code, stderr)
		}
	}
}
