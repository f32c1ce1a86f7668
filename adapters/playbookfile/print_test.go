package playbookfile

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"tocsin/domain/playbook"
)

func TestPrintReadsTheSame(t *testing.T) {
	want := airlinePlaybook(t)
	text, err := Print(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse("printed.yaml", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("printed and read again (-want +got):\n%s", diff)
	}
	again, err := Print(got)
	if err != nil || string(again) != string(text) {
		t.Errorf("printed twice differs, %v", err)
	}
	for _, group := range []string{"trigger", "detector", "cell", "approvals", "promise", "outreach", "stock", "offer",
		"forecast", "desk", "callout", "roster", "stand_down", "channels", "texts"} {
		if !strings.Contains(string(text), "# "+keyTable()[group].about+"\n"+group+":") {
			t.Errorf("group %s has no comment line", group)
		}
	}
}

// Any playbook that can be read is printed so that it reads the same.
func TestPrintRoundTrip(t *testing.T) {
	shipped := airlinePlaybook(t)
	rapid.Check(t, func(t *rapid.T) {
		p := changed(t, shipped)
		text, err := Print(p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Parse("printed.yaml", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(p, got); diff != "" {
			t.Fatalf("printed and read again (-want +got):\n%s", diff)
		}
	})
}

// changed draws another valid playbook: other numbers, durations, names and words.
func changed(t *rapid.T, p playbook.Playbook) playbook.Playbook {
	lasts := func(name string, low, high time.Duration) time.Duration {
		return time.Duration(rapid.Int64Range(low.Milliseconds(), high.Milliseconds()).Draw(t, name)) * time.Millisecond
	}
	number := func(name string, low, high float64) float64 {
		return float64(rapid.IntRange(int(low*1000), int(high*1000)).Draw(t, name)) / 1000
	}
	words := rapid.StringMatching(`[A-Za-zäé:#'"{},&*!|>%@ -][ -z]{0,40}[a-z.!?"']`)
	free := func(name string) string {
		return strings.NewReplacer("{", "(", "}", ")").Replace(strings.TrimSpace(words.Draw(t, name)))
	}
	p.Version = rapid.IntRange(1, 1e6).Draw(t, "version")
	p.ID = rapid.SampledFrom([]string{"1e3", "null", "true", "yes", "0x1f", "no", "007", "2001-01-01", "a-b.c_d"}).Draw(t, "id")
	p.Trigger.SuspectAfter = lasts("suspect_after", minute, day)
	p.Trigger.TellAffectedAtLeast = rapid.IntRange(0, 1e9).Draw(t, "tell")
	p.Detector.Forgetting = number("forgetting", 0.01, 1)
	p.Detector.PriorPerH = number("prior", 0, 100)
	p.Detector.PooledArl = lasts("arl", hour, 3660*day)
	p.Cell.Mandate = free("mandate")
	p.Trigger.QuietAfterSuspicion = lasts("quiet", 0, 7*day)
	p.Outreach.TextStands = lasts("text_stands", hour, 30*day)
	p.Offer.StopBefore = lasts("stop_before", 0, 7*day)
	p.Offer.AlternativesStand = p.Offer.StopBefore + lasts("alternatives_stand", hour, 80*day)
	p.Outreach.UnreadAfter = lasts("unread_after", 0, 7*day)
	p.Roster = p.Roster[:0:0]
	ids := rapid.SampledFrom([]string{"m%d", "m%03d", "a-%03d", "%03d", "a1-%03d"}).Draw(t, "ids")
	for i := range rapid.IntRange(0, 6).Draw(t, "members") {
		p.Roster = append(p.Roster, playbook.Member{
			ID: fmt.Sprintf(ids, i+1), Langs: p.Languages, Skills: []string{p.Desk.Skill}, MaxWeekS: 144000.5,
			Site: rapid.SampledFrom([]string{"", "a", "null", "1"}).Draw(t, "site"), RestS: float64(rapid.IntRange(0, 1).Draw(t, "rest")),
		})
	}
	if len(p.Roster) == 0 {
		p.Roster = nil
	}
	p.Texts = append([]playbook.Text(nil), p.Texts...)
	for i := range p.Texts {
		if p.Texts[i].Channel == "push" {
			p.Texts[i].Template = "{next}" + free("push")
			if p.Texts[i].Kind == "instruction" || p.Texts[i].Kind == "all_clear" {
				p.Texts[i].Template = free("push")
			}
		}
		if p.Texts[i].Channel == "email" {
			p.Texts[i].Template += "\n" + strings.Repeat(" ", rapid.IntRange(0, 4).Draw(t, "indent")) + free("line") + "\n\n" + free("end")
		}
	}
	return p
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"10m": 10 * minute, "24h": day, "30d": 30 * day, "1h30m": 90 * minute, "1.5h": 90 * minute, "0s": 0,
		"250ms": 250 * time.Millisecond, "2d12h": 60 * hour, "1d": day, "0.001s": time.Millisecond, "90m": 90 * minute,
	} {
		got, why := parseDuration(&yaml.Node{Kind: yaml.ScalarNode, Value: text})
		if why != "" || got != want {
			t.Errorf("%s: got %v %s, want %v", text, got, why, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := time.Duration(rapid.Int64Range(0, longestDuration.Milliseconds()).Draw(t, "ms")) * time.Millisecond
		text := printDuration(want)
		got, why := parseDuration(&yaml.Node{Kind: yaml.ScalarNode, Value: text})
		if why != "" || got != want {
			t.Fatalf("%s: got %v %s, want %v", text, got, why, want)
		}
	})
}
