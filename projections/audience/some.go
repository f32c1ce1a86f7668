package audience

import (
	"maps"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
	"tocsin/domain/statement"
)

// Texts to some of those affected: who has lost an offer is told, whose flight is to run after all is asked.

// partyOf says whose an offer is.
type partyOf struct {
	Incident string
	Party    string
	Back     bool // to its own flight
}

func (a *Audience) applyOffer(r domain.Recorded, e offer.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case offer.Made:
		known := a.offers[id]
		o := partyOf{Incident: e.IncidentID, Party: e.Party, Back: known.Back}
		if i := a.incidents[o.Incident]; i != nil {
			o.Incident, o.Party = i.ID, i.crowd.oneText(o.Party)
		}
		a.offers[id] = o
	case offer.Revoked:
		if o, known := a.offers[id]; known && a.incidents[o.Incident] != nil {
			a.incidents[o.Incident].Revoked[o.Party] = offer.ReplacementFor(id)
			a.listed(r, a.incidents[o.Incident], statement.ToRevoked)
		}
	case offer.Accepted:
		if o := a.offers[id]; o.Back && a.incidents[o.Incident] != nil {
			a.incidents[o.Incident].Returned[o.Party] = true
		}
	case offer.Declined, offer.Expired, offer.Confirmed, offer.ConfirmationFailed, offer.Replaced:
	}
}

// reinstate notes the parties of flights that are to run after all, and drops those of flights that are not any more.
func (a *Audience) reinstate(r domain.Recorded, i *Incident, flights []incident.Flight) {
	if len(i.Reinstated) == 0 && !slices.ContainsFunc(flights, func(f incident.Flight) bool { return f.Status == incident.Reinstated }) {
		return
	}
	pools := map[string]string{}
	for _, f := range flights {
		pools[f.Key()] = ""
		if f.Status == incident.Reinstated {
			pools[f.Key()] = incident.PoolOf(f)
		}
	}
	for place := range uint32(i.crowd.n) {
		p := i.crowd.at(place)
		journey, ok := i.crowd.ways.first(p.way)
		if !ok {
			continue
		}
		switch pool, named := pools[journey]; {
		case !named:
		case pool == "":
			delete(i.Reinstated, i.crowd.partyOf(p, i.crowd.subject(p)))
		default:
			i.Reinstated[i.crowd.partyOf(p, i.crowd.subject(p))] = pool
			a.listed(r, i, statement.ToReinstated)
		}
	}
}

// since is when the first of several came, and by which event.
type since struct {
	At time.Time
	By string
}

// listed notes that somebody is on a list.
func (a *Audience) listed(r domain.Recorded, i *Incident, audience string) {
	if _, known := i.SomeAt[audience]; !known {
		i.SomeAt[audience] = since{At: r.Meta.RecordedAt, By: r.ID.String()}
	}
	a.someWait[i.ID] = i
}

// list gives the parties that a text to some of those affected is for, each with what it is told of.
func (i *Incident) list(audience string) map[string]string {
	if audience == statement.ToReinstated {
		return i.Reinstated
	}
	return i.Revoked
}

// freezeSome fixes who is told by a run to some of those affected: who is on the list comes off it.
func (a *Audience) freezeSome(r domain.Recorded, o *Outreach, i *Incident) {
	list := i.list(o.Plan.AudienceQuery)
	o.Frozen, o.People, o.Offers = true, make([]places, len(o.Plan.Waves)), maps.Clone(list)
	clear(list)
	delete(i.SomeAt, o.Plan.AudienceQuery)
	for _, party := range slices.Sorted(maps.Keys(o.Offers)) {
		first, ok := i.crowd.firstOf(party)
		if !ok {
			continue
		}
		for place := range i.crowd.members(first) {
			if w := i.crowd.waveOf(i.crowd.at(place), o.Plan.Waves, r.Meta.RecordedAt); w >= 0 {
				o.People[w] = append(o.People[w], place)
			}
		}
	}
	a.reactions = append(a.reactions, trigger{kind: freezeRun, outreach: o.ID, at: r.Meta.RecordedAt})
}

// again puts a party back on its list, when the run that was to tell it ends before it did.
func (a *Audience) again(r domain.Recorded, o *Outreach, i *Incident, party string) {
	if list := i.list(o.Plan.AudienceQuery); list[party] == "" && o.Offers[party] != "" {
		list[party] = o.Offers[party]
		a.listed(r, i, o.Plan.AudienceQuery)
	}
}

// putSome ties a notice to what its party is told of: the offer in place of the one that was taken back, or the seats of
// its own flight.
func (n *Notices) putSome(item *delivery.Item, o *Outreach, i *Incident, place uint32) {
	item.Party = i.crowd.partyOf(i.crowd.at(place), item.Subject)
	item.OfferID = o.Offers[item.Party]
	if o.Plan.AudienceQuery == statement.ToReinstated {
		item.Pool, item.OfferID = item.OfferID, offer.IDFor(item.OfferID, item.Party)
	}
	n.putSeats(item, i, place)
}

// overdue gives, for an incident, the texts to some whose lists have gathered people since they were published.
func (n *Notices) overdue(i *Incident, see func(s *Statement, from since, at time.Time)) {
	for _, audience := range slices.Sorted(maps.Keys(i.SomeAt)) {
		s, from := n.statements[statement.IDFor(i.ID, audience)], i.SomeAt[audience]
		if s != nil && s.Current > 0 && len(i.list(audience)) > 0 {
			see(s, from, from.At.Add(n.rules.Outreach.GatherFor))
		}
	}
}
