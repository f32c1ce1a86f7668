package audience

import (
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
)

// party is people who travel together, chained in the order of listing. Whoever travels alone under his own subject
// needs none.
type party struct {
	name        string
	first, last uint32 // places
}

// join puts the person at a place into his party. Its name may be the subject of one who was listed without a party:
// he is a member too.
func (c *crowd) join(place uint32, name, subject string) {
	n, known := c.partyAt[name]
	switch {
	case known:
		n--
		c.at(c.parties[n].last).next = place + 1
		c.parties[n].last = place
		c.at(place).party = n + 1
		return
	case name == subject:
		return
	}
	first := place
	if alone, listed := c.find(name); listed && c.at(alone).party == 0 {
		first = alone
	}
	c.parties = append(c.parties, party{name: name, first: first, last: place})
	n = uint32(len(c.parties))
	c.partyAt[name] = n
	c.at(place).party, c.at(first).party = n, n
	if first != place {
		c.at(first).next = place + 1
	}
}

// partyOf names the party of a person, whose subject is at hand.
func (c *crowd) partyOf(p *packed, subject string) string {
	if p.party == 0 {
		return subject
	}
	return c.parties[p.party-1].name
}

// oneText gives the name of a party as the crowd keeps it, so that it is not kept twice.
func (c *crowd) oneText(name string) string {
	if n, known := c.partyAt[name]; known {
		return c.parties[n-1].name
	}
	return name
}

// firstOf gives the first member of a party.
func (c *crowd) firstOf(name string) (place uint32, ok bool) {
	if n, known := c.partyAt[name]; known {
		return c.parties[n-1].first, true
	}
	place, ok = c.find(name)
	return place, ok && c.at(place).party == 0
}

// members gives the people of a party from one of them on, in the order of listing.
func (c *crowd) members(from uint32) func(yield func(uint32) bool) {
	return func(yield func(uint32) bool) {
		for next := from + 1; next != 0; next = c.at(next - 1).next {
			if !yield(next - 1) {
				return
			}
		}
	}
}

// lead gives the head of the party of the person at a place, and how many they are. The head is the one to whom an offer
// is put: the most urgent member, the first listed among equals.
func (c *crowd) lead(place uint32) (head uint32, size int) {
	p := c.at(place)
	if p.party == 0 {
		return place, 1
	}
	head = c.parties[p.party-1].first
	for at := range c.members(head) {
		size++
		if c.urgency(at) < c.urgency(head) {
			head = at
		}
	}
	return head, size
}

// urgency orders the members of a party, most urgent first.
func (c *crowd) urgency(place uint32) int {
	switch c.kinds[c.at(place).kind].Priority {
	case incident.PriorityVulnerable:
		return 0
	case incident.PriorityTop:
		return 1
	default:
		return 2
	}
}

// putOffer ties a notice, which names its subject, to the offer of its party. Whoever has no party travels alone.
func (n *Notices) putOffer(item *delivery.Item, i *Incident, place uint32) {
	if len(n.rules.Stock) == 0 {
		return
	}
	p := i.crowd.at(place)
	item.Party = i.crowd.partyOf(p, item.Subject)
	item.OfferID = offer.IDFor(i.ID, item.Party)
	if journey, ok := i.crowd.ways.first(p.way); ok && i.Returned[item.Party] && n.flights[journey].Status != incident.Reinstated {
		item.OfferID = offer.IDFor(i.ID+"/again", item.Party) // its own flight was cancelled once more
	}
	n.putSeats(item, i, place)
}

// putSeats says on the notice of a party's head how many they are.
func (n *Notices) putSeats(item *delivery.Item, i *Incident, place uint32) {
	if head, size := i.crowd.lead(place); head == place {
		item.Seats = size
	}
}
