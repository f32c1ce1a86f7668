package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"tocsin/domain"
	"tocsin/domain/surge"
	"tocsin/projections"
	"tocsin/projections/audience"
	"tocsin/projections/forecast"
	"tocsin/projections/outbox"
	"tocsin/projections/report"
	"tocsin/projections/volume"
)

// models makes every picture anew, by name.
func models() []namedModel {
	return []namedModel{
		{"report", func() projections.Model { return report.New() }},
		{"volume", func() projections.Model { return volume.New() }},
		{"forecast", func() projections.Model { return forecast.New() }},
		{"audience", func() projections.Model { return audience.New() }},
		{"outbox", func() projections.Model { return outbox.New() }},
	}
}

type namedModel struct {
	name string
	make func() projections.Model
}

// snapshotEvery is after how many events a picture is saved and restored.
const snapshotEvery = 7

// picturesFollow is I13.
func picturesFollow(t *trial) error {
	types := catalogue()
	for n, one := range models() {
		whole := drawAgain(types, one.make, t.records, 0)
		if live := t.pictures[one.name]; live != nil && !bytes.Equal(live, whole) {
			return fmt.Errorf("the live picture %s differs from the rebuilt one", one.name)
		}
		if n != t.snapshot%(4*len(models())) {
			continue // one picture of one crisis in four: it costs as much as the crisis itself
		}
		if !bytes.Equal(drawAgain(types, one.make, t.records, snapshotEvery), whole) {
			return fmt.Errorf("the picture %s differs when it is saved and restored every %d events", one.name, snapshotEvery)
		}
	}
	return nil
}

// drawAgain draws a picture, and saves and restores it after every so many events; 0: never.
func drawAgain(types *domain.Catalogue, fresh func() projections.Model, records []domain.Recorded, every int) []byte {
	m := fresh()
	wants := types.Names(m.Wants()...)
	for n, r := range records {
		if !wants[r.Type] {
			r.Event = nil
		}
		if m.Apply(r); every > 0 && n%every == every-1 {
			saved := m.Snapshot()
			if m = fresh(); m.Restore(saved) != nil {
				return nil
			}
		}
	}
	return m.Snapshot()
}

// flickerTime is the least time between two openings, or two ends, of one surge.
const flickerTime = 10 * time.Minute

// detectorCountsOnce is I21.
func detectorCountsOnce(t *trial) error {
	opened, ended, keys := map[surge.Key]time.Time{}, map[surge.Key]time.Time{}, map[domain.StreamID]surge.Key{}
	flickers := func(last map[surge.Key]time.Time, s domain.StreamID, now time.Time) bool {
		before, again := last[keys[s]]
		last[keys[s]] = now
		return again && now.Sub(before) < flickerTime
	}
	for _, r := range t.records {
		bad := false
		switch e := r.Event.(type) {
		case surge.Detected:
			keys[r.Stream] = e.Key
			bad = flickers(opened, r.Stream, e.At)
		case surge.Resumed:
			bad = flickers(opened, r.Stream, e.At)
		case surge.Ended:
			bad = flickers(ended, r.Stream, e.At)
		}
		if bad {
			return brokenAt(r, "%s of %v within %s of the one before", r.Type, keys[r.Stream], flickerTime)
		}
	}
	return fedTwice(t)
}

// fedTwice draws the demand from a log that gives each event again, as one does after a lost acknowledgement.
func fedTwice(t *trial) error {
	once, twice := projections.NewLive("volume", volume.New()), projections.NewLive("volume", volume.New())
	var snapshots [2][]byte
	for n, live := range []*projections.Live[*volume.Volume]{once, twice} {
		p := projections.NewProjector(repeating{records: t.records, times: n + 1}, catalogue(), live)
		if _, err := p.Step(context.Background()); err != nil {
			return err
		}
		live.View(func(v *volume.Volume) { snapshots[n] = v.Snapshot() })
	}
	if !bytes.Equal(snapshots[0], snapshots[1]) {
		return errors.New("the detector counts otherwise when it is fed each event twice")
	}
	return nil
}

// repeating is a log that gives each event so many times.
type repeating struct {
	domain.EventLog
	records []domain.Recorded
	times   int
}

// ReadAll gives them.
func (l repeating) ReadAll(context.Context, domain.Position) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		for _, r := range l.records {
			for range l.times {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}
