package main

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"tocsin/projections/report"
)

// figures are what one day comes to. The field names are part of the command line's promise.
type dayFigures struct {
	Contacts  contactFigures  `json:"contacts"`
	Model     modelFigures    `json:"model"`
	Backlog   backlogFigures  `json:"backlog"`
	Informed  informedFigures `json:"informed"`
	Notices   report.Notices  `json:"notices"`
	Offers    report.Offers   `json:"offers"`
	Callouts  []calloutFigure `json:"callouts"`
	Cells     int             `json:"cells"`
	Published int             `json:"statements_published"`
	Broken    int             `json:"promises_broken"`
	Positions uint64          `json:"positions"`
}

// contactFigures are what came to the desks.
type contactFigures struct {
	Messages int `json:"messages"`
	Threads  int `json:"threads"` // times that somebody began to wait for an answer
	Replies  int `json:"replies"`
}

// modelFigures are no counts: what the contact curve expects from incidents.
type modelFigures struct {
	IfNobodyTold float64 `json:"if_nobody_told"`
	AsTold       float64 `json:"as_told"`
	Deflected    float64 `json:"deflected"` // the difference
}

type backlogFigures struct {
	Peak          int        `json:"peak"`
	PeakAt        *time.Time `json:"peak_at"`
	CustomerHours float64    `json:"customer_hours"` // waited by all together
	WaitP50S      float64    `json:"wait_p50_s"`     // of those who were answered
	WaitP90S      float64    `json:"wait_p90_s"`
	WaitLongestS  float64    `json:"wait_longest_s"` // of all, those who still wait included
	AtEnd         int        `json:"at_end"`
}

type informedFigures struct {
	Affected     int        `json:"affected"`
	Reachable    int        `json:"reachable"`
	Told         int        `json:"told"` // a notice on their device
	BeforeAsking int        `json:"before_asking"`
	Share        float64    `json:"share"` // before_asking of reachable
	FirstAt      *time.Time `json:"first_at"`
	AfterP50S    float64    `json:"after_p50_s"` // from the moment he was known to be affected
	AfterP90S    float64    `json:"after_p90_s"`
}

type calloutFigure struct {
	Brand    string     `json:"brand"`
	RaisedAt time.Time  `json:"raised_at"`
	People   int        `json:"people"`
	Accepted int        `json:"accepted"`
	StartBy  time.Time  `json:"start_by"`
	FilledAt *time.Time `json:"filled_at"`
}

// figures gathers them at the end of the day.
func (t *tally) figures(ctx context.Context, vault people, end time.Time) (dayFigures, error) {
	t.expect(end)
	reachable, err := t.told.reachable(ctx, vault)
	if err != nil {
		return dayFigures{}, err
	}
	f := dayFigures{
		Contacts: contactFigures{Messages: t.report.Messages.Recorded, Threads: t.desk.contacts, Replies: t.report.Messages.Replies},
		Model:    modelFigures{IfNobodyTold: t.wanted, AsTold: t.asked, Deflected: t.wanted - t.asked},
		Backlog:  t.desk.figures(end), Informed: t.told.figures(reachable), Notices: t.report.Notices, Offers: t.report.Offers, Callouts: calloutFigures(t.report.Callouts),
		Cells: len(t.report.Crises), Positions: uint64(t.report.Position),
	}
	for _, s := range t.report.Statements {
		f.Published += s.Published
	}
	for _, c := range t.report.Crises {
		f.Broken += c.Promises.Broken
	}
	return f, nil
}

func (q *queueTally) figures(end time.Time) backlogFigures {
	return backlogFigures{
		Peak: q.peak, PeakAt: maybe(q.peakAt), AtEnd: len(q.since), CustomerHours: q.waited.Hours(),
		WaitP50S: quantile(q.answered, 0.5).Seconds(), WaitP90S: quantile(q.answered, 0.9).Seconds(),
		WaitLongestS: max(q.longest, q.oldest(end)).Seconds(),
	}
}

func (t *toldTally) figures(reachable []string) informedFigures {
	after := slices.Collect(maps.Values(t.after))
	i := informedFigures{
		Affected: len(t.affected), Reachable: len(reachable), Told: len(t.told), BeforeAsking: t.before(reachable),
		FirstAt: maybe(t.firstTold), AfterP50S: quantile(after, 0.5).Seconds(), AfterP90S: quantile(after, 0.9).Seconds(),
	}
	if i.Reachable > 0 {
		i.Share = float64(i.BeforeAsking) / float64(i.Reachable)
	}
	return i
}

func calloutFigures(callouts []*report.Callout) []calloutFigure {
	list := []calloutFigure{}
	for _, c := range callouts {
		list = append(list, calloutFigure{
			Brand: c.Brand, RaisedAt: c.RaisedAt, People: c.Raised, Accepted: c.Accepted, StartBy: c.StartBy, FilledAt: maybe(c.FilledAt),
		})
	}
	return list
}

// maybe is a time that may be none.
func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// quantile is the value that a share of a list does not exceed; 0 of an empty one.
func quantile(list []time.Duration, share float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	list = slices.Sorted(slices.Values(list))
	return list[min(len(list)-1, int(share*float64(len(list))))]
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
