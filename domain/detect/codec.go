package detect

import (
	"encoding/binary"
	"errors"
	"math"
)

// Writer writes snapshots: integers and floats as 8 bytes, little end first, strings with their length before them.
type Writer struct{ Bytes []byte }

// Int writes an integer.
func (w *Writer) Int(v int64) { w.Bytes = binary.LittleEndian.AppendUint64(w.Bytes, uint64(v)) }

// Float writes the 8 bytes of a float.
func (w *Writer) Float(v float64) {
	w.Bytes = binary.LittleEndian.AppendUint64(w.Bytes, math.Float64bits(v))
}

// Bool writes one byte.
func (w *Writer) Bool(v bool) {
	if v {
		w.Bytes = append(w.Bytes, 1)
	} else {
		w.Bytes = append(w.Bytes, 0)
	}
}

// String writes a string.
func (w *Writer) String(v string) {
	w.Int(int64(len(v)))
	w.Bytes = append(w.Bytes, v...)
}

// ID writes 16 bytes.
func (w *Writer) ID(v [16]byte) { w.Bytes = append(w.Bytes, v[:]...) }

// ErrSnapshot is what Restore answers to bytes that are no snapshot.
var ErrSnapshot = errors.New("detect: not a snapshot")

// Reader reads what a Writer wrote. After the end of the bytes everything is zero and Err is set.
type Reader struct {
	rest []byte
	err  error
}

// NewReader reads b.
func NewReader(b []byte) *Reader { return &Reader{rest: b} }

// Err tells whether anything was missing.
func (r *Reader) Err() error { return r.err }

// Fail tells that what was read means nothing.
func (r *Reader) Fail() { r.err = ErrSnapshot }

// Done tells whether all bytes were read, and none was missing.
func (r *Reader) Done() error {
	if r.err == nil && len(r.rest) > 0 {
		return ErrSnapshot
	}
	return r.err
}

func (r *Reader) take(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.rest) {
		r.err = ErrSnapshot
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// Int reads an integer.
func (r *Reader) Int() int64 {
	if b := r.take(8); b != nil {
		return int64(binary.LittleEndian.Uint64(b))
	}
	return 0
}

// Float reads a float.
func (r *Reader) Float() float64 { return math.Float64frombits(uint64(r.Int())) }

// Bool reads one byte.
func (r *Reader) Bool() bool {
	b := r.take(1)
	return b != nil && b[0] != 0
}

// ID reads 16 bytes.
func (r *Reader) ID() (id [16]byte) {
	copy(id[:], r.take(len(id)))
	return id
}

// String reads a string.
func (r *Reader) String() string { return string(r.take(int(r.Int()))) }

// Len reads the number of things that follow; more than there are bytes left is an error.
func (r *Reader) Len() int {
	n := r.Int()
	if n < 0 || n > int64(len(r.rest)) {
		r.err = ErrSnapshot
		return 0
	}
	return int(n)
}
