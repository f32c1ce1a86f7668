package audience

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
	"tocsin/projections"
	"tocsin/projections/foldtest"
)

var _ projections.Model = (*Audience)(nil)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

var rules = playbook.Playbook{
	Offsets: []playbook.Offset{{From: noon.AddDate(-1, 0, 0), Seconds: 3600}},
	Outreach: playbook.Outreach{
		Purpose: "service", Ladder: []string{"sms", "email"}, PartsPerS: 10, NotAfter: 6 * time.Hour, GatherFor: 15 * time.Minute,
		Waves: []outreach.Wave{{Rank: 1, Rule: "vulnerable"}, {Rank: 2, Rule: "departs_within", Hours: 6}, {Rank: 3, Rule: "rest"}},
	},
	Stock: []playbook.Stock{{ID: "rail", Kind: "rail", Unit: "seat", Per100: 50}},
}

// world runs the policy over a log that it grows itself: what is asked is decided by the real rules, and resolvers
// answer as if everybody could be reached by SMS.
type world struct {
	t       *testing.T
	s       *foldtest.Story
	n       *Notices
	read    int
	asked   []foldtest.Asked
	refused []string // requests that a rule refused
	runs    map[domain.StreamID]outreach.State
	batches map[domain.StreamID]delivery.State
}

// newWorld begins with a playbook and an incident of one flight.
func newWorld(t *testing.T) *world {
	w := &world{
		t: t, s: foldtest.New(noon), n: NewNotices(),
		runs: map[domain.StreamID]outreach.State{}, batches: map[domain.StreamID]delivery.State{},
	}
	content, hash := rules.Content()
	w.add("playbook-house", playbook.Adopted{Content: content, Hash: hash})
	return w.add("incident-i1", incident.Reported{Brand: "blue", Scope: incident.Scope{Flights: []incident.Flight{flight("1")}}})
}

func flight(number string) incident.Flight {
	return incident.Flight{Carrier: "QB", Number: number, DateLocal: "2015-02-22", Origin: "ZZA", Dest: "ZYA", StdLocal: "14:05"}
}

// at moves the clock; what falls due before is asked.
func (w *world) at(since time.Duration) *world {
	w.t.Helper()
	for range 100 {
		next, ok := w.n.Next()
		if !ok || next.After(noon.Add(since)) {
			w.s.At(since)
			return w
		}
		w.s.At(next.Sub(noon))
		for _, request := range w.n.Due(next) {
			w.carryOut(next, request)
		}
		w.pump()
	}
	w.t.Fatal("the policy never stops being due")
	return w
}

// add records facts and lets the policy answer.
func (w *world) add(stream domain.StreamID, events ...domain.Event) *world {
	w.t.Helper()
	w.record(stream, events...)
	w.pump()
	return w
}

func (w *world) record(stream domain.StreamID, events ...domain.Event) {
	w.s.Add(stream, events...)
	for _, e := range events {
		switch e := e.(type) {
		case outreach.Event:
			w.runs[stream] = outreach.Decider.Evolve(w.runs[stream], e)
		case delivery.Event:
			w.batches[stream] = delivery.Decider.Evolve(w.batches[stream], e)
		}
	}
}

func (w *world) pump() {
	w.t.Helper()
	for w.read < len(w.s.Records) {
		r := w.s.Records[w.read]
		w.read++
		foldtest.Fold(w.n, []domain.Recorded{r})
		for _, request := range w.n.React(r) {
			w.carryOut(r.Meta.RecordedAt, request)
		}
	}
}

func (w *world) carryOut(at time.Time, request domain.Request) {
	w.t.Helper()
	w.asked = append(w.asked, foldtest.Asked{At: at, Request: request})
	switch c := request.Command.(type) {
	case ask.Audience:
		w.decide(request.To, outreach.FreezeAudience{AudienceFrozen: outreach.AudienceFrozen{Count: len(c.People), SnapshotHash: "h", Waves: c.Waves}})
	case ask.Notices:
		batch := c.Batch
		for _, it := range c.Items {
			it.Channel, it.ContactID = "sms", "c-"+it.Subject
			batch.Items = append(batch.Items, it)
		}
		w.decide(request.To, delivery.Request{Requested: batch})
	default:
		w.decide(request.To, c)
	}
}

