// Package feed holds what the detector must know about its inputs: since when a feed is covered (feed-{brand}/{channel}),
// what its normal is (baseline-{key}), and whether a channel is alive and held (channel-{key}).
package feed

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a feed, baseline or channel stream.
//
//sumtype:decl
type Event interface{ feedEvent() }

func (CoverageStarted) feedEvent()  {}
func (BaselineImported) feedEvent() {}
func (BaselineMissing) feedEvent()  {}
func (FellSilent) feedEvent()       {}
func (Resumed) feedEvent()          {}
func (PostsHeld) feedEvent()        {}
func (PostsReleased) feedEvent()    {}

// CoverageStarted: from now on every message of this feed reaches us.
type CoverageStarted struct {
	Brand   string    `json:"brand"`
	Channel string    `json:"channel"`
	Account string    `json:"account"`
	Since   time.Time `json:"since"`
}

// Bin is one hour of the week of a known history.
type Bin struct {
	Count     float64 `json:"count"`
	ExposureH float64 `json:"exposure_h"`
}

// BaselineImported: the known history of a feed, 168 bins from Monday 00:00 in Zone.
type BaselineImported struct {
	Brand   string    `json:"brand"`
	Channel string    `json:"channel"`
	Topic   string    `json:"topic"`
	Zone    string    `json:"zone"`
	Bins    []Bin     `json:"bins"`
	Source  string    `json:"source"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// BaselineMissing: a feed started in mid-flow without saying so; its tables start again at Since.
type BaselineMissing struct {
	Brand     string    `json:"brand"`
	Channel   string    `json:"channel"`
	Since     time.Time `json:"since"`
	Observed  float64   `json:"observed"` // in the hour that told
	LevelPerH float64   `json:"level_per_h"`
	At        time.Time `json:"at"`
}

// FellSilent: nothing comes where the baseline expects something.
type FellSilent struct {
	Brand    string    `json:"brand"`
	Channel  string    `json:"channel"`
	Since    time.Time `json:"since"`
	Expected float64   `json:"expected"`
	At       time.Time `json:"at"`
}

// Resumed: the channel speaks again.
type Resumed struct {
	Brand   string    `json:"brand"`
	Channel string    `json:"channel"`
	At      time.Time `json:"at"`
}

// PostsHeld: free public posts of a brand are held while a cell speaks for it (single voice).
type PostsHeld struct {
	Brand    string   `json:"brand"`
	CrisisID string   `json:"crisis_id"`
	Refs     []string `json:"refs,omitempty"`
}

// PostsReleased: the brand may post freely again.
type PostsReleased struct {
	Brand    string   `json:"brand"`
	CrisisID string   `json:"crisis_id"`
	Refs     []string `json:"refs,omitempty"`
}

// FeedTypes, BaselineTypes and ChannelTypes are the stored names of each event, by stream category.
var (
	FeedTypes     = []domain.EventType{domain.Type[CoverageStarted]("feed.coverage_started")}
	BaselineTypes = []domain.EventType{
		domain.Type[BaselineImported]("baseline.imported"),
		domain.Type[BaselineMissing]("baseline.missing"),
	}
	ChannelTypes = []domain.EventType{
		domain.Type[FellSilent]("channel.fell_silent"),
		domain.Type[Resumed]("channel.resumed"),
		domain.Type[PostsHeld]("channel.posts_held"),
		domain.Type[PostsReleased]("channel.posts_released"),
	}
)
