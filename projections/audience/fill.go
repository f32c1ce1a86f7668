package audience

import (
	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
)

// Ahead is how many notices of a run may be asked for before they are tried: more than the providers take in any few
// seconds, and few enough that the batches of a wave of millions never lie open all at once.
const Ahead = 20_000

// fill asks for the next batches of the wave that runs, once less than half of what may wait untried does. A wave that
// is small enough is asked for at once.
func (a *Audience) fill(r domain.Recorded, o *Outreach) {
	if o.Ended || o.Paused || o.Started < 1 || o.Started > len(o.People) {
		return
	}
	people := len(o.People[o.Started-1])
	left := people - o.askedFor(o.Started-1)
	untried := o.Waiting - left
	if left == 0 || untried >= a.ahead/2 {
		return
	}
	from := o.Filled
	for left > 0 {
		next := min(left, itemsPerBatch)
		if untried+next > a.ahead && o.Filled > from {
			break
		}
		o.Filled, untried, left = o.Filled+1, untried+next, left-next
	}
	a.reactions = append(a.reactions, trigger{
		kind: fillWave, outreach: o.ID, wave: o.Started, from: from, to: o.Filled, at: r.Meta.RecordedAt,
	})
}

// askedFor counts the people of a wave, from 0, whose batches were asked for.
func (o *Outreach) askedFor(wave int) int {
	switch {
	case wave+1 < o.Started:
		return len(o.People[wave])
	case wave+1 == o.Started:
		return min(o.Filled*itemsPerBatch, len(o.People[wave]))
	default:
		return 0
	}
}

// fillRequests asks for some batches of a wave.
func (n *Notices) fillRequests(o *Outreach, t trigger) []domain.Request {
	i, wave := n.incidents[o.Plan.IncidentID], o.People[t.wave-1]
	asked := make([]domain.Request, 0, t.to-t.from)
	for b := t.from; b < t.to; b++ {
		people := wave[b*itemsPerBatch : min((b+1)*itemsPerBatch, len(wave))]
		asked = append(asked, domain.Request{
			To: delivery.Stream(o.ID, t.wave, b+1), Step: "batch",
			Command: ask.Notices{
				Brand: o.Plan.Brand, First: b + 1, Items: n.items(o, i, people),
				Batch: delivery.Requested{
					OutreachID: o.ID, Wave: t.wave, IncidentID: i.ID, StatementID: o.Plan.StatementID,
					StatementVersion: o.Plan.StatementVersion, Ladder: o.Plan.Ladder, Down: n.down(i), NotAfter: o.Plan.NotAfter,
				},
			},
		})
	}
	return asked
}

func (n *Notices) items(o *Outreach, i *Incident, people places) []delivery.Item {
	items := make([]delivery.Item, len(people))
	for k, place := range people {
		p := i.crowd.at(place)
		who := i.crowd.kinds[p.kind]
		items[k] = delivery.Item{I: k, Subject: i.crowd.subject(p), Lang: who.Lang, Priority: who.Priority}
		if o.Offers != nil {
			n.putSome(&items[k], o, i, place)
			continue
		}
		n.putOffer(&items[k], i, place)
	}
	return items
}
