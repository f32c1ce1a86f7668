package audience

import (
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
)

// putOffer ties a notice to the offer of its party. The head of a party is the one to whom the offer is put: the most
// urgent member, the first listed among equals. Whoever has no party travels alone.
func (n *Notices) putOffer(item *delivery.Item, i *Incident, at int) {
	if len(n.rules.Stock) == 0 {
		return
	}
	party := i.People[at].Party
	item.Party, item.OfferID = party, offer.IDFor(i.ID, party)
	if journeys := i.People[at].Journeys; i.Returned[party] && len(journeys) > 0 && n.flights[journeys[0]].Status != incident.Reinstated {
		item.OfferID = offer.IDFor(i.ID+"/again", party) // its own flight was cancelled once more
	}
	if members := i.parties[party]; head(i, members) == at {
		item.Seats = len(members)
	}
}

func head(i *Incident, members []int) int {
	best := members[0]
	for _, at := range members[1:] {
		if urgency(i.People[at].Person) < urgency(i.People[best].Person) {
			best = at
		}
	}
	return best
}

// urgency orders the members of a party, most urgent first.
func urgency(p incident.Person) int {
	switch p.Priority {
	case incident.PriorityVulnerable:
		return 0
	case incident.PriorityTop:
		return 1
	default:
		return 2
	}
}
