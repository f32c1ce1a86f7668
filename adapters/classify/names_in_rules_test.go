package classify

import (
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestNoNamesInRules: rules and playbooks serve any airline, so no brand and no airport stands in them. The names to look
// for are read from data, for a list of them here would be such names in the code.
func TestNoNamesInRules(t *testing.T) {
	files := ruleFiles(t)
	for _, brand := range shippedBrands(t) {
		wantAbsent(t, files, brand, regexp.MustCompile(`(?i)\b`+regexp.QuoteMeta(brand)+`\b`))
	}
	if len(files) == 0 {
		t.Error("no rule files found")
	}
}

// TestNoAirportsInRules: a code counts in capitals, and in rules, which are written so, in small letters too, unless people write it in
// small letters more often, which makes it a plain word ("day"). The same holds for cities ("mobile").
func TestNoAirportsInRules(t *testing.T) {
	words, files := spellings(t), ruleFiles(t)
	rules := maps.Clone(files)
	maps.DeleteFunc(rules, func(file, _ string) bool { return filepath.Base(file) != "en.yaml" }) // what is a plain word is known in English only
	for _, row := range airportRows(t) {
		code, city := row[0], row[1]
		wantAbsent(t, files, code, regexp.MustCompile(`\b`+regexp.QuoteMeta(code)+`\b`))
		if words.isName(code) {
			wantAbsent(t, rules, code, regexp.MustCompile(`\b`+regexp.QuoteMeta(strings.ToLower(code))+`\b`))
		}
		if city != "" && words.isName(city) {
			wantAbsent(t, files, city, regexp.MustCompile(`(?i)\b`+regexp.QuoteMeta(city)+`\b`))
		}
	}
}

// TestNoBrandsOfTheMessagesInRules: those the real messages are written to.
func TestNoBrandsOfTheMessagesInRules(t *testing.T) {
	files, seen := ruleFiles(t), map[string]bool{}
	for _, row := range table(t, filepath.Join(dataFolder(), "airline-tweets-2015", "tweets.csv"), "airline") {
		if brand := row[0]; !seen[brand] {
			seen[brand] = true
			wantAbsent(t, files, brand, regexp.MustCompile(`(?i)\b`+regexp.QuoteMeta(brand)+`\b`))
		}
	}
	if len(seen) == 0 {
		t.Error("the messages name no brand")
	}
}

// wantAbsent complains about every line that holds a name.
func wantAbsent(t *testing.T, files map[string]string, name string, pattern *regexp.Regexp) {
	t.Helper()
	for file, text := range files {
		for i, line := range strings.Split(text, "\n") {
			if found := pattern.FindString(line); found != "" {
				t.Errorf("%s:%d: names %s: %q", file, i+1, name, found)
			}
		}
	}
}

// ruleFiles gives the YAML files that come with the program, rules and playbooks.
func ruleFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, pattern := range []string{"rules/*.yaml", "repairs/*.yaml", "../playbookfile/*.yaml"} {
		names, err := filepath.Glob(filepath.FromSlash(pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: no file (%v)", pattern, err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(b)
		}
	}
	return files
}

// shippedBrands gives the names that the program maps to carriers; they are data of another package.
func shippedBrands(t *testing.T) (names []string) {
	t.Helper()
	for _, row := range table(t, filepath.Join("..", "inbound", "brands", "brands.csv"), "brand") {
		names = append(names, row[0])
	}
	return names
}

// airportRows gives code and city of each airport.
func airportRows(t *testing.T) [][]string {
	t.Helper()
	return table(t, filepath.Join(dataFolder(), "us-cancelled-flights-2015", "airports.csv"), "IATA_CODE", "CITY")
}

// table reads some columns of a file, or skips the test where the file is not.
func table(t *testing.T, file string, columns ...string) (out [][]string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Skipf("SKIPPED: the names to look for are not here (%v); set TOCSIN_DATA to the folder of the real data", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		var cells []string
		for _, name := range columns {
			cells = append(cells, strings.TrimSpace(row[column(t, rows[0], name)]))
		}
		out = append(out, cells)
	}
	return out
}

// spelling counts words and neighbouring words as the real messages write them, without handles.
type spelling map[string]int

func spellings(t *testing.T) spelling {
	t.Helper()
	counts, words := spelling{}, regexp.MustCompile(`@?\pL+`)
	for _, text := range realMessages(t) {
		before, last := "", ""
		for _, word := range words.FindAllString(text, -1) {
			counts[word]++
			counts[last+" "+word]++
			counts[before+" "+last+" "+word]++
			before, last = last, word
		}
	}
	return counts
}

// isName tells whether people write a name mostly as a name. One they never write is taken for a name only if it is too
// long to be a plain word by accident.
func (s spelling) isName(name string) bool {
	small, as := s[strings.ToLower(name)], s[name]
	if as+small == 0 {
		return utf8.RuneCountInString(name) > 5
	}
	return as > small
}
