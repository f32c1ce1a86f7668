package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the places in the log and the accounts that the pages quote anew")

var (
	placed   = regexp.MustCompile(`(?m)^    (\d\d:\d\d:\d\d  .+)  #(\d+)$`)
	account  = regexp.MustCompile(`(?m)^    (Notices  | +the provider's ledger: ).*$`)
	lookedAt = regexp.MustCompile(`audit show snow/log\.db --at (\d+) --last 2`)
	commands = regexp.MustCompile(`^(go|mkdir|\./tocsin) `)
	anything = regexp.MustCompile(` ?\.\.\.`)
)

// quoting is the part of a page that shows what the demonstration and its log print.
type quoting struct{ page, from, to string }

// checkQuoted wants each line that the pages quote to be printed, digits included: of the story, of its accounts, and of
// what one sees in the log.
func checkQuoted(t *testing.T, told, log string) {
	t.Helper()
	for _, q := range []quoting{
		{filepath.Join("..", "..", "README.md"), "## A tour", "Then ask the log:"},
		{filepath.Join("..", "..", "docs", "tutorial.md"), "## 1.", "## 4."},
	} {
		text := q.text(t, told)
		printed := told
		if at := lookedAt.FindStringSubmatch(text); at != nil {
			printed += mustRun(t, "audit", "show", log, "--at", at[1], "--last", "2") + mustRun(t, "audit", "verify", log)
		}
		q.check(t, text, printed)
	}
}

// text reads the part of the page, written anew if that is asked for.
func (q quoting) text(t *testing.T, told string) string {
	t.Helper()
	b, err := os.ReadFile(q.page)
	if err != nil {
		t.Fatal(err)
	}
	before, after, found := strings.Cut(string(b), q.from)
	part, rest, ended := strings.Cut(after, q.to)
	if !found || !ended {
		t.Fatalf("%s has no part from %q to %q", q.page, q.from, q.to)
	}
	if !*update {
		return part
	}
	part = requoted(part, told)
	if err := os.WriteFile(q.page, []byte(before+q.from+part+q.to+rest), 0o644); err != nil {
		t.Fatal(err)
	}
	return part
}

// check compares line by line; "..." stands for anything.
func (q quoting) check(t *testing.T, text, printed string) {
	t.Helper()
	lines, n := strings.Split(printed, "\n"), 0
	for i, line := range lines {
		lines[i] = narrow(line)
	}
	for line := range strings.Lines(text) {
		shown, ok := strings.CutPrefix(line, "    ")
		if shown = narrow(shown); !ok || shown == "" || commands.MatchString(shown) {
			continue
		}
		if n++; !slices.ContainsFunc(lines, pattern(shown).MatchString) {
			t.Errorf("%s shows what is not printed: %s\n(go test ./cmd/tocsin -run TestDemoTells -update sets places and accounts)", q.page, shown)
		}
	}
	if n == 0 {
		t.Errorf("%s shows nothing of the demonstration", q.page)
	}
}

// narrow puts one space between words, however columns are set.
func narrow(line string) string { return strings.Join(strings.Fields(line), " ") }

// pattern matches what a quoted line stands for.
func pattern(quoted string) *regexp.Regexp {
	parts := anything.Split(narrow(quoted), -1)
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$")
}

// requoted sets the places of the quoted lines, the place that is looked at, and the accounts.
func requoted(text, told string) string {
	story, look, looks := strings.Cut(text, "\n## 2.")
	story, moved := rewrittenStory(story, told)
	if !looks {
		return story
	}
	if at := lookedAt.FindStringSubmatch(look); at != nil && moved[at[1]] != "" {
		look = rewrittenPlace(look, at[1], moved[at[1]])
	}
	return story + "\n## 2." + look
}

// rewrittenStory also says where what stood at a place stands now.
func rewrittenStory(text, told string) (story string, moved map[string]string) {
	moved = map[string]string{}
	lines := strings.Split(told, "\n")
	text = account.ReplaceAllStringFunc(text, func(line string) string {
		lead := line[:len(account.FindStringSubmatch(line)[1])+len("    ")]
		if n := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix("    "+l, lead) }); n >= 0 {
			return "    " + lines[n]
		}
		return line
	})
	text = placed.ReplaceAllStringFunc(text, func(line string) string {
		quoted := placed.FindStringSubmatch(line)
		for _, at := range lines {
			if sentence, place, _ := strings.Cut(at, "  #"); pattern(quoted[1]).MatchString(narrow(sentence)) {
				moved[quoted[2]] = place
				return "    " + quoted[1] + "  #" + place
			}
		}
		return line
	})
	return text, moved
}

// rewrittenPlace moves the place that is looked at, and the one before it, which is shown too.
func rewrittenPlace(look, was, is string) string {
	before := func(n string) string {
		place, _ := strconv.Atoi(n)
		return strconv.Itoa(place - 1)
	}
	return regexp.MustCompile(`\b\d+\b`).ReplaceAllStringFunc(look, func(n string) string {
		switch n {
		case was:
			return is
		case before(was):
			return before(is)
		}
		return n
	})
}

func TestWhatPagesQuoteIsWrittenAnew(t *testing.T) {
	told := "04:40:00  a draft  #7\n04:41:00  a surge of 3 (x2)  #9\nNotices    8 owed\n"
	page := "## 1.\n    04:40:00  a draft  #4\n    04:41:00  a surge ... (x2)  #5\n    Notices    2 owed\n\n## 2. `#4`\n" +
		"    audit show snow/log.db --at 4 --last 2\n    3  a\n    4  b\n    Notices    0 owed\n"
	want := "## 1.\n    04:40:00  a draft  #7\n    04:41:00  a surge ... (x2)  #9\n    Notices    8 owed\n\n## 2. `#7`\n" +
		"    audit show snow/log.db --at 7 --last 2\n    6  a\n    7  b\n    Notices    0 owed\n"
	if got := requoted(page, told); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
