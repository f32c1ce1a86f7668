package playbookfile

import (
	"slices"

	"tocsin/domain/playbook"
)

func headRules() []rule {
	return []rule{
		{needs("languages"), func(r *reader, p *playbook.Playbook) { r.twice(p.Languages, elements("languages", "")) }},
		{needs("zone"), func(r *reader, p *playbook.Playbook) {
			if _, ok := location(p.Zone); !ok {
				r.at("zone", `is no IANA time zone, like "Europe/Amsterdam"`)
			}
		}},
		{needs("trigger.crisis_affected_at_least"), func(r *reader, p *playbook.Playbook) {
			edges := make([]float64, len(p.Trigger.CrisisAffectedAtLeast))
			for i, n := range p.Trigger.CrisisAffectedAtLeast {
				edges[i] = float64(n)
			}
			r.rising(edges, "trigger.crisis_affected_at_least")
		}},
		{needs("cell.core_roles"), func(r *reader, p *playbook.Playbook) {
			r.twice(p.Cell.CoreRoles, elements("cell.core_roles", ""))
		}},
	}
}

func detectorRules() []rule {
	const channels, topics, lateness = "detector.channels", "detector.topics", "detector.lateness"
	return []rule{
		{needs("detector.level_edges"), func(r *reader, p *playbook.Playbook) {
			r.rising(p.Detector.LevelEdges, "detector.level_edges")
		}},
		{needs(channels), func(r *reader, p *playbook.Playbook) {
			r.twice(p.Detector.Channels, elements(channels, ""))
			r.holds(p.Detector.Channels, channels, "other")
		}},
		{needs(topics), func(r *reader, p *playbook.Playbook) {
			r.twice(p.Detector.Topics, elements(topics, ""))
			r.holds(p.Detector.Topics, topics, "other")
			r.holds(p.Detector.Topics, topics, "outreach_reply")
		}},
		{needs(channels, lateness), func(r *reader, p *playbook.Playbook) {
			names := pick(p.Detector.Lateness, func(l playbook.Lateness) string { return l.Channel })
			r.twice(names, elements(lateness, "channel"))
			r.holds(names, lateness, "*")
			for i, name := range names {
				if name != "*" {
					r.known(name, p.Detector.Channels, element(lateness, i, "channel"), channels)
				}
			}
		}},
	}
}

// holds complains about a list without a word that it must have.
func (r *reader) holds(list []string, path, word string) {
	if !slices.Contains(list, word) {
		r.at(path, "must hold %q", word)
	}
}
