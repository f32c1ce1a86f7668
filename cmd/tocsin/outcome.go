package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"tocsin/projections/report"
	"tocsin/projections/volume"
)

// outcome is what a replay prints. The field names are part of the command line's promise.
type outcome struct {
	Messages      counts              `json:"messages"`
	Events        counts              `json:"events"` // other facts, that came as CloudEvents
	Classifier    *classifierLine     `json:"classifier,omitempty"`
	FlightsIn     flightCounts        `json:"flights_in"` // rows of cancelled flights; what is in force counts Flights
	Incidents     int                 `json:"incidents"`
	Flights       int                 `json:"flights"`
	Affected      int                 `json:"affected"`
	Surges        []surgeLine         `json:"surges"`
	NoBaseline    []noBaselineLine    `json:"no_baseline"`
	Suspected     int                 `json:"suspected"`
	Crises        []*report.Crisis    `json:"crises"`
	Statements    []*report.Statement `json:"statements"`
	Notices       noticesLine         `json:"notices"`
	Outreaches    report.Outreaches   `json:"outreaches"`
	Offers        report.Offers       `json:"offers"`
	Callouts      []*report.Callout   `json:"callouts"`
	Levers        []*report.Lever     `json:"levers"`
	Bottlenecks   []report.Bottleneck `json:"bottlenecks"`
	Refusals      map[string]int      `json:"refusals"`
	Parked        []string            `json:"parked"`
	Log           string              `json:"log"`
	Positions     uint64              `json:"positions"`
	Digest        string              `json:"digest"`
	SurgesDigest  string              `json:"surges_digest"`
	Skipped       skipped             `json:"skipped"`
	BestLnE       []volume.DayBest    `json:"best_ln_e"`
	VirtualEnd    time.Time           `json:"virtual_end"`
	PlayedRefused map[string]int      `json:"played_refused"` // what the rules did not let the played people do
}

// skipped says what of the input was passed over, and why.
type skipped struct {
	UnmappedFlights int `json:"unmapped_flights"` // of carriers whose brand is not in the messages
	BadRows         int `json:"bad_rows"`
}

type surgeLine struct {
	Brand       string     `json:"brand"`
	Topic       string     `json:"topic"`
	Channel     string     `json:"channel"`
	OpenedAt    time.Time  `json:"opened_at"`
	OnsetAt     time.Time  `json:"onset_at"`
	ClosedAt    *time.Time `json:"closed_at"`
	Observed    float64    `json:"observed"`
	Expected    float64    `json:"expected"`
	Multiple    float64    `json:"multiple"`
	Interval    [2]float64 `json:"interval"` // of the multiple, 90 %
	Level       int        `json:"level"`    // the highest
	Baseline    string     `json:"baseline"`
	ExplainedBy *string    `json:"explained_by"` // id of an incident, null for none
	Position    uint64     `json:"position"`
}

type noBaselineLine struct {
	Brand   string     `json:"brand"`
	Topic   string     `json:"topic"`
	Channel string     `json:"channel"`
	Since   time.Time  `json:"since"`
	Until   *time.Time `json:"until"` // when it had learned one; null: it has none to this day
	PerHour float64    `json:"per_hour"`
}

type noticesLine struct {
	Owed       int            `json:"owed"`
	Sent       int            `json:"sent"`
	Suppressed map[string]int `json:"suppressed"`
	Unreached  int            `json:"unreached"`
	Delivered  int            `json:"delivered"`
	Read       int            `json:"read"`
	Parked     int            `json:"parked"`
	Open       int            `json:"open"`
	Attempts   int            `json:"attempts"`
	Unknown    int            `json:"unknown"`
	Escalated  int            `json:"escalated"`
	Ledger     ledgerLine     `json:"ledger"`
}

// ledgerLine is what the provider says it took.
type ledgerLine struct {
	Accepted int `json:"accepted"`
	Doubles  int `json:"doubles"`
}

// listedLevel is the level from which a surge is listed; below it is a watch.
const listedLevel = 1

