package main

import (
	"math"

	"github.com/spf13/cobra"

	"tocsin/domain/playbook"
)

// checkScale refuses a --scale that is no part of the whole. Left out, the scenario says which it is played at.
func checkScale(c *cobra.Command, scale float64) error {
	if c.Flags().Changed("scale") && !(scale > 0 && scale <= 1) {
		return usage("--scale: want more than 0 and at most 1, have %v", scale)
	}
	return nil
}

// scaled is a number at a scale; what there is does not vanish.
func scaled(n int, scale float64) int {
	if n == 0 {
		return 0
	}
	return max(1, int(math.Round(float64(n)*scale)))
}

// scaledDown is a playbook for a scenario at a scale: staff, thresholds and parts a second shrink with the people, so that
// minutes hold.
func scaledDown(p playbook.Playbook, scale float64) playbook.Playbook {
	p.Desk.Agents = scaled(p.Desk.Agents, scale)
	p.Callout.MaxPeople = scaled(p.Callout.MaxPeople, scale)
	p.Outreach.PartsPerS *= scale
	p.Trigger.TellAffectedAtLeast = scaled(p.Trigger.TellAffectedAtLeast, scale)
	p.Levers = scaledLevers(p.Levers, scale)
	p.Forecast.GammaShape *= scale // counted in contacts: what is seen weighs as much at every scale
	thresholds := make([]int, len(p.Trigger.CrisisAffectedAtLeast))
	for n, t := range p.Trigger.CrisisAffectedAtLeast {
		thresholds[n] = scaled(t, scale)
	}
	p.Trigger.CrisisAffectedAtLeast = thresholds
	doors := make([]playbook.Channel, len(p.Channels))
	for n, c := range p.Channels {
		c.PartsPerS *= scale
		c.InFlight = scaled(c.InFlight, scale)
		doors[n] = c
	}
	p.Channels = doors
	var roster []playbook.Member
	for n, m := range p.Roster {
		if math.Floor(float64(n+1)*scale) > math.Floor(float64(n)*scale) {
			roster = append(roster, m)
		}
	}
	if len(roster) == 0 {
		roster = p.Roster[:min(1, len(p.Roster))]
	}
	p.Roster = roster
	return p
}

// scaledLevers: whom a lever brings shrinks with the desk. A booking system that does a tenth takes ten times as long for
// each; those who approve have as many texts at every scale.
func scaledLevers(l playbook.Levers, scale float64) playbook.Levers {
	l.Experts, l.BookingS = scaled(l.Experts, scale), l.BookingS/scale
	duties := make([]playbook.Duty, len(l.Duties))
	for n, d := range l.Duties {
		duties[n] = playbook.Duty{Name: d.Name, People: scaled(d.People, scale)}
	}
	l.Duties = duties
	return l
}
