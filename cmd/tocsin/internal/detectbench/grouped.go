package detectbench

import (
	"fmt"

	"tocsin/domain/detect"
	"tocsin/domain/surge"
)

// rise is something that happens to several leaves at once.
type rise struct {
	name string
	// times is what becomes of a leaf so many minutes after the beginning.
	times func(l *leaf, minutes int64) float64
	// core is what a lead must hear of besides: a stream that is in the matter.
	core func(surge.Key) bool
	// from is when the core begins, in minutes.
	from int64
}

// rises are the ways in which a sum and its leaves rise together. All of them are of the first brand, or of all.
func rises() []rise {
	ours := func(l *leaf) bool { return l.Brand == brandNames[0] }
	topic := func(t string) func(surge.Key) bool { return func(k surge.Key) bool { return k.Topic == t } }
	when := func(rises bool, times float64) float64 {
		if rises {
			return times
		}
		return 1
	}
	return []rise{
		{"one leaf x6", func(l *leaf, _ int64) float64 {
			return when(ours(l) && l.Topic == "cancel" && l.Channel == "social", 6)
		}, topic("cancel"), 0},
		{"one topic of a brand x5", func(l *leaf, _ int64) float64 { return when(ours(l) && l.Topic == "delay", 5) }, topic("delay"), 0},
		{"all of a brand x3", func(l *leaf, _ int64) float64 { return when(ours(l), 3) },
			func(k surge.Key) bool { return k.Brand == brandNames[0] && k.Topic == "*" }, 0},
		{"one topic of all brands x4", func(l *leaf, _ int64) float64 { return when(l.Topic == "phone", 4) }, topic("phone"), 0},
		{"all of a brand x2.5, one topic of it x8", func(l *leaf, _ int64) float64 {
			return max(when(ours(l), 2.5), when(ours(l) && l.Topic == "baggage", 8))
		}, topic("baggage"), 0},
		{"one topic x5, two hours later another x5", func(l *leaf, minutes int64) float64 {
			return max(when(ours(l) && l.Topic == "delay", 5), when(ours(l) && l.Topic == "cancel" && minutes >= 120, 5))
		}, topic("cancel"), 120},
	}
}

// groupVariants are the ways of telling what belongs together.
func groupVariants() []variant {
	of := func(name string, rest, join float64, parts int) variant {
		return variantOf(name, func(s *detect.Settings) {
			s.Linking.RestShare, s.Linking.JoinShare, s.Linking.Parts = rest, join, parts
		})
	}
	return []variant{
		of("all told, near onsets are one", 0, 0, 0), of("all told, common excess is one too", 0, 0.5, 0),
		of("explained held back", 1, 0.5, 0), of("explained by one held back", 1, 0.5, 1),
		of("the same, half the odds left: shipped", 0.5, 0.5, 1),
	}
}

// grouping is what came of one rise under one variant.
type grouping struct {
	happened, found int
	openings, heads int // of what was told of the matter
	beside          int // told in that time of streams that have no part in it
	first, core     delays
}

// uneventful counts what is told while nothing rises.
type uneventful struct {
	days                  float64
	opened, heads, level1 int
}

func (u *uneventful) per30(n int) float64 { return float64(n) / u.days * daysPerMonth }

const groupedHours = 4

