package playbookfile

import (
	"slices"
	"strconv"

	"tocsin/domain/playbook"
)

func outreachRules() []rule {
	return []rule{
		{needs("channels"), func(r *reader, p *playbook.Playbook) {
			r.twice(channelKinds(p), elements("channels", "kind"))
			for i, c := range p.Channels {
				if c.Kind == statusChannel {
					r.at(element("channels", i, "kind"), "the status page is no door: leave it out")
				}
			}
		}},
		{needs("outreach.ladder", "channels"), checkLadder},
		{needs("outreach.waves"), checkWaves},
		{needs("stock"), checkStock},
		{needs("offer"), func(r *reader, p *playbook.Playbook) {
			if p.Offer.AlternativesStand <= p.Offer.StopBefore {
				r.at("offer.alternatives_stand", "must be longer than offer.stop_before, %s", printDuration(p.Offer.StopBefore))
			}
		}},
	}
}

func checkLadder(r *reader, p *playbook.Playbook) {
	r.twice(p.Outreach.Ladder, elements("outreach.ladder", ""))
	for i, kind := range p.Outreach.Ladder {
		at := element("outreach.ladder", i, "")
		r.known(kind, channelKinds(p), at, "the kinds of channels")
		if c, ok := p.Channel(kind); ok && !c.Private {
			r.at(at, "%q is not private: notices carry personal data", kind)
		}
	}
}

func checkWaves(r *reader, p *playbook.Playbook) {
	const path = "outreach.waves"
	seen, hours := map[string]int{}, 0.0
	for i, w := range p.Outreach.Waves {
		if w.Rank != i+1 {
			r.at(element(path, i, "rank"), "must be %d: waves are listed in their order", i+1)
		}
		switch {
		case w.Rule != "departs_within" && w.Hours != 0:
			r.at(element(path, i, "hours"), "belongs to departs_within only")
		case w.Rule == "departs_within" && w.Hours == 0:
			r.at(element(path, i, "hours"), "is missing: departs_within how many hours?")
		case w.Rule == "departs_within" && w.Hours <= hours:
			r.at(element(path, i, "hours"), "must be more than in the wave before it, or the wave is empty")
		}
		hours = max(hours, w.Hours)
		if w.Rule != "departs_within" {
			if j, twice := seen[w.Rule]; twice {
				r.at(element(path, i, "rule"), "%q is given twice, also at %s", w.Rule, element(path, j, "rule"))
			}
			seen[w.Rule] = i
		}
	}
	if i, ok := seen["rest"]; !ok {
		r.at(path, "the last wave must be rest, or somebody is never told")
	} else if last := len(p.Outreach.Waves) - 1; i != last {
		r.at(element(path, i, "rule"), "rest must be the last wave: nobody is left for %s", element(path, last, "rule"))
	}
}

func checkStock(r *reader, p *playbook.Playbook) {
	r.twice(pick(p.Stock, func(s playbook.Stock) string { return s.ID }), elements("stock", "id"))
	r.twice(pick(p.Stock, func(s playbook.Stock) string { return strconv.Itoa(s.Rank) }), elements("stock", "rank"))
	for i, s := range p.Stock {
		switch {
		case s.Unlimited && s.Per100 != 0:
			r.at(element("stock", i, "per_100"), "must be left out of what is unlimited")
		case !s.Unlimited && s.Per100 == 0:
			r.at(element("stock", i, "per_100"), "is missing: units per 100 affected, or unlimited: true")
		case s.Unit == "none" && !s.Unlimited:
			r.at(element("stock", i, "unit"), "what is not counted must be unlimited")
		}
	}
}

func deskRules() []rule {
	return []rule{
		{needs("forecast"), checkForecast},
		{needs("forecast.curves"), checkCurves},
		{needs("desk.lines", "detector.channels"), checkLines},
		{needs("levers", "desk.reply_within"), checkLevers},
		{needs("desk.langs"), func(r *reader, p *playbook.Playbook) {
			shares := make([]float64, len(p.Desk.Langs))
			for i, l := range p.Desk.Langs {
				shares[i] = l.Share
			}
			r.whole(shares, "desk.langs")
			r.twice(pick(p.Desk.Langs, func(l playbook.LangShare) string { return l.Lang }), elements("desk.langs", "lang"))
		}},
		{needs("callout.channel", "channels"), func(r *reader, p *playbook.Playbook) {
			r.known(p.Callout.Channel, channelKinds(p), "callout.channel", "the kinds of channels")
		}},
		{needs("roster"), checkRoster},
		{needs("roster", "desk.skill", "desk.langs"), checkReserve},
	}
}

func checkForecast(r *reader, p *playbook.Playbook) {
	f := p.Forecast
	r.whole(f.CurveWeights, "forecast.curve_weights")
	if len(f.CurveWeights) != len(f.CurveTausH) {
		r.at("forecast.curve_taus_h", "has %d values, but forecast.curve_weights has %d", len(f.CurveTausH), len(f.CurveWeights))
	}
	if f.ContactInformed > f.ContactUninformed {
		r.at("forecast.contact_informed", "must not be more than forecast.contact_uninformed")
	}
	if f.Horizon < f.Interval || f.Horizon%f.Interval != 0 {
		r.at("forecast.horizon", "must be a multiple of forecast.interval, %s", printDuration(f.Interval))
	}
}

func checkRoster(r *reader, p *playbook.Playbook) {
	path := func(i int) string { return join(r.memberAt[i], "id") }
	r.twice(pick(p.Roster, func(m playbook.Member) string { return m.ID }), path)
	said := map[string]bool{} // a group says it once
	for i, m := range p.Roster {
		at := r.memberAt[i]
		if said[at] {
			continue
		}
		said[at] = true
		r.twice(m.Langs, elements(at+".langs", ""))
		r.twice(m.Skills, elements(at+".skills", ""))
		if m.MaxDayS > m.MaxWeekS {
			r.at(at+".max_day_s", "must not be more than max_week_s")
		}
	}
}

// checkReserve asks whether anybody could be called at all.
func checkReserve(r *reader, p *playbook.Playbook) {
	for i, l := range p.Desk.Langs {
		if l.Share > 0 && len(p.Roster) > 0 && !anybody(p.Roster, p.Desk.Skill, l.Lang) {
			r.at(element("desk.langs", i, "lang"), "nobody in the roster has the skill %q and speaks %q", p.Desk.Skill, l.Lang)
		}
	}
}

func anybody(roster []playbook.Member, skill, lang string) bool {
	for _, m := range roster {
		if slices.Contains(m.Skills, skill) && slices.Contains(m.Langs, lang) {
			return true
		}
	}
	return false
}
