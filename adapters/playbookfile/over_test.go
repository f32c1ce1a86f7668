package playbookfile

import (
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

func TestOverReplacesWhatIsGivenAndKeepsTheRest(t *testing.T) {
	var changes yaml.Node
	text := "id: storm\ncell: {ack_within: 2m}\ndesk:\n  agents: 41\nlanguages: [en, fr, de]\ntrigger: {gather_for: 10s}\n"
	if err := yaml.Unmarshal([]byte(text), &changes); err != nil {
		t.Fatal(err)
	}
	base, err := Airline()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Over(AirlineName, changes.Content[0])
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != "storm" || p.Cell.AckWithin != 2*time.Minute || p.Desk.Agents != 41 || p.Trigger.GatherFor != 10*time.Second {
		t.Errorf("not replaced: %s %+v %+v %+v", p.ID, p.Cell, p.Desk, p.Trigger)
	}
	if p.Cell.Mandate != base.Cell.Mandate || p.Desk.HandlingS != base.Desk.HandlingS || len(p.Texts) != len(base.Texts) {
		t.Error("something else has changed")
	}
	if err := yaml.Unmarshal([]byte("desk: {colour: red}"), &changes); err != nil {
		t.Fatal(err)
	}
	if _, err := Over(AirlineName, changes.Content[0]); err == nil {
		t.Error("an unknown key is taken")
	}
	if _, err := Over("ferry", changes.Content[0]); err == nil {
		t.Error("a playbook that does not ship is taken")
	}
}
