package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"tocsin/adapters/inbound"
	"tocsin/adapters/inbound/cloudevents"
	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/incident"
)

// outside is what a stream of CloudEvents brings: letters, and facts of operations that are commands already.
type outside struct {
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

// readOutside reads CloudEvents, one a line. A line that is wrong is reported and never stops the rest; a fact that the
// rules refuse is reported when it is asked.
func readOutside(r io.Reader, file, prefix string, w window, bad func(*inbound.RowError)) *outside {
	o := &outside{}
	for f, problem := range cloudevents.Facts(file, r, cloudevents.Options{Prefix: prefix}) {
		o.counts.Read++
		if problem != nil {
			o.counts.Rejected++
			bad(problem)
			continue
		}
		if !w.holds(f.OccurredAt) {
			o.counts.Read--
			continue
		}
		done := o.report(file, f, bad)
		if m, ok := f.Data.(cloudevents.MessageReceived); ok {
			l := eventLetter(f, m)
			l.done = done
			o.letters = append(o.letters, l)
			continue
		}
		o.take(f, done)
	}
	sortLetters(o.letters)
	return o
}

// report counts the answer to a fact, and says why one was refused.
func (o *outside) report(file string, f cloudevents.Fact, bad func(*inbound.RowError)) func(node.Outcome, error) {
	return func(out node.Outcome, err error) {
		o.counts.count(out, err)
		if refusal, refused := domain.Refused(err); refused {
			bad(&inbound.RowError{File: file, Line: f.Line, Field: f.Name, Reason: fmt.Sprintf("%s: %s", refusal.Code, refusal.Reason)})
		}
	}
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
