package crisis

import "tocsin/domain"

// IDFor derives the id of the crisis that an incident may lead to.
func IDFor(incidentID string) string { return domain.DeriveID("crisis", incidentID) }

// Stream names the stream of a crisis.
func Stream(id string) domain.StreamID { return domain.StreamID("crisis-" + id) }

// ScopeStream names the stream that says which cell speaks for a brand.
func ScopeStream(brand string) domain.StreamID { return domain.StreamID("scope-" + brand) }
