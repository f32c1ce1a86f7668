package audience

import (
	"time"

	"tocsin/domain/statement"
)

// Remembered is how long a closed incident stays known: receipts may come, and copies of texts be asked for.
const Remembered = 7 * 24 * time.Hour

// forget drops what belongs to incidents that were closed long ago, so that a node that runs for years stays small.
func (a *Audience) forget(now time.Time) {
	for len(a.closed) > 0 {
		i := a.incidents[a.closed[0]]
		if now.Sub(i.closedAt) < Remembered {
			return
		}
		a.closed = a.closed[1:]
		a.drop(i)
	}
}

func (a *Audience) drop(i *Incident) {
	for stream, b := range a.batches { // order-free: every match is deleted
		if b.IncidentID == i.ID {
			delete(a.batches, stream)
		}
	}
	for id, o := range a.outreaches { // order-free: every match is deleted
		if o.Plan.IncidentID == i.ID {
			delete(a.outreaches, id)
		}
	}
	for key, f := range a.flights { // order-free: every match is deleted
		if f.Of == i.ID {
			delete(a.flights, key)
		}
	}
	for id, o := range a.offers { // order-free: every match is deleted
		if o.Incident == i.ID {
			delete(a.offers, id)
		}
	}
	for _, audience := range statement.Audiences() {
		delete(a.statements, statement.IDFor(i.ID, audience))
	}
	delete(a.someWait, i.ID)
	delete(a.statements, i.StatementID)
	delete(a.waiting, i.ID)
	delete(a.incidents, i.ID)
}
