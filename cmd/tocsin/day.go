package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tocsin/adapters/classify"
	"tocsin/adapters/inbound"
	"tocsin/adapters/inbound/brands"
	"tocsin/adapters/inbound/cancellations"
	"tocsin/adapters/node"
	"tocsin/domain/playbook"
)

// day is what a replay takes in.
type day struct {
	rules     playbook.Playbook
	mapping   *brands.Mapping
	letters   []letter
	notices   []notice
	outside   *outside
	counts    counts
	flightsIn flightCounts
	window    window
	bad       badRows

	airports   cancellations.Airports
	classifier classify.Classifier
	classified classifierLine
}

// readDay reads and checks all input before anything is written.
func readDay(c *cobra.Command, f replayFlags) (*day, error) {
	d := &day{bad: badRows{c: c}}
	if err := f.check(); err != nil {
		return nil, err
	}
	var err error
	if d.rules, err = loadPlaybook(f.playbook); err != nil {
		return nil, err
	}
	if err := checkChannel(f.channel, d.rules.Detector.Channels); err != nil {
		return nil, err
	}
	if d.mapping, err = loadBrands(f.brands, d.bad.add); err != nil {
		return nil, err
	}
	if d.window, err = f.window(); err != nil {
		return nil, err
	}
	if err := d.readFacts(c, f); err != nil {
		return nil, err
	}
	if len(d.letters)+len(d.notices)+len(d.outside.facts) == 0 {
		return nil, d.nothing(f)
	}
	return d, d.makeClassifier(c, f)
}

// nothing says why there is nothing to do.
func (d *day) nothing(f replayFlags) error {
	if f.cancellations != "" && f.year == 0 && d.bad.count > 0 && f.messages == "" {
		return usage("no flight could be taken, see above; where the file has no year, --year gives it")
	}
	return fmt.Errorf("nothing to replay: no message, event or cancelled flight of a known brand in the window")
}

// start is the instant before the first fact at which the playbook is adopted.
func (d *day) start() time.Time {
	var first time.Time
	for _, at := range d.firsts() {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first.Add(-time.Minute).Truncate(time.Minute)
}

func (d *day) firsts() (firsts []time.Time) {
	if len(d.letters) > 0 {
		firsts = append(firsts, d.letters[0].at)
	}
	if len(d.notices) > 0 {
		firsts = append(firsts, d.notices[0].at)
	}
	for _, f := range d.outside.facts {
		firsts = append(firsts, f.At)
	}
	return firsts
}

// facts seals messages, invents passengers, and gives what will arrive.
func (d *day) facts(c *cobra.Command, f replayFlags, t *theatre) ([]node.Fact, error) {
	bar := newProgress(c, len(d.letters), "seal messages")
	in := intake{vault: t.vault, classifier: d.classifier}
	facts, err := in.facts(c.Context(), d.letters, func(n int) { _ = bar.Add(n) })
	if err != nil {
		return nil, err
	}
	bar = newProgress(c, len(d.notices), "invent passengers")
	p := passengers{seed: f.seed, perFlight: f.perFlight, langs: d.rules.Desk.Langs}
	if err := p.board(c.Context(), t.vault, append(flightsOf(d.notices), d.outside.flights...), func(n int) { _ = bar.Add(n) }); err != nil {
		return nil, err
	}
	flights, _ := flightFacts(d.notices)
	return slices.Concat(facts, flights, d.outside.facts), nil
}

// badRows reports rows that were not taken: the first ones in full, then their number.
type badRows struct {
	c     *cobra.Command
	count int
}

// shownBadRows is how many are reported in full.
const shownBadRows = 20

func (b *badRows) add(e *inbound.RowError) {
	if b.count++; b.count <= shownBadRows {
		b.c.PrintErrln("not taken:", e.Error())
	}
}

func (b *badRows) summary(c *cobra.Command) {
	if b.count > shownBadRows {
		c.PrintErrf("not taken: %d rows in all\n", b.count)
	}
}

func loadBrands(path string, bad func(*inbound.RowError)) (*brands.Mapping, error) {
	if path == "" {
		return brands.Default()
	}
	in, err := openFile("brands", path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	m, problems := brands.Read(path, in)
	for _, p := range problems {
		bad(p)
	}
	return m, nil
}
