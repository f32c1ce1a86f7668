// Package ask holds the requests of policies that need the outside world: a resolver answers each, and its result
// enters as ordinary commands, so that a replay never looks outside the log.
package ask

import (
	"time"

	"tocsin/domain/delivery"
	"tocsin/domain/incident"
)

// Affected asks who is on the manifests of these journeys. The answer is incident.ListAffected in chunks, at least one.
type Affected struct {
	IncidentID string
	Listing    string // names the listing; its chunks are counted under it
	Journeys   []string
}

// Audience asks which of these people can be told at all. The answer is outreach.FreezeAudience.
type Audience struct {
	OutreachID string
	People     []string // subjects, sorted
	Waves      []int    // people per wave
}

// Notices asks for the batches of a wave: contacts and consent are looked up, notices for people who have none are owed
// and suppressed at once. The answer is delivery.Request per batch.
type Notices struct {
	Batch delivery.Requested // of all batches, without items
	Brand string
	Items []delivery.Item // without channel and contact, in the order of sending
	// First is the number of the first batch of the wave, from 1.
	First int
}

// Booking asks the host system to confirm what a party chose. The answer is offer.Confirm or offer.FailConfirm.
type Booking struct {
	OfferID string
	Option  string
	Seats   int
	At      time.Time
}

// MaxPerChunk is the most people in one chunk of a listing.
const MaxPerChunk = incident.MaxPeople
