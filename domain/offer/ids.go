package offer

import "tocsin/domain"

// IDFor derives the id of the offer to a party affected by an incident.
func IDFor(incidentID, party string) string { return domain.DeriveID("offer", incidentID, party) }

// ReplacementFor derives the id of the offer that stands in the place of another.
func ReplacementFor(offerID string) string { return domain.DeriveID("offer", offerID, "replacement") }

// Stream names the stream of an offer.
func Stream(id string) domain.StreamID { return domain.StreamID("offer-" + id) }
