package projections

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"

	"tocsin/domain"
)

// Fingerprint is a digest over the rows of a log in their order, then the name and canonical bytes of pictures. It is
// equal wherever the same log is folded by the same program.
type Fingerprint struct{ hash hash.Hash }

// NewFingerprint begins with nothing.
func NewFingerprint() *Fingerprint { return &Fingerprint{hash: sha256.New()} }

// Log adds the rows of a log.
func (f *Fingerprint) Log(ctx context.Context, log domain.EventLog) error {
	var row []byte // used again for each
	for r, err := range log.ReadAll(ctx, 0) {
		if err != nil {
			return fmt.Errorf("digest log: %w", err)
		}
		row = appendRow(row[:0], r)
		f.hash.Write(row)
	}
	return nil
}

// Picture adds a picture; one that is halted has no digest.
func (f *Fingerprint) Picture(p Picture) error {
	if err := p.Halted(); err != nil {
		return err
	}
	f.hash.Write(appendText(nil, p.Name()))
	saved := p.snapshot()
	f.hash.Write(appendNumber(nil, uint64(len(saved))))
	f.hash.Write(saved)
	return nil
}

// String is "sha256:" and 64 hex digits.
func (f *Fingerprint) String() string { return "sha256:" + hex.EncodeToString(f.hash.Sum(nil)) }

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
