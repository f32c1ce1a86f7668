package delivery

import (
	"strconv"

	"tocsin/domain"
)

// Stream names the n-th batch (from 1) of a wave (from 1) of an outreach.
func Stream(outreachID string, wave, n int) domain.StreamID {
	return domain.StreamID("delivery-" + outreachID + "-" + strconv.Itoa(wave) + "-" + strconv.Itoa(n))
}

// Key is what the provider gets to recognise a repeat: one informing per person, statement version and channel.
func Key(statementID string, version int, subject, channel string) string {
	return domain.DeriveID("notice", statementID, strconv.Itoa(version), subject, channel)
}
