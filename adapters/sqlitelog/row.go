package sqlitelog

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"time"

	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// columns of a whole event, in the order in which insert binds and scan reads them.
const columns = `position, stream, revision, prev, type, version, id, occurred_at, recorded_at, drill,
	actor_kind, actor_role, actor_id, key, hash, correlation, causation, sum, data`

const insertEvent = `INSERT INTO events (` + columns + `) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`

// Columns by number.
const (
	colPosition = iota
	colStream
	colRevision
	colPrev
	colType
	colVersion
	colID
	colOccurredAt
	colRecordedAt
	colDrill
	colActorKind
	colActorRole
	colActorID
	colKey
	colHash
	colCorrelation
	colCausation
	colSum
	colData
)

// sums hashes rows. Two CRCs of different polynomials are one of 64 bits, at the speed of the processor's own
// instructions: accidents are what it is for; tampering is answered by the proofs of the audit.
type sums struct {
	table   *crc32.Table // CRC-32C
	scratch []byte
}

func newSums() sums { return sums{table: crc32.MakeTable(crc32.Castagnoli)} }

// of covers everything that is handed out, names in full, so that a damaged name is found as well.
func (s *sums) of(r *domain.Recorded) int64 {
	b := s.scratch[:0]
	b = binary.LittleEndian.AppendUint64(b, uint64(r.Position))
	b = binary.LittleEndian.AppendUint64(b, uint64(r.Revision))
	b = binary.LittleEndian.AppendUint64(b, uint64(r.Version))
	b = append(b, r.ID[:]...)
	b = appendTime(b, r.Meta.OccurredAt)
	b = appendTime(b, r.Meta.RecordedAt)
	drill := byte(0)
	if r.Meta.Drill {
		drill = 1
	}
	b = append(b, drill)
	for _, t := range [...]string{
		string(r.Stream), r.Type, r.Meta.Actor.Kind, r.Meta.Actor.Role, r.Meta.Actor.ID,
		r.Meta.Key, r.Meta.Hash, r.Meta.CorrelationID, r.Meta.CausationID,
	} {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(t)))
		b = append(b, t...)
	}
	s.scratch = b
	high := crc32.Update(crc32.ChecksumIEEE(b), crc32.IEEETable, r.Data)
	low := crc32.Update(crc32.Checksum(b, s.table), s.table, r.Data)
	return int64(uint64(high)<<32 | uint64(low))
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

func columnTime(stmt *sqlite.Stmt, col int) time.Time {
	ns := stmt.ColumnInt64(col)
	if ns == 0 && stmt.ColumnType(col) == sqlite.TypeNull {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}

// corrupt names the place of a damaged record.
func corrupt(at int64, format string, args ...any) error {
	return fmt.Errorf("position %d: %s: %w", at, fmt.Sprintf(format, args...), domain.ErrCorrupt)
}
