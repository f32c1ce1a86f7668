package principals

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	domainreserve "tocsin/domain/reserve"
)

// reserve are the reserve members: some say yes, some no, some nothing.
type reserve struct {
	s      *Script
	raised map[string]callout.Raised
}

func (m *reserve) begin() { m.raised = map[string]callout.Raised{} }

func (m *reserve) apply(r domain.Recorded, e callout.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case callout.Raised:
		m.raised[id] = e
	case callout.MemberCalled:
		m.called(r, id, e)
	case callout.WaveStarted, callout.Acknowledged, callout.Accepted, callout.Declined, callout.TimedOut, callout.Filled,
		callout.Unfilled, callout.Escalated, callout.MemberReleased:
	}
}

func (m *reserve) called(r domain.Recorded, id string, e callout.MemberCalled) {
	cause, draw := r.ID.String(), m.s.draw(r.ID.String(), "answer")
	at := r.Meta.RecordedAt.Add(m.s.between(20*time.Second, 4*time.Minute, cause, "takes"))
	member := domain.Actor{Kind: domain.ActorPerson, ID: e.Member, Role: "reserve"}
	say := func(to domain.StreamID, step string, command any) domain.Act {
		return domain.Act{Request: domain.Request{To: to, Command: command, Cause: cause, Step: step}, Actor: member}
	}
	switch {
	case draw < m.s.manners.MemberAccepts:
		m.s.later(at, func(time.Time) []domain.Act {
			shift := m.raised[id]
			return []domain.Act{
				say(r.Stream, "acknowledge", callout.Acknowledge{Member: e.Member}),
				say(domainreserve.Stream(e.Member), "book", domainreserve.Book{Booked: domainreserve.Booked{
					CalloutID: id, From: shift.StartBy, Until: shift.EndBy,
				}}),
			}
		})
	case draw < m.s.manners.MemberAccepts+m.s.manners.MemberDeclines:
		reasons := []string{"rest", "ill", "family", "other"}
		reason := reasons[int(m.s.draw(cause, "why")*float64(len(reasons)))]
		m.s.later(at, func(time.Time) []domain.Act {
			return []domain.Act{say(r.Stream, "decline", callout.Decline{Member: e.Member, Reason: reason})}
		})
	}
}
