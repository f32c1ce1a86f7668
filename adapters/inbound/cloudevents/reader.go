package cloudevents

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"tocsin/adapters/inbound"
	"tocsin/adapters/inbound/strictjson"
)

// Facts reads a file of one event a line; file is its name in reports. Blank lines are passed over. A line that is no
// event of ours is yielded as a RowError and the reading goes on; only a file that cannot be read on ends it early.
func Facts(file string, r io.Reader, o Options) iter.Seq2[Fact, *inbound.RowError] {
	return func(yield func(Fact, *inbound.RowError) bool) {
		in := lines{r: bufio.NewReaderSize(r, 64<<10), max: o.maxBytes()}
		for {
			line, number, err := in.next()
			if errors.Is(err, io.EOF) {
				return
			}
			var fact Fact
			var problem *inbound.RowError
			switch {
			case errors.Is(err, errTooLong):
				problem = &inbound.RowError{File: file, Line: number, Reason: fmt.Sprintf("the line is longer than %d bytes", in.max)}
			case err != nil:
				problem = &inbound.RowError{File: file, Line: number, Reason: "the file cannot be read on"}
			case len(line) == 0:
				continue
			default:
				fact, problem = factOf(file, number, line, o)
			}
			if !yield(fact, problem) || problem != nil && err != nil && !errors.Is(err, errTooLong) {
				return
			}
		}
	}
}

// factOf decodes one line.
func factOf(file string, number int, line []byte, o Options) (Fact, *inbound.RowError) {
	fact, err := Decode(line, o)
	if err == nil {
		fact.Line = number
		return fact, nil
	}
	problem := &inbound.RowError{File: file, Line: number, Reason: "the line cannot be read"}
	if e, ok := errors.AsType[*strictjson.Error](err); ok {
		problem.Field, problem.Reason = e.Field, fmt.Sprintf("%s: %s", e.Code, e.Reason)
	}
	return Fact{}, problem
}

var errTooLong = errors.New("line too long")

// lines reads lines of bounded length: what is too long is passed over without being kept.
type lines struct {
	r      *bufio.Reader
	max    int
	number int
	buf    []byte
}

// next gives the next line without the white space around it, valid until the following call.
func (l *lines) next() (line []byte, number int, err error) {
	l.number++
	l.buf = l.buf[:0]
	tooLong := false
	for {
		part, err := l.r.ReadSlice('\n')
		if room := l.max + 2 - len(l.buf); len(part) <= room { // the line feed and its carriage return do not count
			l.buf = append(l.buf, part...)
		} else {
			tooLong = true
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(l.buf) > 0 || tooLong):
		case err != nil:
			return nil, l.number, err
		}
		break
	}
	if tooLong {
		return nil, l.number, errTooLong
	}
	line = bytes.TrimSpace(l.buf)
	if l.number == 1 {
		line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
	}
	return line, l.number, nil
}
