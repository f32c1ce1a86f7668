package projections

import (
	"context"
	"fmt"
	"maps"

	"tocsin/domain"
)

// Projector is the pump that brings every picture to the head of the log, decoding each event once.
type Projector struct {
	log      domain.EventLog
	types    *domain.Catalogue
	pictures []Picture
	wants    []map[string]bool // stored names, per picture
	any      map[string]bool   // of any picture
	at       domain.Position
}

// NewProjector joins pictures to a log.
func NewProjector(log domain.EventLog, types *domain.Catalogue, pictures ...Picture) *Projector {
	p := &Projector{log: log, types: types, pictures: pictures}
	p.any = map[string]bool{}
	for _, picture := range pictures {
		names := types.Names(picture.wants()...)
		p.wants = append(p.wants, names)
		maps.Copy(p.any, names)
	}
	return p
}

// Position is the last record that was projected.
func (p *Projector) Position() domain.Position { return p.at }

// Step brings every picture to the head. An unknown event type stops it: a picture that guesses is worse than none.
func (p *Projector) Step(ctx context.Context) (worked bool, err error) {
	if len(p.pictures) == 0 {
		return false, nil
	}
	for r, err := range p.types.DecodedNames(p.log.ReadAll(ctx, p.at), p.any) {
		if err != nil {
			return worked, fmt.Errorf("project after %d: %w", p.at, err)
		}
		for n, picture := range p.pictures {
			seen := r
			if !p.wants[n][r.Type] {
				seen.Event = nil // what one picture wants must not depend on what another does
			}
			picture.step(seen)
		}
		p.at, worked = r.Position, true
	}
	return worked, nil
}

// Digest is the fingerprint of a log and of every picture of it.
func (p *Projector) Digest(ctx context.Context) (string, error) {
	f := NewFingerprint()
	if err := f.Log(ctx, p.log); err != nil {
		return "", err
	}
	for _, picture := range p.pictures {
		if err := f.Picture(picture); err != nil {
			return "", err
		}
	}
	return f.String(), nil
}
