// Package demand holds what is found out about the demand on the desks of one brand (demand-{brand}): which stage of the
// work holds up all others.
package demand

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a demand stream.
//
//sumtype:decl
type Event interface{ demandEvent() }

func (BottleneckMoved) demandEvent() {}

// BottleneckMoved: another stage than before has the least capacity for what it has to do. From is empty when there was
// none, To when there is none any more.
type BottleneckMoved struct {
	Brand       string    `json:"brand"`
	From        string    `json:"from"`
	To          string    `json:"to"`
	Utilisation float64   `json:"utilisation"` // of To: work there is, to work that can be done; above 1 it piles up
	At          time.Time `json:"at"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[BottleneckMoved]("demand.bottleneck_moved"),
}
