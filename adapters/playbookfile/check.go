package playbookfile

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tocsin/domain/playbook"
)

// rule is a check of several values together. It runs when nothing is wrong with any of the keys it needs, so that one
// mistake is told once.
type rule struct {
	needs []string
	run   func(*reader, *playbook.Playbook)
}

func needs(keys ...string) []string { return keys }

// checkAll runs every rule that can be run.
func (r *reader) checkAll(p *playbook.Playbook) {
	wrong := slices.Clone(r.errs)
	for _, c := range slices.Concat(headRules(), detectorRules(), voiceRules(), outreachRules(), deskRules()) {
		if !slices.ContainsFunc(c.needs, func(path string) bool { return touches(wrong, path) }) {
			c.run(r, p)
		}
	}
}

// touches says that one of the errors lies at, beneath or above a path.
func touches(errs Errors, path string) bool {
	return slices.ContainsFunc(errs, func(e *Error) bool {
		return e.Key == path || beneath(e.Key, path) || beneath(path, e.Key)
	})
}

func beneath(inner, outer string) bool {
	rest, ok := strings.CutPrefix(inner, outer)
	return ok && rest != "" && (outer == "" || rest[0] == '.' || rest[0] == '[')
}

// at complains about a path, at its line or that of the nearest one around it that was given.
func (r *reader) at(path, format string, args ...any) {
	line := 1
	for near := path; ; {
		if n, ok := r.lines[near]; ok {
			line = n
			break
		}
		cut := strings.LastIndexAny(near, ".[")
		if cut < 0 {
			break
		}
		near = near[:cut]
	}
	r.complain(line, path, format, args...)
}

// twice complains about values that stand in a list more than once.
func (r *reader) twice(list []string, path func(i int) string) {
	first := map[string]int{}
	for i, s := range list {
		if j, seen := first[s]; seen {
			r.at(path(i), "%q is given twice, also at %s", s, path(j))
			continue
		}
		first[s] = i
	}
}

// rising complains about numbers that do not rise.
func (r *reader) rising(list []float64, path string) {
	for i := 1; i < len(list); i++ {
		if list[i] <= list[i-1] {
			r.at(fmt.Sprintf("%s[%d]", path, i), "must be more than the one before it")
		}
	}
}

// whole complains about shares that do not add up to 1.
func (r *reader) whole(shares []float64, path string) {
	sum := 0.0
	for _, s := range shares {
		sum += s
	}
	if math.Abs(sum-1) > 1e-6 {
		r.at(path, "the shares add up to %s, must be 1", plainNumber(math.Round(sum*1e6)/1e6))
	}
}

// known complains about a word that is not in a list of the file.
func (r *reader) known(word string, list []string, path, where string) {
	if !slices.Contains(list, word) {
		r.at(path, "%q is not in %s: %s", word, where, strings.Join(list, ", "))
	}
}

// element names an element of a list, or a key of it.
func element(path string, i int, key string) string {
	at := fmt.Sprintf("%s[%d]", path, i)
	if key == "" {
		return at
	}
	return at + "." + key
}

// elements gives that name for each index.
func elements(path, key string) func(int) string {
	return func(i int) string { return element(path, i, key) }
}

func pick[T any](list []T, of func(T) string) []string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = of(x)
	}
	return words
}

func channelKinds(p *playbook.Playbook) []string {
	return pick(p.Channels, func(c playbook.Channel) string { return c.Kind })
}
