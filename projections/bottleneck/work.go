package bottleneck

import (
	"strconv"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/delivery"
	"tocsin/domain/offer"
	"tocsin/domain/statement"
)

// begin opens a job, unless it is open: who writes again before he is answered makes no new work.
func (b *Bottleneck) begin(r domain.Recorded, key, brand, stage string, n int) {
	if _, open := b.Jobs[key]; open {
		return
	}
	b.Jobs[key] = Job{Brand: brand, Stage: stage, Since: r.Meta.RecordedAt}
	one := b.brand(brand)
	one.Stages[stage].Open += n
	one.Stages[stage].Arrived += n
	one.Cause = r.ID.String()
}

// done takes so many pieces off a job, and ends it when none is left.
func (b *Bottleneck) done(key string, n, left int) {
	job, open := b.Jobs[key]
	if !open {
		return
	}
	b.brand(job.Brand).Stages[job.Stage].Open -= n
	if left <= 0 {
		delete(b.Jobs, key)
	}
}

func (b *Bottleneck) applyStatement(r domain.Recorded, e statement.Event) {
	of := func(version int) string { return string(r.Stream) + "/" + strconv.Itoa(version) }
	switch e := e.(type) {
	case statement.Drafted:
		b.Texts[of(e.Version)] = e.Brand
	case statement.Submitted:
		if brand, known := b.Texts[of(e.Version)]; known {
			b.begin(r, of(e.Version), brand, Approval, 1)
		}
	case statement.Approved:
		b.done(of(e.Version), 1, 0)
		delete(b.Texts, of(e.Version))
	case statement.ApprovalRefused:
		b.done(of(e.Version), 1, 0)
	case statement.Superseded:
		b.done(of(e.Version), 1, 0)
		delete(b.Texts, of(e.Version))
	case statement.VariantSet, statement.ApprovalGiven, statement.Published:
	}
}

func (b *Bottleneck) applyDelivery(r domain.Recorded, e delivery.Event) {
	switch e := e.(type) {
	case delivery.Requested:
		if brand, known := b.Incident[e.IncidentID]; known {
			b.Batch[r.Stream] = len(e.Items)
			b.begin(r, string(r.Stream), brand, Outreach, len(e.Items))
		}
	case delivery.Accepted:
		b.settled(r, len(e.Items))
	case delivery.Suppressed:
		b.settled(r, len(e.Items))
	case delivery.Unreachable:
		b.settled(r, len(e.Items))
	case delivery.Expired:
		b.settled(r, len(e.Items))
	case delivery.Parked:
		b.settled(r, len(e.Items))
	case delivery.Attempted, delivery.OutcomeUnknown, delivery.Failed, delivery.Delivered, delivery.Read, delivery.Escalated:
	}
}

// settled takes notices off their batch; one that was given up and taken after all is taken off once.
func (b *Bottleneck) settled(r domain.Recorded, n int) {
	open, known := b.Batch[r.Stream]
	if !known {
		return
	}
	n = min(n, open)
	b.done(string(r.Stream), n, open-n)
	if b.Batch[r.Stream] = open - n; open == n {
		delete(b.Batch, r.Stream)
	}
}

func (b *Bottleneck) applyConversation(r domain.Recorded, e conversation.Event) {
	switch e := e.(type) {
	case conversation.Classified:
		if !e.Revised {
			b.begin(r, string(r.Stream), e.Brand, Desk, 1)
		}
	case conversation.Replied, conversation.Resolved:
		b.done(string(r.Stream), 1, 0)
	case conversation.Opened, conversation.MessageReceived, conversation.Reopened:
	}
}

func (b *Bottleneck) applyOffer(r domain.Recorded, e offer.Event) {
	id := string(r.Stream)
	switch e := e.(type) {
	case offer.Made:
		b.Offers[id] = e.Brand
	case offer.Accepted:
		if brand, known := b.Offers[id]; known {
			b.begin(r, id, brand, Booking, 1)
		}
	case offer.Confirmed, offer.ConfirmationFailed, offer.Revoked, offer.Declined, offer.Expired:
		b.done(id, 1, 0)
		delete(b.Offers, id)
	case offer.Replaced:
	}
}
