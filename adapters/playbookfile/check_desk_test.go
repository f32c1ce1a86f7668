package playbookfile

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain/playbook"
)

// with puts lines behind one of the shipped playbook.
func with(t *testing.T, after, lines string) string {
	t.Helper()
	text, _ := spoil(t, after, after+lines)
	return text
}

const (
	curveLines = `
  curves:
    - {kind: AIRPORT_CLOSED, uninformed: 0.7, informed: 0.2, weights: [0.5, 0.5], taus_h: [1, 6]}`
	lineLines = `
  lines:
    - {channel: phone, share: 0.4, patience: 5m, abandon_at_most: 0.05, wait_at_most: 60s}`
	leverLines = `
levers:
  pull: [5]
  reply_times: [2h, 4h]
  experts: 3
  duties:
    - {name: letters, people: 2}
  self_service: 0.2
  lasts: 4h
  bottleneck_from: 0.8
  approval_s: 300`
)

func TestCurvesLinesAndLeversAreReadAndPrintedAlike(t *testing.T) {
	text := with(t, "gap_assessments: 2", curveLines)
	text = strings.Replace(text, "skill: care\n", "skill: care"+lineLines+"\n", 1)
	text = strings.Replace(text, "\nroster:", leverLines+"\n\nroster:", 1)
	p, err := Parse("air.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := playbook.Levers{
		Pull: []int{5}, ReplyTimes: []time.Duration{2 * time.Hour, 4 * time.Hour}, Experts: 3,
		Duties: []playbook.Duty{{Name: "letters", People: 2}}, SelfService: 0.2, Lasts: 4 * time.Hour, BottleneckFrom: 0.8, ApprovalS: 300,
	}
	if diff := cmp.Diff(want, p.Levers); diff != "" {
		t.Errorf("levers (-want +got):\n%s", diff)
	}
	if c := p.Forecast.CurveFor("AIRPORT_CLOSED"); c.Uninformed != 0.7 || p.Forecast.CurveFor("CANCELLED").Uninformed != 0.35 {
		t.Errorf("curve %+v", c)
	}
	printed, err := Print(p)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse("again.yaml", printed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, again); diff != "" {
		t.Errorf("printed and read again:\n%s", diff)
	}
}

func TestMistakesInCurvesLinesAndLevers(t *testing.T) {
	for _, c := range []struct{ after, lines, old, new, want string }{
		{"gap_assessments: 2", curveLines, "[0.5, 0.5]", "[0.5, 0.4]", "forecast.curves[0].weights: the shares add up to 0.9, must be 1"},
		{"gap_assessments: 2", curveLines, "[1, 6]", "[1]", "forecast.curves[0].taus_h: has 1 values, but weights has 2"},
		{"gap_assessments: 2", curveLines, "informed: 0.2", "informed: 0.9", "forecast.curves[0].informed: must not be more than uninformed"},
		{"gap_assessments: 2", curveLines, "AIRPORT_CLOSED", "closed", "forecast.curves[0].kind: must be a kind like CANCELLED"},
		{"skill: care", lineLines, "phone", "pigeon", "desk.lines[0].channel: \"pigeon\" is not in detector.channels"},
		{"skill: care", lineLines, "share: 0.4", "share: 1.4", "desk.lines[0].share: must be 0 to 1"},
		{"skill: care", lineLines, "patience: 5m", "patience: 0s", "desk.lines[0].patience: must be 1s to 24h"},
		{"channel: sms", leverLines, "[2h, 4h]", "[30m, 4h]", "levers.reply_times[0]: must be longer than 1h"},
		{"channel: sms", leverLines, "[2h, 4h]", "[4h, 2h]", "levers.reply_times[1]: must be longer than 4h"},
		{"channel: sms", leverLines, "pull: [5]", "pull: [6]", "levers.pull[0]: must be 1 to 5"},
		{"channel: sms", leverLines, "pull: [5]", "pull: [5, 5]", `levers.pull[1]: "5" is given twice`},
		{"channel: sms", leverLines, "  lasts: 4h\n", "", "levers.lasts: is missing"},
		{"channel: sms", leverLines, "name: letters, people: 2", "name: letters", "levers.duties[0].people: is missing"},
	} {
		lines := strings.Replace(c.lines, c.old, c.new, 1)
		if lines == c.lines {
			t.Fatalf("%q is not in the lines", c.old)
		}
		errs := wrong(t, with(t, c.after, lines))
		if len(errs) != 1 || !strings.Contains(fmt.Sprint(errs), c.want) {
			t.Errorf("%s -> %s: got %v, want %q", c.old, c.new, errs, c.want)
		}
	}
}
