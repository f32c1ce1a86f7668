package projections

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
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

// Digest is the fingerprint of a log and of every picture of it: "sha256:" and 64 hex digits over the log's rows in
// order, then the name and canonical bytes of each picture. It is equal wherever the same log is folded by the same
// program.
func (p *Projector) Digest(ctx context.Context) (string, error) {
	h := sha256.New()
	var row []byte // used again for each
	for r, err := range p.log.ReadAll(ctx, 0) {
		if err != nil {
			return "", fmt.Errorf("digest log: %w", err)
		}
		row = appendRow(row[:0], r)
		h.Write(row)
	}
	for _, picture := range p.pictures {
		if err := picture.Halted(); err != nil {
			return "", err
		}
		h.Write(appendText(nil, picture.Name()))
		saved := picture.snapshot()
		h.Write(appendNumber(nil, uint64(len(saved))))
		h.Write(saved)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// appendRow appends all that a row says, each text behind its length, numbers in little endian.
func appendRow(b []byte, r domain.Recorded) []byte {
	b = appendNumber(b, uint64(r.Position))
	b = appendText(b, string(r.Stream))
	b = appendNumber(b, uint64(r.Revision))
	b = append(b, r.ID[:]...)
	b = appendText(b, r.Type)
	b = appendNumber(b, uint64(r.Version))
	b = append(appendNumber(b, uint64(len(r.Data))), r.Data...)
	for _, text := range [...]string{
		r.Meta.Key, r.Meta.Hash, r.Meta.CorrelationID, r.Meta.CausationID,
		r.Meta.Actor.Kind, r.Meta.Actor.ID, r.Meta.Actor.Role,
	} {
		b = appendText(b, text)
	}
	b = appendNumber(b, uint64(r.Meta.OccurredAt.UnixNano()))
	b = appendNumber(b, uint64(r.Meta.RecordedAt.UnixNano()))
	drill := uint64(0)
	if r.Meta.Drill {
		drill = 1
	}
	return appendNumber(b, drill)
}

func appendText(b []byte, text string) []byte {
	return append(appendNumber(b, uint64(len(text))), text...)
}

func appendNumber(b []byte, n uint64) []byte { return binary.LittleEndian.AppendUint64(b, n) }
