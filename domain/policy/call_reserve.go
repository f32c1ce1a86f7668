package policy

import (
	"slices"
	"strings"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/crisis"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
)

// CallReserve asks reserve members in waves until exactly the people needed have said yes, thanks and frees the surplus,
// and releases everybody at the end.
type CallReserve struct {
	rules
	members  map[string]*member
	callouts map[string]*call
}

// call is one call-out under way.
type call struct {
	id     string
	raised callout.Raised
	cause  string
	asked  map[string]*answer
	waves  []wave // asked for, and not on record yet
	got    []int  // accepted, per need
	here   int    // accepted and not released
	short  bool
	ended  bool
}

// wave is a request that is under way: its members are not asked again by the next one.
type wave struct {
	cause   string
	members []string
}

// stance is how it stands with somebody who was called.
type stance uint8

const (
	unasked stance = iota
	pending        // a wave with him is under way
	waiting        // called
	seen           // acknowledged, which is not yes
	accepted
	declined // or released, or not to be called for another reason
	silent   // no answer in time, or seen and then none
)

// answer is what a member has said so far.
type answer struct {
	stance stance
	need   int
	calls  int
	at     time.Time // of the call, or of the acknowledgement
	cause  string    // id of that event
}

// NewCallReserve gives the policy with an empty fold.
func NewCallReserve() *CallReserve {
	return &CallReserve{members: map[string]*member{}, callouts: map[string]*call{}}
}

// Name is part of the key of its requests.
func (p *CallReserve) Name() string { return "call_reserve" }

// Wants lists what it reads.
func (p *CallReserve) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, reserve.Registered{}, reserve.AvailabilitySet{}, reserve.Booked{}, reserve.Unbooked{},
		reserve.CheckedOut{}, callout.Raised{}, callout.WaveStarted{}, callout.MemberCalled{}, callout.Acknowledged{},
		callout.Accepted{}, callout.Declined{}, callout.TimedOut{}, callout.Unfilled{},
		callout.MemberReleased{}, crisis.MonitoringEntered{}, crisis.StoodDown{}, reaction.Refused{},
	}
}

// Apply folds one record.
func (p *CallReserve) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case reserve.Event:
		p.applyMember(r, e)
	case callout.Raised:
		p.prune(r.Meta.RecordedAt)
		p.callouts[r.Stream.Name()] = &call{
			id: r.Stream.Name(), raised: e, cause: r.ID.String(), asked: map[string]*answer{}, got: make([]int, len(e.Need)),
		}
	case callout.Event:
		if c := p.callouts[r.Stream.Name()]; c != nil {
			c.apply(r, e)
		}
	case reaction.Refused:
		if c := p.callouts[domain.StreamID(e.To).Name()]; c != nil && e.Policy == p.Name() {
			c.refused(e)
		}
	}
}

// YesComesWithin is how long behind its end a call-out is remembered: a yes that late still sets its member free.
const YesComesWithin = 24 * time.Hour

// prune forgets the call-outs that ended long ago.
func (p *CallReserve) prune(now time.Time) {
	for id, c := range p.callouts { // order-free: every match is deleted
		if c.ended && c.raised.EndBy.Add(YesComesWithin).Before(now) {
			delete(p.callouts, id)
		}
	}
}

func (c *call) apply(r domain.Recorded, e callout.Event) {
	switch e := e.(type) {
	case callout.WaveStarted:
		c.short = false
		c.settle(func(w wave) bool {
			return slices.ContainsFunc(e.Members, func(m string) bool { return slices.Contains(w.members, m) })
		})
	case callout.MemberCalled:
		a := c.answer(e.Member)
		a.stance, a.need, a.at, a.cause = waiting, e.Need, e.At, r.ID.String()
		a.calls++
	case callout.Acknowledged:
		a := c.answer(e.Member)
		a.stance, a.at, a.cause = seen, r.Meta.RecordedAt, r.ID.String()
	case callout.Accepted:
		c.answer(e.Member).stance = accepted
		c.got[e.Need]++
		c.here++
	case callout.Declined:
		c.answer(e.Member).stance = declined
	case callout.TimedOut:
		c.answer(e.Member).stance = silent
	case callout.Unfilled:
		c.short = true
	case callout.MemberReleased:
		a := c.answer(e.Member)
		if a.stance == accepted {
			c.here--
		}
		a.stance = declined
	case callout.Raised, callout.Filled, callout.Escalated:
	}
}

// settle ends a wave that is under way. Those of its members who are not called after all are left alone, or the same
// wave would be asked for again and again.
func (c *call) settle(which func(wave) bool) {
	at := slices.IndexFunc(c.waves, which)
	if at < 0 {
		return
	}
	for _, m := range c.waves[at].members {
		c.asked[m].stance = declined
	}
	c.waves = slices.Delete(c.waves, at, at+1)
}

// hesitant is the step that asks whether somebody who has seen the call is silent. The call-out has no such answer, so
// that the request leads to nothing; that it did is the fact by which the member counts as silent.
const hesitant = "hesitant/"

func (c *call) refused(e reaction.Refused) {
	if e.Step == "wave" {
		c.settle(func(w wave) bool { return w.cause == e.Cause })
	}
	_, m, timed := strings.Cut(e.Step, "/")
	if a := c.asked[m]; timed && a != nil && a.cause == e.Cause && (a.stance == waiting || a.stance == seen) {
		a.stance = silent
	}
}

func (c *call) answer(member string) *answer {
	if c.asked[member] == nil {
		c.asked[member] = &answer{}
	}
	return c.asked[member]
}

// missing is how many people a need still lacks.
func (c *call) missing(need int) int { return c.raised.Need[need].Count - c.got[need] }

// full tells whether everybody needed has said yes.
func (c *call) full() bool {
	for need := range c.got {
		if c.missing(need) > 0 {
			return false
		}
	}
	return true
}

func (c *call) ackWithin() time.Duration {
	return time.Duration(c.raised.AckWithinS * float64(time.Second))
}

var _ domain.Policy = (*CallReserve)(nil)
