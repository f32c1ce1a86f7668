package main

import (
	"fmt"
	"slices"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/customer"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/reserve"
)

// command gives the command that led to events: what was asked, not what was made of it. Nil if it is decided anew.
func (o *outsideFacts) command(events []domain.Recorded) (any, error) {
	switch e := events[0].Event.(type) {
	case incident.Event:
		last := events[len(events)-1].Event.(incident.Event) // what grows reopens first, by its own rule
		return incidentCommand(last), nil
	case inventory.Event:
		return inventoryCommand(events), nil
	case conversation.Event:
		return o.messageCommand(events), nil
	case feed.CoverageStarted:
		return feed.StartCoverage{CoverageStarted: e}, nil
	case feed.BaselineImported:
		return feed.ImportBaseline{BaselineImported: e}, nil
	case reserve.Booked:
		return reserve.Book{Booked: e}, nil
	case reserve.CheckedIn:
		return reserve.CheckIn{CalloutID: e.CalloutID}, nil
	case reserve.CheckedOut:
		return reserve.CheckOut{WorkedS: e.WorkedS, At: e.At}, nil
	case customer.Registered:
		return customer.Register{Registered: e}, nil
	case customer.ContactAdded:
		return customer.AddContact{ContactAdded: e}, nil
	case customer.ConsentGiven:
		return customer.RecordConsent{ConsentGiven: e}, nil
	case customer.ConsentWithdrawn:
		return customer.WithdrawConsent{ConsentWithdrawn: e}, nil
	}
	return nil, fmt.Errorf("a source said %s, which a what-if does not know how to say again", events[0].Type)
}

func incidentCommand(e incident.Event) any {
	switch e := e.(type) {
	case incident.Reported:
		return incident.Report{Reported: e}
	case incident.ScopeChanged: // what had no effect then may have one now
		return incident.ChangeScope{Added: both(e.Added, e.HeldAdded), Removed: both(e.Removed, e.HeldRemoved), Seq: e.Seq}
	case incident.EtaSet:
		return incident.SetEta{EtaSet: e}
	case incident.ImpactEstimated:
		return incident.Estimate{ImpactEstimated: e}
	case incident.Resolved:
		return incident.Resolve{At: e.At, StableSince: e.StableSince}
	case incident.Reopened:
		return incident.Reopen{Reason: e.Reason}
	case incident.Closed:
		return incident.Close{}
	case incident.Suspected:
		return incident.Suspect{Brand: e.Brand, Topic: e.Topic, SurgeID: e.SurgeID, Evidence: e.Evidence, At: e.At}
	case incident.AffectedListed:
		return incident.ListAffected{AffectedListed: e}
	}
	panic(fmt.Sprintf("tocsin: no command for %T", e))
}

func both(a, b incident.Scope) incident.Scope {
	return incident.Scope{
		Flights: slices.Concat(a.Flights, b.Flights), Cells: slices.Concat(a.Cells, b.Cells),
		Regions: slices.Concat(a.Regions, b.Regions), Services: slices.Concat(a.Services, b.Services),
	}
}

// inventoryCommand is what was said of an alternative. Units are held and given back by policies alone.
func inventoryCommand(events []domain.Recorded) any {
	switch e := events[0].Event.(type) {
	case inventory.AlternativeAdded:
		add := inventory.Add{AlternativeAdded: e}
		if len(events) > 1 {
			add.Capacity, _ = events[1].Event.(inventory.CapacitySet)
		}
		return add
	case inventory.CapacitySet:
		return inventory.SetCapacity{CapacitySet: e}
	case inventory.CapacityCorrected:
		return inventory.CorrectCapacity{To: e.To, Source: e.Source}
	case inventory.UnitsHeld, inventory.UnitsCommitted, inventory.UnitsReleased:
		return nil
	}
	panic(fmt.Sprintf("tocsin: no command for %T", events[0].Event))
}

// messageCommand is a message with its first classification: the text is sealed, so nobody can classify it again. A later
// classification, a reply and an end belong to the people of that day.
func (o *outsideFacts) messageCommand(events []domain.Recorded) any {
	var receive conversation.Receive
	found := false
	for _, r := range events {
		switch e := r.Event.(type) {
		case conversation.Opened:
			o.threads[r.Stream] = e
		case conversation.MessageReceived:
			receive.Message, found = e, true
		case conversation.Classified:
			receive.First = e
		}
	}
	if !found {
		return nil
	}
	receive.Opened = o.threads[events[0].Stream]
	return receive
}
