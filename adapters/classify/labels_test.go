package classify

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// realMessages reads the public airline messages, one text per distinct id, or skips the test where they are not there.
func realMessages(t *testing.T) map[string]string {
	t.Helper()
	file := filepath.Join(dataFolder(), "airline-tweets-2015", "tweets.csv")
	f, err := os.Open(file)
	if err != nil {
		t.Skipf("SKIPPED: the real messages are not here (%v); set TOCSIN_DATA to the folder that holds airline-tweets-2015", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	id, text := column(t, rows[0], "tweet_id"), column(t, rows[0], "text")
	out := map[string]string{}
	for _, row := range rows[1:] {
		out[row[id]] = row[text]
	}
	return out
}

// dataFolder is where the real data is, if it is anywhere.
func dataFolder() string {
	if root := os.Getenv("TOCSIN_DATA"); root != "" {
		return root
	}
	return filepath.Join("..", "..", "..", "shared", "data")
}

func column(t *testing.T, header []string, name string) int {
	t.Helper()
	for i, h := range header {
		if h == name {
			return i
		}
	}
	t.Fatalf("no column %q", name)
	return 0
}

// label is what a person said about one message.
type label struct{ id, topic, tier string }

func labels(t *testing.T) []label {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "labels.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []label
	for _, row := range rows[1:] {
		out = append(out, label{row[0], row[1], row[2]})
	}
	return out
}

func TestLabelsUseTheClosedLists(t *testing.T) {
	topics := map[string]bool{}
	for _, topic := range book(t, Options{}).Topics() {
		topics[topic.Name] = true
	}
	tiers := map[string]bool{string(TierReaction): true, string(TierComplaint): true, string(TierRoutine): true, string(TierPersonal): true}
	seen := map[string]bool{}
	for _, l := range labels(t) {
		if !topics[l.topic] || !tiers[l.tier] || seen[l.id] {
			t.Errorf("label %+v: unknown topic or tier, or a second label", l)
		}
		seen[l.id] = true
	}
	if len(seen) != 200 {
		t.Errorf("%d labels, want 200", len(seen))
	}
}

// repairMode is one way to treat what was put into the texts.
type repairMode struct {
	name    string
	repairs []Repairs
}

// repairModes are the two that are measured: a rule that read the labels in the texts would be reading the answer.
func repairModes(t *testing.T) []repairMode {
	t.Helper()
	undone := ownRepairs(t)
	return []repairMode{{"garbled words dropped", withoutOriginals(undone)}, {"customers' words restored", undone}}
}

// realNames are the names a run on the real messages would bring: its airports and brands.
func realNames(t *testing.T) Names {
	t.Helper()
	names := Names{NameBrand: shippedBrands(t)}
	for _, row := range airportRows(t) {
		names[NameAirport] = append(names[NameAirport], row...)
	}
	return names
}

// TestAgainstLabels prints how the rules do on 200 messages labelled by a person. It asserts nothing about the figures:
// they are read, not passed.
func TestAgainstLabels(t *testing.T) {
	texts := realMessages(t)
	for _, how := range repairModes(t) {
		b := book(t, Options{Repairs: how.repairs, Names: realNames(t)})
		topics, tiers := newConfusion(), newConfusion()
		for _, l := range labels(t) {
			text, ok := texts[l.id]
			if !ok {
				t.Fatalf("labelled message %s is not in the data", l.id)
			}
			got := b.Classify(Input{Text: text, Language: "en"})
			topics.add(l.topic, got.Topic)
			tiers.add(l.tier, string(got.Tier))
		}
		var names []string
		for _, topic := range b.Topics() {
			if !topic.Reserved {
				names = append(names, topic.Name)
			}
		}
		t.Logf("%s: topic\n%s", how.name, topics.table(names))
		t.Logf("%s: tier\n%s", how.name, tiers.table([]string{"reaction", "complaint", "routine", "personal"}))
	}
}

// TestShareOfOther fails when more than 60 % of the real messages have no topic.
func TestShareOfOther(t *testing.T) {
	texts := realMessages(t)
	for _, how := range repairModes(t) {
		b := book(t, Options{Repairs: how.repairs, Names: realNames(t)})
		byTopic := map[string]int{}
		for _, text := range texts {
			byTopic[b.Classify(Input{Text: text, Language: "en"}).Topic]++
		}
		share := float64(byTopic["other"]) / float64(len(texts))
		var line strings.Builder
		for _, topic := range b.Topics() {
			fmt.Fprintf(&line, " %s %d", topic.Name, byTopic[topic.Name])
		}
		t.Logf("%s: %d messages, other %.1f %%:%s", how.name, len(texts), 100*share, line.String())
		if share > 0.60 {
			t.Errorf("other is %.1f %% of the messages, want at most 60 %%", 100*share)
		}
	}
}

// confusion counts label against answer.
type confusion struct {
	n     map[[2]string]int
	right int
	all   int
}

func newConfusion() *confusion { return &confusion{n: map[[2]string]int{}} }

func (c *confusion) add(want, got string) {
	c.n[[2]string{want, got}]++
	c.all++
	if want == got {
		c.right++
	}
}

// table prints one line per label, one column per answer, then precision and recall of each.
func (c *confusion) table(names []string) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-12s", "label\\rule")
	for _, name := range names {
		fmt.Fprintf(&out, " %8.8s", name)
	}
	out.WriteString("   recall precision\n")
	for _, want := range names {
		fmt.Fprintf(&out, "%-12s", want)
		labelled, answered := 0, 0
		for _, got := range names {
			fmt.Fprintf(&out, " %8d", c.n[[2]string{want, got}])
			labelled += c.n[[2]string{want, got}]
			answered += c.n[[2]string{got, want}]
		}
		right := c.n[[2]string{want, want}]
		fmt.Fprintf(&out, " %8s %9s\n", share(right, labelled), share(right, answered))
	}
	fmt.Fprintf(&out, "accuracy %d of %d = %s", c.right, c.all, share(c.right, c.all))
	return out.String()
}

func share(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(n)/float64(of))
}
