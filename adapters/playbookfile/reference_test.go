package playbookfile

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tocsin/domain/playbook"
)

var update = flag.Bool("update", false, "write the reference page anew")

const page = "../../docs/reference/playbook.md"

// leaf is one place of the struct, with its value in the shipped playbook.
type leaf struct {
	pattern string
	value   reflect.Value
	element bool // beneath a list: it has no default of its own
}

// leaves walks the struct as the reader does.
func leaves(v reflect.Value, pattern string, element bool) (all []leaf) {
	if pattern != "" {
		all = append(all, leaf{pattern, v, element})
	}
	switch {
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); !isOffsets(f.Type) {
				all = append(all, leaves(v.Field(i), join(pattern, jsonName(f)), element)...)
			}
		}
	case v.Kind() == reflect.Slice:
		all = append(all, leaves(reflect.Zero(v.Type().Elem()), pattern+"[]", true)...)
	}
	return all
}

// onlyInFiles are keys that stand in files for something else in the struct.
var onlyInFiles = []string{"roster[].count", "roster[].prefix"}

// A field without an entry would be read without limits and explained nowhere; an entry without a field is a lie.
func TestKeyTableIsThatOfTheStruct(t *testing.T) {
	table, seen := keyTable(), map[string]bool{}
	for _, l := range leaves(reflect.ValueOf(playbook.Playbook{}), "", false) {
		seen[l.pattern] = true
		k, ok := table[l.pattern]
		structs := l.value.Kind() == reflect.Struct && strings.HasSuffix(l.pattern, "[]")
		switch {
		case structs:
			if ok {
				t.Errorf("%s: an element is explained by its keys", l.pattern)
			}
		case !ok:
			t.Errorf("%s: a field without an entry", l.pattern)
		case k.about == "":
			t.Errorf("%s: not explained", l.pattern)
		case isDuration(l.value.Type()) != (k.limit.duration && k.limit.bounded):
			t.Errorf("%s: durations have limits of duration, and only they", l.pattern)
		case l.value.CanFloat() || l.value.CanInt():
			if !k.bounded {
				t.Errorf("%s: a number without limits", l.pattern)
			}
		case l.value.Kind() == reflect.String:
			if k.words == nil && k.form == nil && k.longest == 0 {
				t.Errorf("%s: a text without limits", l.pattern)
			}
		}
	}
	for path := range table {
		if !seen[path] && !slices.Contains(onlyInFiles, path) {
			t.Errorf("%s: an entry without a field", path)
		}
	}
}

