package sqlitelog

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"time"

	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// readColumns of an event, in the order in which scan takes them; prev is for the chain alone.
const readColumns = `position, stream, revision, kind, id, occurred_at, recorded_at, sum, texts, data`

// Columns by number.
const (
	colPosition = iota
	colStream
	colRevision
	colKind
	colID
	colOccurredAt
	colRecordedAt
	colSum
	colTexts
	colData
	colPrev // written behind the others
)

const insertEvent = `INSERT INTO events (` + readColumns + `, prev) VALUES (?,?,?,?,?,?,?,?,?,?,?)`

// sums hashes rows: a CRC-32C of the envelope, and one of envelope and data, because the processor has an instruction
// for it. Accidents are what it is for; tampering is answered by the proofs of the audit.
type sums struct {
	table   *crc32.Table // CRC-32C
	scratch []byte
}

func newSums() sums { return sums{table: crc32.MakeTable(crc32.Castagnoli)} }

// of covers everything that is handed out, names and kinds in full, so that damage in their tables is found as well.
// The texts come as they are stored.
func (s *sums) of(r *domain.Recorded, texts []byte) int64 {
	le := binary.LittleEndian
	b := le.AppendUint64(s.scratch[:0], uint64(r.Position))
	b = le.AppendUint64(b, uint64(r.Revision))
	b = le.AppendUint64(b, uint64(r.Version))
	b = append(b, r.ID[:]...)
	b = appendTime(b, r.Meta.OccurredAt)
	b = appendTime(b, r.Meta.RecordedAt)
	if r.Meta.Drill {
		b = append(b, 1)
	}
	for _, t := range [...]string{string(r.Stream), r.Type, r.Meta.Actor.Kind, r.Meta.Actor.Role} {
		b = append(b, t...)
		b = le.AppendUint32(b, uint32(len(t))) // keeps ("a","bc") and ("ab","c") apart
	}
	b = append(b, texts...)
	s.scratch = b
	envelope := crc32.Checksum(b, s.table)
	whole := crc32.Update(envelope, s.table, r.Data)
	return int64(uint64(envelope)<<32 | uint64(whole))
}

func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, 0)
	}
	return binary.LittleEndian.AppendUint64(append(b, 1), uint64(t.UnixNano()))
}

// bindTime keeps the zero time apart from 1970.
func bindTime(stmt *sqlite.Stmt, param int, t time.Time) {
	if t.IsZero() {
		stmt.BindNull(param)
		return
	}
	stmt.BindInt64(param, t.UnixNano())
}

func columnTime(row *sqlite.Stmt, col int) time.Time {
	ns := row.ColumnInt64(col)
	if ns == 0 && row.ColumnType(col) == sqlite.TypeNull {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}

// corrupt names the place of a damaged record.
func corrupt(at int64, what string) error {
	return fmt.Errorf("position %d: %s: %w", at, what, domain.ErrCorrupt)
}

// damaged names the position at which the file could not be read.
func damaged(at int64, err error) error {
	switch {
	case err == nil:
		return nil
	case sqlite.ErrCode(err).ToPrimary() == sqlite.ResultCorrupt:
		return fmt.Errorf("position %d: %w: %w", at, domain.ErrCorrupt, err)
	}
	return fmt.Errorf("position %d: %w", at, err)
}