// outcome gathers the figures of a day that is over, from its log.
func (t *theatre) outcome(ctx context.Context, d *day) (*outcome, error) {
	end := t.clock.Now()
	if err := t.retire(); err != nil {
		return nil, err
	}
	drawn, err := draw(ctx, t.behind, moment{})
	if err != nil {
		return nil, err
	}
	digest, err := drawn.digest()
	if err != nil {
		return nil, err
	}
	taken, doubles := t.taken()
	o := &outcome{
		Messages: d.counts, Events: d.outside.counts, FlightsIn: d.flightsIn, Log: t.path, Digest: digest, VirtualEnd: end, PlayedRefused: map[string]int{},
		Skipped: skipped{UnmappedFlights: d.flightsIn.UnknownCarrier, BadRows: d.bad.count}, Classifier: &d.classified,
	}
	for code, n := range t.stage.Refused() {
		o.PlayedRefused[string(code)] = n
	}
	drawn.report.View(func(r *report.Report) { o.take(r) })
	o.Notices.Ledger = ledgerLine{Accepted: taken, Doubles: doubles}
	drawn.volume.View(func(v *volume.Volume) { o.takeVolume(v) })
	return o, nil
}

func (o *outcome) take(r *report.Report) {
	o.Incidents, o.Flights, o.Affected = r.Incidents.Reported, r.Incidents.Flights, r.Incidents.People
	o.Suspected, o.Crises, o.Statements, o.Callouts = r.Incidents.Suspected, r.Crises, r.Statements, r.Callouts
	o.Levers, o.Bottlenecks = r.Levers, r.Bottlenecks
	o.Outreaches, o.Offers, o.Refusals, o.Parked, o.Positions = r.Outreaches, r.Offers, r.Refusals, r.Parked, uint64(r.Position)
	n := r.Notices
	o.Notices = noticesLine{
		Owed: n.Owed, Sent: n.Sent, Suppressed: n.Suppressed, Unreached: n.Unreached, Delivered: n.Delivered, Read: n.Read,
		Parked: n.Parked, Open: n.Open, Attempts: n.Attempts, Unknown: n.Unknown, Escalated: n.Escalated,
	}
	o.Surges = []surgeLine{}
	for _, s := range r.Surges {
		if s.Level < listedLevel {
			continue
		}
		line := surgeLine{
			Brand: s.Brand, Topic: s.Topic, Channel: s.Channel, OpenedAt: s.OpenedAt, OnsetAt: s.OnsetAt, Observed: s.Observed,
			Expected: s.Expected, Multiple: s.Multiple, Interval: [2]float64{s.MultipleLo, s.MultipleHi}, Level: s.Level,
			Baseline: s.Baseline, Position: s.Position,
		}
		if !s.ClosedAt.IsZero() {
			line.ClosedAt = &s.ClosedAt
		}
		if s.ExplainedBy != "" {
			line.ExplainedBy = &s.ExplainedBy
		}
		o.Surges = append(o.Surges, line)
	}
}

func (o *outcome) takeVolume(v *volume.Volume) {
	o.SurgesDigest, o.BestLnE = v.SurgesDigest(), v.BestByDay()
	o.NoBaseline = []noBaselineLine{}
	for _, n := range v.NoBaseline() {
		line := noBaselineLine{
			Brand: n.Key.Brand, Topic: n.Key.Topic, Channel: n.Key.Channel, Since: n.Since, PerHour: n.PerHour,
		}
		if !n.Until.IsZero() {
			line.Until = &n.Until
		}
		o.NoBaseline = append(o.NoBaseline, line)
	}
}

// print writes the outcome in the format that was asked for.
func (o *outcome) print(w io.Writer, format string) error {
	if format == "json" {
		return o.json(w)
	}
	return o.table(w)
}

// short is an instant as tables show it.
func short(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("02 Jan 15:04Z")
}

// count puts a noun after a number.
func count(n int, noun string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
