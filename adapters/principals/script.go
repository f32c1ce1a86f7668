package principals

import (
	"container/heap"
	"encoding/binary"
	"hash/fnv"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/desk"
	"tocsin/domain/incident"
	"tocsin/domain/lever"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
)

// Manners say how the people behave; shares are between 0 and 1.
type Manners struct {
	AnswerMin, AnswerMax time.Duration // how long a member of the cell takes
	MemberAccepts        float64       // of reserve members called
	MemberDeclines       float64       // the rest is silent
	CustomerAccepts      float64       // of parties with an offer
	CustomerDeclines     float64
	CustomerMax          time.Duration // how long a party takes at most
	ResolveAfter         time.Duration // an incident of flights is over so long after its last departure
	GoldSilent           bool          // the deputy leads: gold does not answer
	Beat                 time.Duration // people act on multiples of it; 0: at any second
}

// DefaultManners are those of a replay: people answer within one to ten minutes.
func DefaultManners() Manners {
	return Manners{
		AnswerMin: time.Minute, AnswerMax: 10 * time.Minute, MemberAccepts: 0.62, MemberDeclines: 0.2,
		CustomerAccepts: 0.6, CustomerDeclines: 0.1, CustomerMax: 90 * time.Minute, ResolveAfter: 2 * time.Hour,
	}
}

// Seal seals a text of an agent under the key of a person; what names the text, so that the same is sealed alike.
type Seal func(subject, what, text string) (domain.Sealed, error)

// Script is the cast: one fold of the log and a list of things that somebody will do.
type Script struct {
	seed    uint64
	manners Manners
	rules   playbook.Playbook
	plan    agenda
	cues    []Cue
	made    int

	approvals approvals
	cells     cells
	reserve   reserve
	customers customers
	ops       ops
	floor     floor
	levers    levers
}

// New raises the curtain.
func New(seed uint64, manners Manners, seal Seal) *Script {
	s := &Script{seed: seed, manners: manners}
	s.approvals.s, s.cells.s, s.reserve.s, s.customers.s, s.ops.s, s.floor.s, s.levers.s = s, s, s, s, s, s, s
	s.approvals.begin()
	s.cells.begin()
	s.reserve.begin()
	s.customers.begin()
	s.ops.begin()
	s.floor.begin(seal)
	s.levers.begin()
	return s
}

// Wants lists what the cast reads.
func (s *Script) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, statement.Drafted{}, statement.Submitted{}, statement.Approved{}, statement.Published{},
		incident.Reported{}, incident.ScopeChanged{}, incident.Resolved{}, incident.Reopened{},
		outreach.Planned{}, outreach.AudienceFrozen{}, crisis.Proposed{}, crisis.Activated{}, crisis.StoodDown{}, crisis.ScopeClaimed{},
		crisis.MemberAlerted{},
		callout.Raised{}, callout.MemberCalled{}, callout.Accepted{}, callout.MemberReleased{}, callout.Filled{},
		delivery.Requested{}, delivery.Delivered{}, offer.Made{}, offer.Accepted{}, offer.Declined{}, offer.Expired{},
		offer.Revoked{}, conversation.Classified{}, desk.Claimed{}, surge.Detected{}, surge.Ended{}, lever.Proposed{}, lever.Pulled{},
		lever.Released{},
	}
}

// Apply folds one record and notes what somebody will do because of it.
func (s *Script) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		if rules, err := e.Book(); err == nil {
			s.rules = rules
		}
	case statement.Event:
		s.approvals.apply(r, e)
		s.floor.heard(r, e)
	case outreach.Planned:
		s.approvals.runs[r.Stream] = e.StatementID
	case outreach.AudienceFrozen:
		s.approvals.frozen(r, e)
	case crisis.Event:
		s.cells.apply(r, e)
	case crisis.ScopeEvent:
		s.cells.claimed(r, e)
	case callout.Event:
		s.reserve.apply(r, e)
		s.floor.joined(r, e)
	case incident.Event:
		s.ops.apply(r, e)
	case delivery.Event:
		s.customers.told(r, e)
	case offer.Event:
		s.customers.apply(r, e)
	case conversation.Classified:
		s.floor.wrote(r, e)
	case desk.Claimed:
		s.floor.owns(r, e)
	case surge.Event:
		s.levers.surge(r, e)
	case lever.Event:
		s.levers.apply(r, e)
	}
}

// Due gives what is done by now, in the order of its time.
func (s *Script) Due(now time.Time) (acts []domain.Act) {
	for len(s.plan) > 0 && !s.plan[0].at.After(now) {
		deed := heap.Pop(&s.plan).(deed)
		acts = append(acts, deed.act(deed.at)...)
	}
	return acts
}

// Next is when somebody does something.
func (s *Script) Next() (time.Time, bool) {
	if len(s.plan) == 0 {
		return time.Time{}, false
	}
	return s.plan[0].at, true
}

// deed is something that somebody will do; what exactly is decided when the time comes.
type deed struct {
	at    time.Time
	order int
	act   func(at time.Time) []domain.Act
}

type agenda []deed

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	if !a[i].at.Equal(a[j].at) {
		return a[i].at.Before(a[j].at)
	}
	return a[i].order < a[j].order
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(deed)) }
func (a *agenda) Pop() any {
	old := *a
	last := old[len(old)-1]
	*a = old[:len(old)-1]
	return last
}

// later notes a deed.
func (s *Script) later(at time.Time, act func(at time.Time) []domain.Act) {
	if beat := s.manners.Beat; beat > 0 && at.Truncate(beat).Before(at) {
		at = at.Truncate(beat).Add(beat)
	}
	s.made++
	heap.Push(&s.plan, deed{at: at, order: s.made, act: act})
}

// draw gives a number in [0, 1) that depends on the seed and the names alone.
func (s *Script) draw(names ...string) float64 {
	h := fnv.New64a()
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], s.seed)
	h.Write(b[:])
	for _, n := range names {
		h.Write([]byte(n))
		h.Write([]byte{0})
	}
	x := h.Sum64() // mixed once more: FNV alone leaves the high bits of short names alike
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	x ^= x >> 33
	return float64(x>>11) / (1 << 53)
}

// between draws a whole number of seconds from lo to hi.
func (s *Script) between(lo, hi time.Duration, names ...string) time.Duration {
	return lo + time.Duration(s.draw(names...)*(hi-lo).Seconds())*time.Second
}

// answer is how long a member of the cell takes over something.
func (s *Script) answer(names ...string) time.Duration {
	return s.between(s.manners.AnswerMin, s.manners.AnswerMax, names...)
}

// act is one request of a person in a role, because of an event.
func (s *Script) act(role string, to domain.StreamID, cause, step string, command any) []domain.Act {
	return []domain.Act{{
		Request: domain.Request{To: to, Command: command, Cause: cause, Step: step},
		Actor:   domain.Actor{Kind: domain.ActorPerson, ID: s.holder(role), Role: role},
	}}
}

// holder is who fills a role: the deputy, where gold is silent.
func (s *Script) holder(role string) string {
	if role == "gold" && s.manners.GoldSilent {
		return deputy(role)
	}
	return person(role)
}

// person is the pseudonym of the one to whom a role belongs.
func person(role string) string { return "person/" + role }
