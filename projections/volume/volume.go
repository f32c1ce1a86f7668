package volume

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/detect"
	"tocsin/projections"
)

// Volume is the picture of demand. It knows what is released up to the last record it has seen.
type Volume struct{ fold *fold }

// New gives an empty picture.
func New() *Volume { return &Volume{fold: newFold()} }

var _ projections.Model = (*Volume)(nil)

// Wants lists what it reads.
func (v *Volume) Wants() []domain.Event { return wants() }

// Apply folds one record.
func (v *Volume) Apply(r domain.Recorded) {
	v.fold.apply(r)
	v.fold.decided = v.fold.decided[:0] // a picture does not ask
}

// SurgesDigest is SHA-256 over all surge facts without ids and positions: equal whenever the same things were counted.
func (v *Volume) SurgesDigest() string { return v.fold.facts.digest() }

// Differences tells where the recorded surges are not those that this fold computes; none is right. What was computed in
// the last two hours of the log may still be on its way into it.
func (v *Volume) Differences() []string { return v.fold.facts.differ(v.fold.watermark) }

// StreamView is one stream as a screen shows it.
type StreamView struct {
	Key      Key
	SurgeID  string // of the open surge
	Counted  float64
	Expected float64
	detect.View
}

// Streams shows every stream, in key order.
func (v *Volume) Streams() (views []StreamView) {
	for _, s := range v.fold.sorted() {
		view := StreamView{Key: s.key, Counted: s.d.Counted(), Expected: s.d.Expected(), View: s.d.View()}
		if s.open != nil && s.open.open && !s.open.held {
			view.SurgeID = s.open.id
		}
		views = append(views, view)
	}
	return views
}

// NoBaseline is a time in which a feed was counted and not scored.
type NoBaseline struct {
	Key     Key
	Since   time.Time
	Until   time.Time // zero while it lasts
	PerHour float64   // counted per hour in that time
}

// NoBaseline lists the times in which feeds had no baseline, in key order, oldest first.
func (v *Volume) NoBaseline() (list []NoBaseline) {
	for _, s := range v.fold.sorted() {
		i, ok := v.fold.feedIndex[[2]string{s.key.Brand, s.key.Channel}]
		if !ok || s.key.Topic != All {
			continue
		}
		for _, spell := range v.fold.feeds[i].cold {
			n := NoBaseline{Key: s.key, Since: instant(spell.since)}
			end, counted := v.fold.watermark, s.d.Counted()
			if spell.until != 0 {
				end, counted, n.Until = spell.until, spell.to, instant(spell.until)
			}
			if hours := float64(end-spell.since) / float64(detect.Hour); hours > 0 {
				n.PerHour = round((counted - spell.from) / hours)
			}
			list = append(list, n)
		}
	}
	return list
}

// DayBest is the strongest evidence that a stream reached on one local day: how near it came to opening.
type DayBest struct {
	Key Key     `json:"key"`
	Day string  `json:"day"` // YYYY-MM-DD
	LnE float64 `json:"ln_e"`
}

// BestByDay lists the strongest evidence of each stream and day, in key order, oldest first.
func (v *Volume) BestByDay() (list []DayBest) {
	for _, s := range v.fold.sorted() {
		for _, d := range s.d.Days() {
			day := time.Unix(d.Day*86400, 0).UTC().Format(time.DateOnly)
			list = append(list, DayBest{Key: s.key, Day: day, LnE: round(d.LnE)})
		}
	}
	return list
}

// LateFeed counts the events of the last hour that came after their time had passed.
type LateFeed struct {
	Brand, Channel string
	Hour           time.Time
	Events, Late   int64
	Badge          bool // more than the share that the settings allow
}

// Late lists every feed in key order.
func (v *Volume) Late() (list []LateFeed) {
	for _, s := range v.fold.sorted() {
		i, ok := v.fold.feedIndex[[2]string{s.key.Brand, s.key.Channel}]
		if !ok || s.key.Topic != All {
			continue
		}
		h := v.fold.feeds[i].hours
		list = append(list, LateFeed{
			Brand: s.key.Brand, Channel: s.key.Channel, Hour: instant(h.hour), Events: h.events, Late: h.late,
			Badge: float64(h.late) > float64(v.fold.rules.Counting.LateShare*float64(h.events)),
		})
	}
	return list
}

// Behind counts events that came behind what was folded already, and Dropped those that came too late to be counted at
// all. Behind must be 0: a replay could decide differently.
func (v *Volume) Behind() (behind, dropped int64) { return v.fold.behind, v.fold.dropped }
