// Package surge holds the record of one episode of demand above the baseline. The detector decides when one opens,
// rises, falls and ends (projections/volume); this stream keeps what was decided, and what people said of it.
package surge

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a surge stream.
//
//sumtype:decl
type Event interface{ surgeEvent() }

func (Detected) surgeEvent()  {}
func (Escalated) surgeEvent() {}
func (Eased) surgeEvent()     {}
func (Resumed) surgeEvent()   {}
func (Linked) surgeEvent()    {}
func (Ended) surgeEvent()     {}
func (Confirmed) surgeEvent() {}
func (Dismissed) surgeEvent() {}

// Key names what is counted; "*" pools over a dimension.
type Key struct {
	Brand   string `json:"brand"`
	Topic   string `json:"topic"`
	Channel string `json:"channel"`
}

// Multiple is observed over expected, with its 90 % interval.
type Multiple struct {
	Lo  float64 `json:"lo"`
	Mid float64 `json:"mid"`
	Hi  float64 `json:"hi"`
}

// TopicShare is the part of one topic among the messages of a surge.
type TopicShare struct {
	Topic string  `json:"topic"`
	Share float64 `json:"share"`
}

// Detected: more distinct customers than the baseline explains.
type Detected struct {
	Key             Key             `json:"key"`
	At              time.Time       `json:"at"`
	OnsetAt         time.Time       `json:"onset_at"`
	Level           int             `json:"level"`    // 0 watch, 1 elevated, 2 surge, 3 critical
	Baseline        string          `json:"baseline"` // learned or provisional
	DetectorVersion string          `json:"detector_version"`
	Observed        float64         `json:"observed"` // distinct customers since onset
	Expected        float64         `json:"expected"`
	Multiple        Multiple        `json:"multiple"`
	EValue          float64         `json:"e_value"`
	ArlEquivalentS  float64         `json:"arl_equivalent_s"` // by chance once in so many seconds
	Threshold       float64         `json:"threshold"`        // of the e-detector, seconds
	Lambda          float64         `json:"lambda"`           // baseline rate now, per hour
	Guard           float64         `json:"guard"`
	Dispersion      float64         `json:"dispersion"`
	ExposureH       float64         `json:"exposure_h"`
	CallOut         bool            `json:"call_out"` // strong enough to call people out, not only to show
	Parent          string          `json:"parent,omitempty"`
	ExplainedBy     string          `json:"explained_by,omitempty"` // id of an open incident
	Score           float64         `json:"score,omitempty"`
	Topics          []TopicShare    `json:"topics,omitempty"`         // of the messages since the onset, if it is over topics
	NegativeShare   float64         `json:"negative_share,omitempty"` // complaints among them
	Late            int             `json:"late,omitempty"`           // events of this hour that came after their time
	Examples        []string        `json:"examples,omitempty"`       // conversation ids
	Position        domain.Position `json:"position"`                 // of the last event used
}

// Escalated: the level went up.
type Escalated struct {
	FromLevel int       `json:"from_level"`
	Level     int       `json:"level"`
	Multiple  Multiple  `json:"multiple"`           // of the last window, not since the onset
	Shape     string    `json:"shape,omitempty"`    // growing, plateau, receding
	CallOut   bool      `json:"call_out,omitempty"` // as in Detected
	At        time.Time `json:"at"`
}

// Eased: the level went down.
type Eased struct {
	FromLevel int       `json:"from_level"`
	Level     int       `json:"level"`
	Multiple  Multiple  `json:"multiple"` // of the last window
	Shape     string    `json:"shape,omitempty"`
	At        time.Time `json:"at"`
}

// Resumed: it opened again within 30 minutes of its end, so it is the same surge.
type Resumed struct {
	Level    int       `json:"level"`
	Multiple Multiple  `json:"multiple"`
	At       time.Time `json:"at"`
}

// Linked: an open incident explains it.
type Linked struct {
	IncidentID string    `json:"incident_id"`
	Score      float64   `json:"score"`
	At         time.Time `json:"at"`
}

// Ended: demand is back at the baseline.
type Ended struct {
	At           time.Time `json:"at"`
	PeakMultiple float64   `json:"peak_multiple"`
	Excess       float64   `json:"excess"` // observed less expected
	DurationS    float64   `json:"duration_s"`
	Reason       string    `json:"reason"` // evidence, quiet, rebaselined
}

// Confirmed: a person says that it is real.
type Confirmed struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Dismissed: a person says that it is none.
type Dismissed struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Detected]("surge.detected"),
	domain.Type[Escalated]("surge.escalated"),
	domain.Type[Eased]("surge.eased"),
	domain.Type[Resumed]("surge.resumed"),
	domain.Type[Linked]("surge.linked"),
	domain.Type[Ended]("surge.ended"),
	domain.Type[Confirmed]("surge.confirmed"),
	domain.Type[Dismissed]("surge.dismissed"),
}
