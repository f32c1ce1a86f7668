package statement

import "tocsin/domain"

// IDFor derives the id of the statement that an incident's audience gets; a crisis adopts it.
func IDFor(incidentID, audience string) string {
	return domain.DeriveID("statement", incidentID, audience)
}

// Stream names the stream of a statement.
func Stream(id string) domain.StreamID { return domain.StreamID("statement-" + id) }
