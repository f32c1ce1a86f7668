package outbox

import (
	"cmp"

	"tocsin/domain/delivery"
)

// ByPlace orders batches by their request.
func ByPlace(a, b *Batch) int { return cmp.Compare(a.place, b.place) }

// Run names the statement and the run to which its notices belong.
func (b *Batch) Run() (statement, outreach string) {
	return b.request.StatementID, b.request.OutreachID
}

// Len is the number of its notices.
func (b *Batch) Len() int {
	if b.closed != nil {
		return len(b.closed.Items)
	}
	return b.State.Len()
}

// ItemState is where one notice stands, also when nothing is open any more.
func (b *Batch) ItemState(i int) delivery.ItemState {
	if b.closed != nil {
		return b.closed.state(i)
	}
	return b.State.ItemState(i)
}

func (b *Batch) subject(i int) string {
	if b.closed != nil {
		return b.closed.Subjects.at(i)
	}
	return b.request.Items[i].Subject
}

func (b *Batch) offer(i int) string {
	if b.closed != nil {
		return b.closed.Offers.at(i)
	}
	return b.request.Items[i].OfferID
}

// tried lists the channels on which a provider may know a notice.
func (b *Batch) tried(i int) []string {
	if b.closed != nil {
		return b.closed.kind(i).Tried
	}
	return b.notices[i].Tried
}

func (b *Batch) key(i int, channel string) string {
	return delivery.Key(b.request.StatementID, b.request.StatementVersion, b.subject(i), channel)
}
