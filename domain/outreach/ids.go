package outreach

import (
	"strconv"

	"tocsin/domain"
)

// IDFor derives the id of the n-th outreach (from 1) for a statement version.
func IDFor(statementID string, version, n int) string {
	return domain.DeriveID("outreach", statementID, strconv.Itoa(version), strconv.Itoa(n))
}

// Stream names the stream of an outreach.
func Stream(id string) domain.StreamID { return domain.StreamID("outreach-" + id) }
