package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"tocsin/adapters/inbound"
	"tocsin/adapters/inbound/cloudevents"
	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/incident"
)

// outside is what a stream of CloudEvents brings: letters, and facts of operations that are commands already.
type outside struct {
	file    string
	read    []cloudevents.Fact // and not yet admitted
	letters []letter
	facts   []node.Fact
	flights []incident.Flight // that it speaks of, so that somebody may be aboard
	counts  counts
}

// openInput opens a file, or standard input for "-".
func openInput(c *cobra.Command, flag, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(c.InOrStdin()), nil
	}
	return openFile(flag, path)
}

// openFile opens a file that a flag names. A folder can be opened too, and would fail at the first byte, as if it were a
// file with a fault.
func openFile(flag, path string) (*os.File, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, usage("--%s: %w", flag, err)
	}
	about, err := in.Stat()
	if err == nil && about.IsDir() {
		err = fmt.Errorf("%s is a folder; a file is wanted", path)
	}
	if err != nil {
		return nil, errors.Join(usage("--%s: %w", flag, err), in.Close())
	}
	return in, nil
}

// readOutside reads CloudEvents, one a line. A line that is wrong is reported and never stops the rest. What was read is
// admitted later, when all inputs are known.
func readOutside(r io.Reader, file, prefix string, w window, bad func(*inbound.RowError)) *outside {
	o := &outside{file: file}
	for f, problem := range cloudevents.Facts(file, r, cloudevents.Options{Prefix: prefix}) {
		o.counts.Read++
		switch {
		case problem != nil:
			o.counts.Rejected++
			bad(problem)
		case !w.holds(f.OccurredAt):
			o.counts.Outside++
		default:
			o.read = append(o.read, f)
		}
	}
	return o
}

// times lists when the events happened.
func (o *outside) times() (times []time.Time) {
	for _, f := range o.read {
		times = append(times, f.OccurredAt)
	}
	return times
}

// written lists when customers wrote.
func (o *outside) written() (times []time.Time) {
	for _, f := range o.read {
		if m, ok := f.Data.(cloudevents.MessageReceived); ok {
			times = append(times, m.ReceivedAt)
		}
	}
	return times
}

// admit takes the events whose times can be meant. A fact that the rules refuse is reported when it is asked.
func (o *outside) admit(b bulk, bad func(*inbound.RowError)) {
	for _, f := range o.read {
		if problem := o.implausible(f, b); problem != nil {
			o.counts.Rejected++
			bad(problem)
			continue
		}
		done := o.counts.answer(inbound.RowError{File: o.file, Line: f.Line, Field: f.Name}, bad)
		if m, ok := f.Data.(cloudevents.MessageReceived); ok {
			l := eventLetter(f, m)
			l.done = done
			o.letters = append(o.letters, l)
			continue
		}
		o.take(f, done)
	}
	o.read = nil
	sortLetters(o.letters)
}

// implausible finds a time of an event that cannot be meant: its own, far from the other facts, or one in its payload,
// far from its own.
func (o *outside) implausible(f cloudevents.Fact, b bulk) *inbound.RowError {
	if !b.near(f.OccurredAt) {
		return far(o.file, f.Line, "time")
	}
	for _, i := range f.Instants() {
		if i.At.Sub(f.OccurredAt).Abs() > b.gap {
			return &inbound.RowError{File: o.file, Line: f.Line, Field: i.Field, Reason: "lies further from the time of its event than --max-time-gap"}
		}
	}
	return nil
}

func (o *outside) take(f cloudevents.Fact, done func(node.Outcome, error)) {
	to, command, ok := f.Command()
	if !ok {
		panic("tocsin: no command for a fact of line " + strconv.Itoa(f.Line)) // every payload is a letter or a command
	}
	switch d := f.Data.(type) {
	case cloudevents.IncidentReported:
		o.flights = append(o.flights, d.Scope.Flights...)
	case cloudevents.IncidentScopeChanged:
		o.flights = append(o.flights, d.Added.Flights...)
	}
	o.facts = append(o.facts, node.Fact{
		At: f.OccurredAt, Ask: domain.Request{To: to, Command: command}, Done: done,
		Meta: domain.Meta{Key: f.Key(), OccurredAt: f.OccurredAt, Actor: domain.Actor{Kind: domain.ActorSource, ID: f.Source}},
	})
}
