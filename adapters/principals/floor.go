package principals

import (
	"slices"
	"strconv"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/desk"
	"tocsin/domain/statement"
)

// floor is the care teams: so many agents for each brand, each with one customer at a time, the most urgent and then the
// longest waiting first. Reserve members who were called out join for their shift, others while a lever is pulled.
type floor struct {
	s      *Script
	seal   Seal
	pools  map[string]*pool                    // by brand
	known  map[domain.StreamID]bool            // in a queue or with an agent
	claims map[domain.StreamID]domain.Evidence // of each desk, the claim in force
	shifts map[string]callout.Raised
	spoken map[string]domain.Evidence // brand -> current statement, "{id}/{version}"
}

// waiting is one thread that is owed an answer.
type waiting struct {
	stream  domain.StreamID
	brand   string
	subject string
	rank    int
	since   time.Time
	cause   string
	brief   bool // a reaction: little work
}

func (f *floor) begin(seal Seal) {
	f.seal, f.known, f.shifts = seal, map[domain.StreamID]bool{}, map[string]callout.Raised{}
	f.spoken, f.pools, f.claims = map[string]domain.Evidence{}, map[string]*pool{}, map[domain.StreamID]domain.Evidence{}
}

// rank is the order in which people are served.
func rank(urgency string) int {
	order := []string{"life_safety", "vulnerable", "stranded", "soon"}
	if place := slices.Index(order, urgency); place >= 0 {
		return place
	}
	return len(order)
}

func (f *floor) wrote(r domain.Recorded, e conversation.Classified) {
	if e.Revised || f.known[r.Stream] || f.seal == nil {
		return
	}
	f.known[r.Stream] = true
	p := f.pool(e.Brand)
	p.queue = append(p.queue, waiting{
		stream: r.Stream, brand: e.Brand, subject: e.Subject, rank: rank(e.Urgency), since: e.ReceivedAt, cause: r.ID.String(),
		brief: e.Tier == "reaction",
	})
	f.s.later(r.Meta.RecordedAt, func(at time.Time) []domain.Act { return f.serve(p, at) })
}

// joined: a reserve member who accepted sits down at the start of his shift and leaves at its end.
func (f *floor) joined(r domain.Recorded, e callout.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case callout.Raised:
		f.shifts[id] = e
	case callout.Accepted:
		shift := f.shifts[id]
		p := f.pool(shift.Brand)
		f.s.later(later(shift.StartBy, r.Meta.RecordedAt), func(at time.Time) []domain.Act { p.extra++; return f.serve(p, at) })
		f.s.later(later(shift.EndBy, r.Meta.RecordedAt), func(time.Time) []domain.Act { p.extra--; return nil })
	case callout.WaveStarted, callout.MemberCalled, callout.Acknowledged, callout.Declined, callout.TimedOut, callout.Filled,
		callout.Unfilled, callout.Escalated, callout.MemberReleased:
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// heard: the agents hold the current statement of each brand.
func (f *floor) heard(r domain.Recorded, e statement.Event) {
	if p, ok := e.(statement.Published); ok {
		f.spoken[p.Brand] = domain.Evidence{
			Fact: "statement.published", Value: r.Stream.Name() + "/" + strconv.Itoa(p.Version), Position: r.Position,
		}
	}
}

// serve gives the free agents of a brand their next customers.
func (f *floor) serve(p *pool, at time.Time) (acts []domain.Act) {
	for {
		w, number, ok := p.next(f.s.rules.Desk.Agents)
		if !ok {
			return acts
		}
		agent := p.agent(number)
		takes := time.Duration(f.s.rules.Desk.HandlingS * (0.5 + f.s.draw(w.cause, "takes")) * float64(time.Second))
		if w.brief {
			takes /= 6
		}
		acts = append(acts, f.say(agent, desk.Stream(w.subject), w.cause, "claim", desk.Claim{
			Owner: agent, LeaseUntil: at.Add(takes + f.s.rules.Desk.Lease), Now: at,
		}))
		f.s.later(at.Add(takes), func(at time.Time) []domain.Act {
			delete(p.busy, number)
			return append(f.finish(w, agent, at), f.serve(p, at)...)
		})
	}
}

// owns notes who has a customer, as the record of it that a reply must cite.
func (f *floor) owns(r domain.Recorded, e desk.Claimed) {
	f.claims[r.Stream] = domain.Evidence{Fact: "desk.claimed", Value: e.Owner, Position: r.Position}
}

// finish answers, closes the thread and gives the customer back.
func (f *floor) finish(w waiting, agent string, at time.Time) []domain.Act {
	delete(f.known, w.stream)
	claim := f.claims[desk.Stream(w.subject)]
	delete(f.claims, desk.Stream(w.subject))
	reply := conversation.Reply{
		Replied: conversation.Replied{
			Visibility: "public", Signature: initials(agent), PersonalCase: true, By: agent,
		},
		Evidence: []domain.Evidence{claim},
	}
	if voice, on := f.s.cells.voice(w.brand); on {
		reply.Evidence = append(reply.Evidence, voice)
		if spoken, ok := f.spoken[w.brand]; ok {
			id, v, _ := cutLast(spoken.Value)
			reply.Replied.StatementID, reply.Replied.PersonalCase = id, false
			reply.Replied.StatementVersion, _ = strconv.Atoi(v)
			reply.Evidence = append(reply.Evidence, spoken)
		}
	}
	body, err := f.seal(w.subject, w.cause+"/reply", "Thank you for writing. Here is what we know and what you can do now.")
	if err != nil { // the person was erased meanwhile: there is nobody to answer
		return nil
	}
	reply.Replied.Body = body
	return []domain.Act{
		f.say(agent, w.stream, w.cause, "reply", reply),
		f.say(agent, w.stream, w.cause, "resolve", conversation.Resolve{Code: "answered"}),
		f.say(agent, desk.Stream(w.subject), w.cause, "release", desk.Release{Owner: agent, Reason: "done", Now: at}),
	}
}

func (f *floor) say(agent string, to domain.StreamID, cause, step string, command any) domain.Act {
	return domain.Act{
		Request: domain.Request{To: to, Command: command, Cause: cause, Step: step},
		Actor:   domain.Actor{Kind: domain.ActorPerson, ID: agent, Role: "agent"},
	}
}

// initials sign a reply: people, not a machine.
func initials(agent string) string { return "^" + agent[len(agent)-3:] }

func cutLast(s string) (before, after string, ok bool) {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '/' {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}
