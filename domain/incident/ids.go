package incident

import "tocsin/domain"

// IDFor derives the id of an incident from the outside system that tells of it and its reference there.
func IDFor(system, externalRef string) string {
	return domain.DeriveID("incident", system, externalRef)
}

// Stream names the stream of an incident.
func Stream(id string) domain.StreamID { return domain.StreamID("incident-" + id) }
