package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"tocsin/adapters/principals"
	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
)

func newDemoCmd() *cobra.Command {
	var f storyFlags
	var rules string
	c := &cobra.Command{
		Use:   "demo [airline|telecom]",
		Short: "Play a small snow day, or a whole scenario, to the stand-down, and tell it line by line",
		Long: `Plays an invented snow day on a virtual clock and a fresh log: flights are cancelled in waves, passengers are told with
alternatives before they ask, a text is superseded, a capacity turns out wrong, reserve members are called and some
decline. Every line is rendered from an event of the log and ends with its position. Another seed is another day.
Nothing leaves the machine.

With a name it plays a scenario instead: "airline" is a hub closed by snow, 412 flights and 51,000 passengers at full size;
"telecom" is a national outage of mobile data, 3.1 million subscribers in three languages.`,
		ValidArgs: storyNames(),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("demo takes one scenario, have %d", len(args))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				if rules != "" {
					return usage("--playbook: a scenario has a playbook of its own")
				}
				return runStory(c, args[0], f)
			}
			if c.Flags().Changed("scale") || f.at != "" {
				return usage("--scale and --at go with a scenario, such as: tocsin demo airline --at T+95")
			}
			return runDemo(c, f.seed, f.log, rules)
		},
	}
	c.Flags().Float64Var(&f.scale, "scale", 0, "of a scenario: people, messages, staff and parts a second shrink together (default: what the scenario says)")
	c.Flags().StringVar(&f.at, "at", "", "stop a scenario at this minute, such as T+95")
	c.Flags().Uint64Var(&f.seed, "seed", 1, "of everything that is drawn")
	c.Flags().StringVar(&f.log, "log", "", "log to write, sqlite:///path (default: a new file in a temporary folder)")
	c.Flags().StringVar(&rules, "playbook", "", aboutPlaybook)
	return c
}

func runDemo(c *cobra.Command, seed uint64, logURL, playbookPath string) (err error) {
	s, err := loadScenario(snowday)
	if err != nil {
		return err
	}
	rules, err := loadPlaybook(playbookPath)
	if err != nil {
		return err
	}
	path, err := newLogPath(logURL, "demo")
	if err != nil {
		return err
	}
	d := newDemoDay(s, seed)
	t, err := openTheatre(c.Context(), path, rules, seed, d.at(-91))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	facts, err := d.facts(c.Context(), t, rules)
	if err != nil {
		return err
	}
	if err := t.adopt(c.Context(), rules); err != nil {
		return err
	}
	out := c.OutOrStdout()
	fmt.Fprintf(out, "%s at %s, seed %d: %d flights, %d passengers. Times are UTC; each line ends with its place in the log.\n\n", d.brand, d.hub, seed, d.Flights, d.People)
	manners := principals.DefaultManners()
	manners.ResolveAfter = 0 // the scenario says when it is over
	driver := t.cast(principals.New(seed, manners, t.seal), facts)
	tell := newNarrator(t, out)
	end := latest(facts).Add(24 * time.Hour)
	for at := d.at(-90); at.Before(end) && !tell.over(at); at = at.Add(10 * time.Minute) {
		if err := driver.Run(c.Context(), at); err != nil {
			return err
		}
		if err := tell.on(c.Context()); err != nil {
			return err
		}
	}
	return d.close(c, t, out)
}

// close prints the closing report.
func (d *demoDay) close(c *cobra.Command, t *theatre, out io.Writer) error {
	o, err := t.outcome(c.Context(), &day{counts: d.counts, outside: &outside{}})
	if err != nil {
		return err
	}
	if err := o.leaveProof(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nThe day in figures\n\n")
	if err := o.table(out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nLook further:\n  tocsin audit show %s --at 500\n  tocsin audit verify %s\n  tocsin report %s\n", t.path, t.path, t.path)
	return err
}

// narrator tells what is worth a line; of things that come in numbers, the first few.
type narrator struct {
	t    *theatre
	out  io.Writer
	at   domain.Position
	told map[string]int
	home time.Time                // when the cell stood down
	side map[domain.StreamID]bool // surges that belong to one that is told already
	show func(domain.Recorded) error

	before func(domain.Recorded) // sees every record first
	err    error
}

// toldOfMany is how many events of a numerous kind are told.
const toldOfMany = 4

func newNarrator(t *theatre, out io.Writer) *narrator {
	n := &narrator{t: t, out: out, told: map[string]int{}, side: map[domain.StreamID]bool{}}
	n.show, n.before = n.clocked, func(domain.Recorded) {}
	return n
}

// on tells what is new.
func (n *narrator) on(ctx context.Context) error {
	for r, err := range n.t.types.Decoded(n.t.house.log.ReadAll(ctx, n.at)) {
		if err != nil {
			return err
		}
		n.at = r.Position
		if _, home := r.Event.(crisis.StoodDown); home {
			n.home = r.Meta.RecordedAt
		}
		n.before(r)
		if n.worth(r) {
			n.line(r)
		}
	}
	return n.err
}

// aftermath is how long the story goes on after the cell went home.
const aftermath = 30 * time.Minute

// over tells whether the story is told.
func (n *narrator) over(at time.Time) bool {
	return !n.home.IsZero() && at.After(n.home.Add(aftermath))
}

func (n *narrator) line(r domain.Recorded) {
	if n.err == nil {
		n.err = n.show(r)
	}
}

// clocked is a line with the time of day.
func (n *narrator) clocked(r domain.Recorded) error {
	_, err := fmt.Fprintf(n.out, "%s  %s  #%d\n", r.Meta.RecordedAt.UTC().Format("15:04:05"), sentence(r), r.Position)
	return err
}

// worth tells whether an event is told.
func (n *narrator) worth(r domain.Recorded) bool {
	switch e := r.Event.(type) {
	case surge.Event:
		if d, ok := e.(surge.Detected); ok && (d.Parent != "" || d.Level < listedLevel) {
			n.side[r.Stream] = true
		}
		return !n.side[r.Stream]
	case reaction.Refused:
		if e.Code != string(domain.Exhausted) {
			return false
		}
		n.told[r.Type]++
		return n.told[r.Type] <= toldOfMany
	case outreach.WaveStarted:
		return e.Count > 0
	case outreach.AudienceFrozen:
		return e.Count > 0
	case conversation.Event, incident.AffectedListed, statement.VariantSet, statement.Submitted, statement.Approved,
		outreach.Planned, crisis.ScopeEvent, callout.Acknowledged, callout.MemberCalled, inventory.UnitsHeld, inventory.UnitsCommitted,
		inventory.UnitsReleased, inventory.CapacitySet, reserve.Event, delivery.Requested, delivery.Attempted, delivery.Accepted,
		delivery.Delivered, delivery.Read:
		return false
	case incident.ScopeChanged, inventory.AlternativeAdded, offer.Event, delivery.Event, callout.Accepted, callout.Declined, callout.TimedOut, callout.MemberReleased:
		n.told[r.Type]++
		return n.told[r.Type] <= toldOfMany
	}
	return sentence(r) != ""
}