func (w *world) decide(to domain.StreamID, command any) {
	w.t.Helper()
	var events []domain.Event
	var err error
	switch c := command.(type) {
	case outreach.Command:
		decided, no := outreach.Decider.Decide(c, w.runs[to])
		for _, e := range decided {
			events = append(events, e)
		}
		err = no
	case delivery.Command:
		decided, no := delivery.Decider.Decide(c, w.batches[to])
		for _, e := range decided {
			events = append(events, e)
		}
		err = no
	default:
		w.t.Fatalf("asked for %T", command)
	}
	if err != nil {
		w.refused = append(w.refused, fmt.Sprintf("%T to %s: %v", command, to, err))
		return
	}
	w.record(to, events...)
}

// person of a party, by its number; the priority and the departure decide his wave.
func person(n, priority int, departs time.Duration) incident.Person {
	return incident.Person{
		Subject: fmt.Sprintf("p%d", n), Lang: "en", Party: fmt.Sprintf("party%d", n), Priority: priority,
		Journeys: []string{flight("1").Key()}, DepartsAt: noon.Add(departs),
	}
}

// five are people for every wave: one who needs help, two who leave soon, two who do not.
func five() []incident.Person {
	return []incident.Person{
		person(0, 0, 20*time.Hour), person(1, 0, 5*time.Hour), person(2, incident.PriorityVulnerable, 30*time.Hour), person(3, 0, 10*time.Hour),
		person(4, 0, 3*time.Hour),
	}
}

func (w *world) list(people ...incident.Person) *world {
	w.t.Helper()
	return w.add("incident-i1", incident.AffectedListed{Listing: w.s.Last().ID.String(), Chunk: 1, Of: 1, People: people})
}

func (w *world) draft(version int, push bool) *world {
	w.t.Helper()
	return w.add("statement-s1", statement.Drafted{Version: version, Brand: "blue", Kind: "holding", IncidentIDs: []string{"i1"}, Audience: "affected", Push: push})
}

func (w *world) publish(version int) *world {
	w.t.Helper()
	if version > 1 {
		w.record("statement-s1", statement.Superseded{Version: version - 1, ByVersion: version})
	}
	return w.add("statement-s1", statement.Published{Version: version})
}

// run is the n-th run of a version.
func run(version, n int) string { return outreach.IDFor("s1", version, n) }

// approve lets a run go.
func (w *world) approve(id string) *world {
	w.t.Helper()
	w.decide(outreach.Stream(id), outreach.ApproveSend{By: "gold", Count: w.runs[outreach.Stream(id)].Count})
	w.pump()
	return w
}

// send has every open notice of a wave taken, or only tried.
func (w *world) send(id string, wave int, taken bool) *world {
	w.t.Helper()
	for n := 1; w.batches[delivery.Stream(id, wave, n)].Len() > 0; n++ {
		stream := delivery.Stream(id, wave, n)
		var tries delivery.Attempt
		var yes delivery.RecordOutcomes
		for i := range w.batches[stream].Len() {
			v := w.batches[stream].Item(i)
			if v.State.Attemptable() {
				tries.Items = append(tries.Items, delivery.AttemptedItem{I: i, Attempt: v.Attempts + 1, Channel: v.Channel, ContactID: v.ContactID})
			}
			yes.Accepted = append(yes.Accepted, delivery.AcceptedItem{I: i})
		}
		tries.Provider = "acme"
		w.decide(stream, tries)
		if taken {
			w.decide(stream, yes)
		}
		w.pump()
	}
	return w
}

// states lists how each person stands, in the order of listing.
func (w *world) states() (list []string) {
	i := w.n.Incident("i1")
	for at := range i.Len() {
		list = append(list, i.Told(at).State.String())
	}
	return list
}

// subjects of a batch.
func (w *world) subjects(stream domain.StreamID) (list []string) {
	for i := range w.batches[stream].Len() {
		list = append(list, w.batches[stream].Item(i).Subject)
	}
	return list
}

// commands lists what was asked, by type, target and step.
func (w *world) commands() (list []string) {
	for _, a := range w.asked {
		list = append(list, fmt.Sprintf("%s %T %s %s", a.At.Sub(noon), a.Command, a.To, a.Step))
	}
	return list
}
