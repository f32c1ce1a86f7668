package playbookfile

import (
	"time"

	"tocsin/domain/playbook"
	"tocsin/domain/sms"
)

// checkShort looks at what a short message costs with every place at its longest. A letter that could have been written
// in the 7-bit alphabet is a mistake, not a matter of taste: it can triple the parts, and with them the time until the
// last person is told. A language of another script has no choice and only keeps to the limit.
func (r *reader) checkShort(p *playbook.Playbook, t playbook.Text) {
	size, odd := sms.Measure(p.Longest(t.Template, "")), sms.Lint(t.Template)
	switch {
	case odd.Avoidable():
		cheap := sms.Measure(p.Longest(odd.Proposed, ""))
		r.at(textPath(t), "leaves the 7-bit alphabet by %s: %d parts instead of %d%s; write: %s",
			odd, size.Parts, cheap.Parts, slower(p, size.Parts, cheap.Parts), odd.Proposed)
	case size.Parts > maxSMSParts:
		r.at(textPath(t), "is %d short messages with its places filled, at most %d", size.Parts, maxSMSParts)
	}
}

// slower says what the parts cost in time, where the pace is known.
func slower(p *playbook.Playbook, before, after int) string {
	door, ok := p.Channel(sms.Kind)
	if !ok || door.PartsPerS <= 0 || before == after {
		return ""
	}
	const people = 100_000
	took := func(parts int) string {
		return plainNumber(float64(sms.Takes(people, parts, door.PartsPerS).Round(6*time.Second)) / float64(time.Minute))
	}
	return ", " + took(before) + " minutes instead of " + took(after) + " for 100000 people"
}
