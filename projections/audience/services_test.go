package audience

import (
	"testing"
	"time"

	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
)

// cutOff is a world in which mobile data is broken for the people of the incident, and push needs it.
func cutOff(t *testing.T) *world {
	w := newWorld(t)
	needy := rules
	needy.Channels = []playbook.Channel{{Kind: "push", Needs: []string{"mobile_data"}}, {Kind: "sms", Needs: []string{"sms"}}}
	content, hash := needy.Content()
	return w.add("playbook-house", playbook.Adopted{Content: content, Hash: hash}).
		add("incident-i1", incident.ScopeChanged{Added: incident.Scope{Services: []string{"mobile_data", "mobile_data"}}})
}

func TestNoticesSayWhichDoorsTheIncidentShuts(t *testing.T) {
	for _, c := range []struct {
		name string
		then []incident.Event
		want []string
	}{
		{"broken", nil, []string{"push"}},
		{"more broke", []incident.Event{incident.ScopeChanged{Added: incident.Scope{Services: []string{"sms"}}}}, []string{"push", "sms"}},
		{"left the incident", []incident.Event{incident.ScopeChanged{Removed: incident.Scope{Services: []string{"mobile_data"}}}}, nil},
		{"over", []incident.Event{incident.Resolved{}}, nil},
		{"not over after all", []incident.Event{incident.Resolved{}, incident.Reopened{}}, []string{"push"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := cutOff(t).list(five()...)
			for _, e := range c.then {
				w.add("incident-i1", e)
			}
			w.draft(1, true).at(10 * time.Minute).publish(1).approve(run(1, 1))
			batch := w.batches[delivery.Stream(run(1, 1), 1, 1)].Batch()
			want(t, "down", batch.Down, c.want)
			want(t, "ladder", batch.Ladder, rules.Outreach.Ladder)
			again := New()
			if err := again.Restore(w.n.Snapshot()); err != nil {
				t.Fatal(err)
			}
			want(t, "restored", again.down(again.Incident("i1")), c.want)
		})
	}
}
