package report

import (
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

// States of a notice in the report, weakest first: a late receipt never takes one back.
const (
	noticeOpen = iota
	noticeGone
	noticeSent
	noticeDelivered
	noticeRead
)

func (t *Report) applyDelivery(r domain.Recorded, e delivery.Event) {
	n := &t.Notices
	switch e := e.(type) {
	case delivery.Requested:
		t.Batches[r.Stream] = make([]int, len(e.Items))
		n.Owed += len(e.Items)
		n.Open += len(e.Items)
	case delivery.Suppressed:
		for _, item := range e.Items {
			if t.end(r, item.I, noticeGone) {
				n.Suppressed[item.Reason]++
			}
		}
	case delivery.Attempted:
		n.Attempts += len(e.Items)
	case delivery.OutcomeUnknown:
		n.Unknown += len(e.Items)
	case delivery.Accepted:
		for _, item := range e.Items {
			t.raise(r, item.I, noticeSent)
		}
	case delivery.Delivered:
		for _, item := range e.Items {
			t.raise(r, item.I, noticeDelivered)
		}
	case delivery.Read:
		for _, item := range e.Items {
			t.raise(r, item.I, noticeRead)
		}
	case delivery.Unreachable:
		t.unreached(r, e.Items)
	case delivery.Expired:
		t.unreached(r, e.Items)
	case delivery.Parked:
		for _, item := range e.Items {
			if t.end(r, item.I, noticeGone) {
				n.Unreached++
				n.Parked++
			}
		}
	case delivery.Escalated:
		n.Escalated += len(e.Items)
	case delivery.Failed:
	}
}

func (t *Report) unreached(r domain.Recorded, items []delivery.IndexItem) {
	for _, item := range items {
		if t.end(r, item.I, noticeGone) {
			t.Notices.Unreached++
		}
	}
}

// raise takes a notice up to a state that a provider vouches for.
func (t *Report) raise(r domain.Recorded, i, to int) {
	states := t.Batches[r.Stream]
	if i < 0 || i >= len(states) || states[i] >= to || states[i] == noticeGone {
		return
	}
	was := states[i]
	states[i] = to
	if was < noticeSent {
		t.Notices.Open--
		t.Notices.Sent++
	}
	if was < noticeDelivered && to >= noticeDelivered {
		t.Notices.Delivered++
	}
	if to == noticeRead {
		t.Notices.Read++
	}
}

// end ends an open notice; false when it had ended before.
func (t *Report) end(r domain.Recorded, i, to int) bool {
	states := t.Batches[r.Stream]
	if i < 0 || i >= len(states) || states[i] != noticeOpen {
		return false
	}
	states[i] = to
	t.Notices.Open--
	return true
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
