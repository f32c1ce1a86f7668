package report

import (
	"slices"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/outreach"
)

// Notices counts what was owed to people and what became of it: at the end owed = sent + suppressed + unreached.
type Notices struct {
	Owed       int            `json:"owed"`
	Sent       int            `json:"sent"` // taken by a provider
	Delivered  int            `json:"delivered"`
	Read       int            `json:"read"`
	Suppressed map[string]int `json:"suppressed"`
	Unreached  int            `json:"unreached"` // expired, unreachable or parked
	Parked     int            `json:"parked"`    // of these: for a person to decide
	Open       int            `json:"open"`      // not at their end yet
	Attempts   int            `json:"attempts"`
	Unknown    int            `json:"unknown"` // times that nobody knew what became of a send
	Escalated  int            `json:"escalated"`
}

// States of a notice in the report. From noticeSuppressed on, the rest is the place of the reason in Report.Reasons.
const (
	noticeOpen = iota
	noticeSent
	noticeDelivered
	noticeRead
	noticeUnreached
	noticeParked
	noticeSuppressed
)

// batch is the state of each notice of a batch. They are kept for ever: a provider may give his word at any time.
type batch []uint16

func (t *Report) applyDelivery(r domain.Recorded, e delivery.Event) {
	n := &t.Notices
	if e, ok := e.(delivery.Requested); ok {
		t.Batches[r.Stream] = make(batch, len(e.Items))
		n.Owed += len(e.Items)
		n.Open += len(e.Items)
		return
	}
	of := t.Batches[r.Stream]
	switch e := e.(type) {
	case delivery.Requested: // above
	case delivery.Suppressed:
		for _, item := range e.Items {
			t.end(of, item.I, noticeSuppressed+t.reason(item.Reason))
		}
	case delivery.Attempted:
		n.Attempts += len(e.Items)
	case delivery.OutcomeUnknown:
		n.Unknown += len(e.Items)
	case delivery.Accepted:
		for _, item := range e.Items {
			t.vouch(of, item.I, noticeSent)
		}
	case delivery.Delivered:
		for _, item := range e.Items {
			t.vouch(of, item.I, noticeDelivered)
		}
	case delivery.Read:
		for _, item := range e.Items {
			t.vouch(of, item.I, noticeRead)
		}
	case delivery.Unreachable:
		for _, item := range e.Items {
			t.end(of, item.I, noticeUnreached)
		}
	case delivery.Expired:
		for _, item := range e.Items {
			t.end(of, item.I, noticeUnreached)
		}
	case delivery.Parked:
		for _, item := range e.Items {
			t.end(of, item.I, noticeParked)
		}
	case delivery.Escalated:
		n.Escalated += len(e.Items)
	case delivery.Failed:
	}
}

// reason gives the place of a reason, a new one if need be.
func (t *Report) reason(why string) int {
	if at := slices.Index(t.Reasons, why); at >= 0 {
		return at
	}
	t.Reasons = append(t.Reasons, why)
	return len(t.Reasons) - 1
}

// vouch takes a notice up to a state of which a provider gives his word. It outweighs whatever was believed before -
// that it was given up, too - and no weaker word takes it back.
func (t *Report) vouch(of batch, i, to int) {
	if was, ok := of.notice(i); ok && !(noticeSent <= was && was <= noticeRead && was >= to) {
		t.move(of, i, was, to)
	}
}

// end ends a notice that is open, or was set aside for a person to decide.
func (t *Report) end(of batch, i, to int) {
	if was, ok := of.notice(i); ok && (was == noticeOpen || was == noticeParked) {
		t.move(of, i, was, to)
	}
}

func (of batch) notice(i int) (state int, ok bool) {
	if i < 0 || i >= len(of) {
		return 0, false
	}
	return int(of[i]), true
}

func (t *Report) move(of batch, i, from, to int) {
	t.count(from, -1)
	t.count(to, +1)
	of[i] = uint16(to)
}

// count adds to the figures of a state; each notice is in exactly one of open, sent, suppressed and unreached.
func (t *Report) count(state, by int) {
	n := &t.Notices
	switch state {
	case noticeOpen:
		n.Open += by
	case noticeRead:
		n.Read += by
		n.Delivered += by
		n.Sent += by
	case noticeDelivered:
		n.Delivered += by
		n.Sent += by
	case noticeSent:
		n.Sent += by
	case noticeParked:
		n.Parked += by
		n.Unreached += by
	case noticeUnreached:
		n.Unreached += by
	default:
		why := t.Reasons[state-noticeSuppressed]
		if n.Suppressed[why] += by; n.Suppressed[why] == 0 {
			delete(n.Suppressed, why)
		}
	}
}

// Outreaches counts runs.
type Outreaches struct {
	Planned   int `json:"planned"`
	Frozen    int `json:"frozen"`
	Completed int `json:"completed"`
	Aborted   int `json:"aborted"`
}

func (o *Outreaches) apply(e outreach.Event) {
	switch e.(type) {
	case outreach.Planned:
		o.Planned++
	case outreach.AudienceFrozen:
		o.Frozen++
	case outreach.Completed:
		o.Completed++
	case outreach.Aborted:
		o.Aborted++
	case outreach.SendApproved, outreach.WaveStarted, outreach.Paused, outreach.Resumed:
	}
}
