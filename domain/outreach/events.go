// Package outreach holds the rules of one proactive notification run: planned, audience frozen, send approved, waves.
package outreach

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of an outreach stream.
//
//sumtype:decl
type Event interface{ outreachEvent() }

func (Planned) outreachEvent()        {}
func (AudienceFrozen) outreachEvent() {}
func (SendApproved) outreachEvent()   {}
func (WaveStarted) outreachEvent()    {}
func (Paused) outreachEvent()         {}
func (Resumed) outreachEvent()        {}
func (Aborted) outreachEvent()        {}
func (Completed) outreachEvent()      {}

// Wave is one ordered part of a run; the first rule that holds for a person decides.
type Wave struct {
	Rank  int     `json:"rank"`
	Rule  string  `json:"rule"`            // vulnerable, departs_within, top, rest
	Hours float64 `json:"hours,omitempty"` // for departs_within
}

// Planned: who is to be told what, in which order, by which channels.
type Planned struct {
	StatementID      string    `json:"statement_id"`
	StatementVersion int       `json:"statement_version"`
	IncidentID       string    `json:"incident_id"`
	Brand            string    `json:"brand"`
	AudienceQuery    string    `json:"audience_query"` // "affected": all listed; "untold": those listed whom no version reached; "revoked", "reinstated": see statement.Audiences
	Purpose          string    `json:"purpose"`        // service, legal, marketing
	Ladder           []string  `json:"ladder"`         // channel kinds, first is tried first
	Waves            []Wave    `json:"waves"`
	PartsPerS        float64   `json:"parts_per_s"`
	NotAfter         time.Time `json:"not_after"`
	PlannedBy        string    `json:"planned_by,omitempty"` // actor id; may not approve the send
}

// AudienceFrozen: from now on the audience does not change.
type AudienceFrozen struct {
	Count        int            `json:"count"`
	Excluded     map[string]int `json:"excluded,omitempty"` // by reason; they are owed too, and suppressed with it
	SnapshotHash string         `json:"snapshot_hash"`      // over the sorted subjects
	Waves        []int          `json:"waves"`              // people per wave, in the order of the plan
}

// SendApproved: a person let it go, for that many.
type SendApproved struct {
	By    string `json:"by"`
	Count int    `json:"count"`
}

// WaveStarted: the notices of this wave are owed now, in that many batches.
type WaveStarted struct {
	Wave    int `json:"wave"` // from 1
	Count   int `json:"count"`
	Batches int `json:"batches"`
}

// Paused: no send from here on.
type Paused struct {
	Reason string `json:"reason"`
}

// Resumed: goes on, at this pace.
type Resumed struct {
	PartsPerS float64 `json:"parts_per_s"`
}

// Aborted: what was not sent stays unsent, suppressed.
type Aborted struct {
	Reason string `json:"reason"`
}

// Completed: every item of every batch has come to its end.
type Completed struct {
	ByState map[string]int `json:"by_state"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Planned]("outreach.planned"),
	domain.Type[AudienceFrozen]("outreach.audience_frozen"),
	domain.Type[SendApproved]("outreach.send_approved"),
	domain.Type[WaveStarted]("outreach.wave_started"),
	domain.Type[Paused]("outreach.paused"),
	domain.Type[Resumed]("outreach.resumed"),
	domain.Type[Aborted]("outreach.aborted"),
	domain.Type[Completed]("outreach.completed"),
}
