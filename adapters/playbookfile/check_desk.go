package playbookfile

import (
	"strconv"

	"tocsin/domain/playbook"
)

// checkCurves wants each kind once, with a curve that adds up and people who ask less when they were told.
func checkCurves(r *reader, p *playbook.Playbook) {
	r.twice(pick(p.Forecast.Curves, func(c playbook.Curve) string { return c.Kind }), elements("forecast.curves", "kind"))
	for i, c := range p.Forecast.Curves {
		r.whole(c.Weights, element("forecast.curves", i, "weights"))
		if len(c.Weights) != len(c.TausH) {
			r.at(element("forecast.curves", i, "taus_h"), "has %d values, but weights has %d", len(c.TausH), len(c.Weights))
		}
		if c.Informed > c.Uninformed {
			r.at(element("forecast.curves", i, "informed"), "must not be more than uninformed")
		}
	}
}

// checkLines wants known channels, each once, that take no more than all of the demand.
func checkLines(r *reader, p *playbook.Playbook) {
	sum := 0.0
	for i, l := range p.Desk.Lines {
		sum += l.Share
		r.known(l.Channel, p.Detector.Channels, element("desk.lines", i, "channel"), "detector.channels")
	}
	r.twice(pick(p.Desk.Lines, func(l playbook.Line) string { return l.Channel }), elements("desk.lines", "channel"))
	if sum > 1+1e-6 {
		r.at("desk.lines", "the shares add up to %s, must be at most 1", plainNumber(sum))
	}
}

// checkLevers wants reply times that rise from the usual one, and each lever and duty once.
func checkLevers(r *reader, p *playbook.Playbook) {
	last := p.Desk.ReplyWithin
	for i, t := range p.Levers.ReplyTimes {
		if t <= last {
			r.at(element("levers.reply_times", i, ""), "must be longer than %s", printDuration(last))
		}
		last = t
	}
	r.twice(pick(p.Levers.Duties, func(d playbook.Duty) string { return d.Name }), elements("levers.duties", "name"))
	r.twice(pick(p.Levers.Pull, strconv.Itoa), elements("levers.pull", ""))
}