// Grouped measures how many surges are told of one matter.
func Grouped(o Options) []Table {
	t := Table{
		Name: "grouped", Title: "Leaves that rise together: what is told of one matter",
		Columns: []string{
			"per hour and brand", "what rises, for 4 h", "told how", "found", "openings per surge", "heads per surge", "beside it",
			"first told, median min", "95 %", "core told, median min", "95 %", "missed",
		},
		Notes: []string{
			"2 brands, 2 channels, 6 topics: 24 leaves in 63 streams; clustered noise, half of the variance in common to a brand",
			"head: an opening without a parent. Beside: per surge, openings of streams without a part in it. Core: the topic, or the brand's total",
		},
	}
	quiet := Table{
		Name: "grouped quiet", Title: "The same streams while nothing rises: all 63 together, per 30 days",
		Columns: []string{"per hour and brand", "told how", "openings", "heads", "of level 1"},
	}
	for i, perHour := range []float64{60, 300} {
		for _, v := range groupVariants() {
			results, calm := groupedCase(o, v, perHour, i)
			for k, r := range rises() {
				g := results[k]
				per := func(n int) any {
					if g.found == 0 {
						return nil
					}
					return float64(n) / float64(g.found)
				}
				t.add(perHour, r.name, v.name, fmt.Sprintf("%d/%d", g.found, g.happened), per(g.openings), per(g.heads), per(g.beside),
					g.first.at(0.5), g.first.at(0.95), g.core.at(0.5), g.core.at(0.95), g.core.missed)
			}
			quiet.add(perHour, v.name, calm.per30(calm.opened), calm.per30(calm.heads), calm.per30(calm.level1))
			o.step()
		}
	}
	return []Table{t, quiet}
}

func groupedCase(o Options, v variant, perHour float64, number int) (results []grouping, calm uneventful) {
	all := rises()
	results = make([]grouping, len(all))
	for i := range results {
		results[i].first.capMin, results[i].core.capMin = groupedHours*60, groupedHours*60
	}
	companies := o.streams(12)
	if perHour > 100 {
		companies = o.streams(4)
	}
	for i := range companies {
		b := newBrands(v.rules, o.Seed, 100*number+i, perHour)
		when := chanceOf(o.Seed, 63, number, i)
		b.until(monday+learningWeeks*detect.Week, usual)
		b.openings = nil
		for n := range 2 * len(all) {
			k := (n + i) % len(all)
			end := b.t + surgeEvery
			begin := b.t + 2*detect.Hour + when.Int64N(36*60)*detect.Minute
			calm.days += float64(surgeEvery) / float64(detect.Day)
			b.until(begin, usual)
			before := len(b.openings)
			b.until(begin+groupedHours*detect.Hour, func(l *leaf) float64 { return all[k].times(l, (b.t-begin)/detect.Minute) })
			b.until(begin+(groupedHours+1)*detect.Hour, usual)
			results[k].see(all[k], b.openings[before:], begin)
			after := len(b.openings)
			b.until(end, usual)
			for _, d := range append(b.openings[:before:before], b.openings[after:]...) {
				calm.opened++
				if d.Parent == "" {
					calm.heads++
				}
				if d.Level >= 1 {
					calm.level1++
				}
			}
			b.openings = b.openings[:0]
		}
	}
	return results, calm
}

// see counts what was told of a rise.
func (g *grouping) see(r rise, told []surge.Detected, begin int64) {
	g.happened++
	first, core := int64(0), int64(0)
	for _, d := range told {
		if !takesPart(r, d.Key) {
			g.beside++
			continue
		}
		at := d.At.UnixMilli()
		g.openings++
		if d.Parent == "" {
			g.heads++
		}
		if first == 0 {
			first = at
		}
		if since := begin + r.from*detect.Minute; core == 0 && at >= since && r.core(d.Key) {
			core = at
			g.core.told(float64(at-since) / float64(detect.Minute))
		}
	}
	if core == 0 {
		g.core.miss()
	}
	if first == 0 {
		g.first.miss()
		return
	}
	g.found++
	g.first.told(float64(first-begin) / float64(detect.Minute))
}

// takesPart tells that some leaf that rises counts in a stream.
func takesPart(r rise, k surge.Key) bool {
	in := func(part, of string) bool { return of == "*" || part == of }
	for _, brand := range brandNames {
		for _, topic := range topicShares {
			for _, channel := range channelShares {
				l := &leaf{Key: surge.Key{Brand: brand, Topic: topic.name, Channel: channel.name}}
				if r.times(l, groupedHours*60) > 1 && in(brand, k.Brand) && in(topic.name, k.Topic) && in(channel.name, k.Channel) {
					return true
				}
			}
		}
	}
	return false
}