func TestReference(t *testing.T) {
	want := reference(airlinePlaybook(t))
	if *update {
		if err := os.WriteFile(page, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the keys are: run go generate ./adapters/playbookfile", page)
	}
}

// reference writes the page.
func reference(p playbook.Playbook) []byte {
	var out bytes.Buffer
	fmt.Fprint(&out, `# The playbook, key by key

<!-- Written by "go generate ./adapters/playbookfile" from the table of keys that the reader checks by. Do not edit. -->

A playbook is one YAML file. It is read strictly: an unknown key, a value of another type, a duration without a unit, a
missing key or a value out of its limits is an error that names file, line and key, and all of them are told at once.
The default is the value of the airline playbook that ships. "[]" stands for each element of a list.

- **Durations** are numbers with a unit: `+"`250ms` `5s` `10m` `1h30m` `30d`"+` (a day is 24 hours).
- **Numbers** are written in digits; shares are 0 to 1, never per cent.
- **Keys are required** unless marked *optional*.
- Anchors, aliases and merge keys are not read.
- The table of the zone's offsets is worked out when the file is read, for 2000 to 2040; it is not written.

`)
	table := keyTable()
	fmt.Fprintf(&out, "## The playbook itself\n\n%s", tableHead)
	var groups []leaf
	for _, l := range leaves(reflect.ValueOf(p), "", false) {
		switch top, _, inner := strings.Cut(strings.ReplaceAll(l.pattern, "[", ".["), "."); {
		case inner && top != "languages":
			groups = append(groups, l)
		case l.value.Kind() == reflect.Struct || l.value.Kind() == reflect.Slice && top != "languages":
			groups = append(groups, l)
		default:
			row(&out, table, l)
		}
	}
	for _, l := range groups {
		if !strings.ContainsAny(l.pattern, ".[") {
			fmt.Fprintf(&out, "\n## %s\n\n%s.\n\n%s", l.pattern, capital(table[l.pattern].about), tableHead)
			if l.value.Kind() == reflect.Struct {
				continue
			}
		}
		if l.pattern == "roster[].id" {
			for _, path := range onlyInFiles {
				row(&out, table, leaf{path, reflect.ValueOf(0), true})
			}
		}
		if table[l.pattern].path != "" {
			row(&out, table, l)
		}
	}
	return out.Bytes()
}

const tableHead = "| key | type | default | limits | meaning |\n|---|---|---|---|---|\n"

func row(out *bytes.Buffer, table map[string]key, l leaf) {
	k := table[l.pattern]
	kind, limits := typeOf(l, k), limitsOf(l, k)
	if k.optional {
		kind += ", *optional*"
	}
	fmt.Fprintf(out, "| `%s` | %s | %s | %s | %s |\n", l.pattern, kind, defaultOf(l, k), limits,
		strings.ReplaceAll(capital(k.about), "|", `\|`))
}

// typeOf says what is written, with its unit: names end in it.
func typeOf(l leaf, k key) string {
	switch {
	case l.pattern == "texts":
		return "kind: language: channel: text"
	case l.pattern == "phrases":
		return "language: name: text"
	case isDuration(l.value.Type()):
		return "duration"
	case l.value.Kind() == reflect.Slice:
		return "list"
	case l.value.Kind() == reflect.Bool:
		return "true or false"
	case l.pattern == "roster[].prefix" || l.value.Kind() == reflect.String:
		return "text"
	}
	kind := "number"
	if l.value.CanInt() {
		kind = "whole number"
	}
	for _, u := range []struct{ suffix, unit string }{
		{"_per_h", " per hour"}, {"_per_s", " per second"}, {"_h", " of hours"}, {"_s", " of seconds"}, {"_d", " of days"}, {"hours", " of hours"},
	} {
		if strings.HasSuffix(strings.TrimSuffix(l.pattern, "[]"), u.suffix) {
			return kind + u.unit
		}
	}
	if k.bounded && k.max == 1 && !l.value.CanInt() {
		return "share"
	}
	return kind
}

func limitsOf(l leaf, k key) string {
	switch {
	case k.bounded && l.value.Kind() == reflect.Slice && k.min == k.max:
		return plainNumber(k.min) + " elements"
	case k.bounded && l.value.Kind() == reflect.Slice:
		return k.span() + " elements"
	case k.bounded:
		return k.span()
	case k.words != nil:
		return "`" + strings.Join(k.words, "` `") + "`"
	case k.form != nil:
		return k.formName
	case k.longest > 0:
		return fmt.Sprintf("1 to %d characters", k.longest)
	}
	return ""
}

func defaultOf(l leaf, k key) string {
	if l.element || l.pattern == "texts" || l.pattern == "phrases" || l.pattern == "cell.mandate" {
		return ""
	}
	switch {
	case l.value.Kind() == reflect.Slice && !isScalar(l.value.Type().Elem()):
		return fmt.Sprintf("%d elements", l.value.Len())
	case k.optional && l.value.IsZero():
		return "none"
	}
	n := printer{keys: keyTable()}.value(l.value, l.pattern)
	if len(n.Content) == 0 {
		return "`" + n.Value + "`"
	}
	var words []string
	for _, c := range n.Content {
		words = append(words, c.Value)
	}
	return "`[" + strings.Join(words, ", ") + "]`"
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
