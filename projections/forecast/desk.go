package forecast

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/playbook"
)

// Shift is a call-out that adds people to the desk.
type Shift struct {
	From     time.Time       `json:"from"`
	Until    time.Time       `json:"until"`
	Called   int             `json:"called"`   // people asked for
	Released int             `json:"released"` // of those who had said yes
	Accepted map[string]bool `json:"accepted"`
	Short    bool            `json:"short,omitempty"` // nobody is left to ask
}

// people is who are there, or on the way. As long as members are asked, all who are needed are taken to come.
func (s *Shift) people() int {
	if s.Short {
		return len(s.Accepted)
	}
	return max(0, s.Called-s.Released)
}

// applyConversation counts contacts: threads that begin to wait. Who writes again before he is answered makes no new
// work.
func (f *Forecast) applyConversation(r domain.Recorded, e conversation.Event) {
	name, waits := f.Waiting[r.Stream]
	switch e := e.(type) {
	case conversation.Classified:
		if e.Revised || waits {
			return
		}
		f.Waiting[r.Stream] = e.Brand
		f.contact(f.brand(e.Brand), r, e)
	case conversation.Replied, conversation.Resolved:
		if waits {
			b := f.brand(name)
			b.Backlog--
			b.Levers.answered(r.Meta.RecordedAt)
			delete(f.Waiting, r.Stream)
		}
	case conversation.Opened, conversation.MessageReceived, conversation.Reopened:
	}
}

func (f *Forecast) contact(b *Brand, r domain.Recorded, e conversation.Classified) {
	b.Backlog++
	b.Levers.contact(r.Meta.RecordedAt)
	b.Hours[hourOf(e.ReceivedAt)]++
	if !b.Seen.Since.IsZero() {
		b.Seen.Contacts++
	}
	f.attribute(b, r.Meta.RecordedAt)
	if b.Cause == "" || b.Backlog == f.Rules.Desk.Agents+1 && !b.live(f.Rules.Forecast, r.Meta.RecordedAt) {
		b.Cause = r.ID.String() // nothing else explains that people wait
	}
}

func (f *Forecast) applyCallout(r domain.Recorded, e callout.Event) {
	id := r.Stream.Name()
	if raised, ok := e.(callout.Raised); ok {
		s := &Shift{From: raised.StartBy, Until: raised.EndBy, Accepted: map[string]bool{}}
		for _, need := range raised.Need {
			s.Called += need.Count
		}
		f.Callout[id] = raised.Brand
		f.brand(raised.Brand).Shifts[id] = s
		return
	}
	name, known := f.Callout[id]
	if !known {
		return
	}
	s := f.brand(name).Shifts[id]
	switch e := e.(type) {
	case callout.Accepted:
		s.Accepted[e.Member] = true
	case callout.Unfilled:
		s.Short = true
	case callout.Filled, callout.WaveStarted:
		s.Short = false
	case callout.MemberReleased:
		if s.Accepted[e.Member] { // who was one too many was never counted
			delete(s.Accepted, e.Member)
			s.Released++
		}
	case callout.Raised, callout.MemberCalled, callout.Acknowledged, callout.Declined, callout.TimedOut,
		callout.Escalated:
	}
}

// people is who sits at the desk at an instant, or is on the way to be there by then.
func (b *Brand) people(rules playbook.Playbook, at time.Time) int {
	n := rules.Desk.Agents + b.Levers.people(at)
	for _, s := range b.Shifts { // order-free: a sum of integers
		if !at.Before(s.From) && at.Before(s.Until) {
			n += s.people()
		}
	}
	return n
}

// agents is how many are there on average between two instants.
func (b *Brand) agents(rules playbook.Playbook, from, to time.Time) float64 {
	var present time.Duration    // of all who are called out, together
	for _, s := range b.Shifts { // order-free: a sum of integers
		begin, end := later(from, s.From), earlier(to, s.Until)
		if end.After(begin) {
			present += time.Duration(s.people()) * end.Sub(begin)
		}
	}
	return float64(rules.Desk.Agents+b.Levers.people(from)) + float64(present)/float64(to.Sub(from))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// People is who sits at the desk of a brand at an instant, or is on the way to be there by then.
func (f *Forecast) People(brand string, at time.Time) int {
	if b := f.Brands[brand]; b != nil {
		return b.people(f.Rules, at)
	}
	return f.Rules.Desk.Agents
}
