package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tocsin/domain"
)

// storyFlags are what a scenario is played with.
type storyFlags struct {
	scale   float64
	at      string
	seed    uint64
	log     string
	minutes float64 // of at; the end of the scenario without it
}

func (f *storyFlags) check(s story) error {
	if f.scale == 0 {
		f.scale = s.Scale
	}
	f.minutes = s.Until
	if f.at == "" {
		return nil
	}
	m, err := strconv.ParseFloat(strings.TrimPrefix(f.at, "T+"), 64)
	if err != nil || m < 0 || m > s.Until {
		return usage("--at: want a minute of the scenario, T+0 to T+%v, have %q", s.Until, f.at)
	}
	f.minutes = m
	return nil
}

// runStory plays a scenario and tells it row by row.
func runStory(c *cobra.Command, name string, f storyFlags) error {
	if err := checkScale(c, f.scale); err != nil {
		return err
	}
	s, err := loadStory(name)
	if err != nil {
		return err
	}
	if err := f.check(s); err != nil {
		return err
	}
	path, err := newLogPath(f.log, "demo")
	if err != nil {
		return err
	}
	bar := newProgress(c, 2, "invent people and messages")
	p, err := playStory(c.Context(), s, path, f.scale, f.seed)
	if err != nil {
		return err
	}
	defer p.Close()
	_ = bar.Finish()
	out := c.OutOrStdout()
	fmt.Fprintf(out, "%s\n%s at %s, scale %v, seed %d. Each line: minutes after the start, local time, what happened, place in the log.\n",
		s.Title, s.Brand, s.where(), f.scale, f.seed)
	tell := newRowNarrator(p, out)
	for at := s.From; at < f.minutes; at += 10 {
		if err := p.run(c.Context(), min(at+10, f.minutes)); err != nil {
			return err
		}
		if err := tell.on(c.Context()); err != nil {
			return err
		}
	}
	return p.report(c.Context(), out)
}

// report prints the closing figures.
func (p *storyPlay) report(ctx context.Context, out io.Writer) error {
	o, err := p.outcome(ctx, &day{counts: p.counts, outside: &outside{}})
	if err != nil {
		return err
	}
	if err := o.leaveProof(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nIn figures\n\n")
	if err := o.table(out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nLook further:\n  tocsin audit show %s --at 500\n  tocsin report %s\n", p.path, p.path)
	return err
}

// rowNarrator tells a scenario: a heading for each row, and below it what the log says.
type rowNarrator struct {
	*narrator
	rows []storyRow
	cast *storyCast
	s    story
	zone *time.Location

	begun int // rows
}

func newRowNarrator(p *storyPlay, out io.Writer) *rowNarrator {
	zone, err := time.LoadLocation(p.cast.Zone)
	if err != nil {
		zone = time.UTC
	}
	n := &rowNarrator{narrator: newNarrator(p.theatre, out), rows: p.cast.Rows, cast: p.cast, s: p.cast.story, zone: zone}
	n.show, n.before = n.row, n.begin
	return n
}

// begin counts anew, in each row, what is told a few times only.
func (n *rowNarrator) begin(r domain.Recorded) {
	for n.begun < len(n.s.Rows) && !n.s.at(n.s.Rows[n.begun].At).After(r.Meta.RecordedAt) {
		n.begun++
		clear(n.told)
	}
}

// row prints the headings of the rows that have begun, then the line.
func (n *rowNarrator) row(r domain.Recorded) error {
	at := r.Meta.RecordedAt
	for len(n.rows) > 0 && !n.s.at(n.rows[0].At).After(at) {
		if err := n.heading(n.rows[0]); err != nil {
			return err
		}
		n.rows = n.rows[1:]
	}
	_, err := fmt.Fprintf(n.out, "%+8.1f  %s  %s  #%d\n", at.Sub(n.s.Start).Minutes(), at.In(n.zone).Format("15:04:05"), localTimes(sentence(r), n.s.Start, n.zone), r.Position)
	return err
}

// heading of a row, and what the rules did not let anybody do in it: that is in no log.
func (n *rowNarrator) heading(row storyRow) error {
	if _, err := fmt.Fprintf(n.out, "\nT+%v  %s\n", row.At, row.What); err != nil {
		return err
	}
	for _, no := range n.cast.noes {
		if no.at != row.At {
			continue
		}
		if _, err := fmt.Fprintf(n.out, "%+8.1f  %s  REFUSED to %s: %s\n", no.at, n.s.at(no.at).In(n.zone).Format("15:04:05"), no.who, no.reason); err != nil {
			return err
		}
	}
	return nil
}
