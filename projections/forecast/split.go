package forecast

import (
	"cmp"
	"slices"

	"tocsin/domain/callout"
	"tocsin/domain/playbook"
)

// split divides people over languages by their share of demand; the largest remainders get the rest, so that the sum is
// exact. Among equals the playbook's order decides.
func split(people int, desk playbook.Desk) []callout.Need {
	total := 0.0
	for _, l := range desk.Langs {
		total += l.Share
	}
	if total <= 0 {
		return nil
	}
	type part struct {
		lang      string
		count     int
		remainder float64
	}
	var parts []part
	left := people
	for _, l := range desk.Langs {
		exact := float64(people) * l.Share / total
		parts = append(parts, part{lang: l.Lang, count: int(exact), remainder: exact - float64(int(exact))})
		left -= int(exact)
	}
	slices.SortStableFunc(parts, func(x, y part) int { return cmp.Compare(y.remainder, x.remainder) })
	for k := range left {
		parts[k%len(parts)].count++
	}
	slices.SortStableFunc(parts, func(x, y part) int { return cmp.Or(cmp.Compare(y.count, x.count), cmp.Compare(x.lang, y.lang)) })
	var needs []callout.Need
	for _, q := range parts {
		if q.count > 0 {
			needs = append(needs, callout.Need{Skill: desk.Skill, Lang: q.lang, Count: q.count})
		}
	}
	return needs
}
