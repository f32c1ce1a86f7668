package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"tocsin/domain"
	"tocsin/projections"
)

// drawing is the pictures of a log, folded from its beginning.
type drawing struct {
	pictures
	position domain.Position // of the last record
	rows     *projections.Fingerprint
}

// draw folds a log, up to a moment, into fresh pictures. It reads the log several times at once: each picture is a fold
// of its own, and the digest of the rows needs none of them.
func draw(ctx context.Context, log domain.EventLog, m moment) (*drawing, error) {
	d, known, seen := &drawing{pictures: newPictures(), rows: projections.NewFingerprint()}, catalogue(), until{log, m}
	groups := [][]projections.Picture{{d.report, d.volume}, {d.forecast, d.audience, d.outbox, d.stages}}
	projectors := make([]*projections.Projector, len(groups))
	faults := make([]error, len(groups)+1)
	var all sync.WaitGroup
	for n, group := range groups {
		projectors[n] = projections.NewProjector(seen, known, group...)
		all.Go(func() { _, faults[n] = projectors[n].Step(ctx) })
	}
	all.Go(func() { faults[len(groups)] = d.rows.Log(ctx, seen) })
	all.Wait()
	d.position = projectors[0].Position()
	for _, picture := range d.list() {
		if err := picture.Halted(); err != nil {
			faults = append(faults, fmt.Errorf("fold the log: %w", err))
		}
	}
	return d, errors.Join(faults...)
}

// digest is the fingerprint of the log and of its pictures. It can be asked for once.
func (d *drawing) digest() (string, error) {
	for _, picture := range d.list() {
		if err := d.rows.Picture(picture); err != nil {
			return "", err
		}
	}
	return d.rows.String(), nil
}
