package inbound

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxRecordBytes bounds one row with all its lines. It is also all that is held of a file at any time: a row that fails
// is read again line by line, so its lines must still be there.
const maxRecordBytes = 1 << 20

// byteOrderMark may stand before the first column name; spreadsheets write it.
const byteOrderMark = "\ufeff"

var errTooLong = errors.New("row too long")

// record is one row as the file has it.
type record struct {
	line, last int // physical lines, from 1
	fields     []string
}

// broken is a record that failed, and the field that is to blame, -1 if none is known.
type broken struct {
	line, field int
	reason      string
}

// records reads a file record by record. A record that fails costs its first line only: the reading goes on with the
// line after it, because what seemed to belong to the record may be rows of their own.
type records struct {
	in     *bufio.Reader
	comma  byte  // between two fields
	number int   // of lines left behind
	end    error // why there is no more: io.EOF, or a fault of the file
}

func newRecords(r io.Reader) *records {
	in := bufio.NewReaderSize(r, maxRecordBytes)
	mark, err := in.Peek(len(byteOrderMark))
	if string(mark) == byteOrderMark {
		_, _ = in.Discard(len(byteOrderMark)) // cannot fail: it was just seen
	}
	return &records{in: in, comma: ',', end: err}
}

// next gives the next record, which must have width fields unless width is 0. An error ends the file.
func (r *records) next(width int) (record, *broken, error) {
	text, end, err := r.ahead()
	first := r.number + 1
	if errors.Is(err, errTooLong) {
		r.leaveLongLine()
		return record{}, &broken{line: first, field: -1, reason: tooLong()}, nil
	}
	if err != nil {
		return record{}, nil, err
	}
	rec, past, problem := r.rest(first, text, end, width)
	if problem != nil {
		r.leave(end, 1)
		return record{}, problem, nil
	}
	r.leave(past, rec.last-rec.line+1)
	return rec, nil, nil
}

// ahead gives the next line that is not empty, as line does, and leaves the empty ones before it behind.
func (r *records) ahead() (text []byte, end int, err error) {
	text, end, err = r.line(0)
	for err == nil && len(text) == 0 {
		r.leave(end, 1)
		text, end, err = r.line(0)
	}
	return text, end, err
}

// rest reads a record from its first line on, as far as its quotes go. It leaves nothing behind.
func (r *records) rest(first int, text []byte, end, width int) (record, int, *broken) {
	s, rec := splitter{comma: r.comma, ran: -1}, record{line: first, last: first}
	err := s.take(text)
	for err == nil && s.open {
		if text, end, err = r.line(end); err == nil {
			rec.last++
			err = s.take(text)
		}
	}
	if err != nil {
		return rec, end, &broken{line: first, field: s.suspect(), reason: wrong(err, first, rec.last)}
	}
	if width > 0 && len(s.fields) != width {
		return rec, end, &broken{line: first, field: s.ran, reason: miscounted(len(s.fields), width, first, rec.last)}
	}
	rec.fields = s.fields
	return rec, end, nil
}

// line gives the physical line that begins after so many bytes, without its line end, and where the next one begins.
// The text is valid until the following call.
func (r *records) line(at int) (text []byte, next int, err error) {
	for seen := at; ; {
		have, _ := r.in.Peek(r.in.Buffered()) // cannot fail: it is all there
		if n := bytes.IndexByte(have[seen:], '\n'); n >= 0 {
			return bytes.TrimSuffix(have[at:seen+n], []byte("\r")), seen + n + 1, nil
		}
		if seen = len(have); r.end == nil {
			_, err := r.in.Peek(seen + 1)
			if errors.Is(err, bufio.ErrBufferFull) {
				return nil, 0, errTooLong
			}
			r.end = err
			continue
		}
		if errors.Is(r.end, io.EOF) && seen > at {
			return bytes.TrimSuffix(have[at:], []byte("\r")), seen, nil
		}
		return nil, 0, r.end
	}
}

// leave steps over bytes that have been seen.
func (r *records) leave(size, lines int) {
	_, _ = r.in.Discard(size) // cannot fail: they are buffered
	r.number += lines
}

// leaveLongLine steps over a line that does not fit, without keeping it.
func (r *records) leaveLongLine() {
	r.number++
	for {
		_, err := r.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		r.end = err
		return
	}
}

func tooLong() string {
	return fmt.Sprintf("a row is longer than %d bytes; perhaps a quote is never closed", maxRecordBytes)
}

// wrong puts what is wrong with a record into words, without the text around it.
func wrong(err error, first, last int) string {
	switch {
	case errors.Is(err, errTooLong):
		return tooLong()
	case errors.Is(err, errBareQuote) && last > first:
		return fmt.Sprintf("a quote is opened here and closed in line %d, which has another one that does not belong there", last)
	case errors.Is(err, errBareQuote):
		return "a quote inside a field without quotes"
	case errors.Is(err, errQuote) && last > first:
		return fmt.Sprintf("a quote is opened here and not closed before line %d, which has quotes of its own", last)
	case errors.Is(err, errQuote):
		return "a quote inside a quoted field is not doubled"
	}
	return "a quote is opened here and never closed"
}

func miscounted(fields, width, first, last int) string {
	reason := fmt.Sprintf("the row has %d fields, the header %d", fields, width)
	if last > first {
		reason += fmt.Sprintf("; by its quotes it goes on to line %d, perhaps one of them is stray", last)
	}
	return reason
}
