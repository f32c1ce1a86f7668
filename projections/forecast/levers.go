package forecast

import (
	"maps"
	"time"

	"tocsin/domain"
	"tocsin/domain/lever"
	"tocsin/domain/staffing"
	"tocsin/domain/surge"
)

// Levers are what is proposed and in force at one desk, and what came and was answered of late, so that the effect of a
// lever can be measured against the hour before it.
type Levers struct {
	Proposed map[int]time.Time `json:"proposed"` // by number; when
	On       map[int]*LeverOn  `json:"on"`       // by number
	Minutes  []Minute          `json:"minutes"`  // of the last hour, oldest first
}

// Minute is what came and went in one minute, by its number since 1970.
type Minute struct {
	At   int64 `json:"at"`
	Came int   `json:"came"`
	Went int   `json:"went"`
}

// LeverOn is a lever in force.
type LeverOn struct {
	ID       string       `json:"id"` // of the event
	Pulled   lever.Pulled `json:"pulled"`
	Came     int          `json:"came"` // contacts since
	Went     int          `json:"went"`
	Before   lever.Rates  `json:"before"`
	AtPull   lever.Desk   `json:"at_pull"`
	Foreseen *lever.Desk  `json:"foreseen,omitempty"` // as it really was when the instant of the prediction had come
}

func newLevers() Levers { return Levers{Proposed: map[int]time.Time{}, On: map[int]*LeverOn{}} }

// MeasuredOver is how long before a lever its effect is compared with.
const MeasuredOver = time.Hour

func (l *Levers) contact(at time.Time) {
	l.minute(at).Came++
	for _, on := range l.On { // order-free: each for itself
		on.Came++
	}
}

func (l *Levers) answered(at time.Time) {
	l.minute(at).Went++
	for _, on := range l.On { // order-free: each for itself
		on.Went++
	}
}

// minute gives that of an instant, and forgets those that are over an hour old.
func (l *Levers) minute(at time.Time) *Minute {
	now := at.Unix() / 60
	if n := len(l.Minutes); n == 0 || l.Minutes[n-1].At < now {
		l.Minutes = append(l.Minutes, Minute{At: now})
	}
	for l.Minutes[0].At <= now-int64(MeasuredOver/time.Minute) {
		l.Minutes = l.Minutes[1:]
	}
	return &l.Minutes[len(l.Minutes)-1]
}

// rates are what came and was answered in the hour before an instant.
func (l *Levers) rates(at time.Time) (r lever.Rates) {
	for _, m := range l.Minutes {
		if m.At > at.Add(-MeasuredOver).Unix()/60 {
			r.ContactsPerH += float64(m.Came)
			r.AnsweredPerH += float64(m.Went)
		}
	}
	return r
}

// people is who has joined the desk by a lever. Those of the reserve are counted by their call-out.
func (l *Levers) people(at time.Time) (n int) {
	for number, on := range l.On { // order-free: a sum of integers
		if p := on.Pulled; (number == lever.Experts || number == lever.Duties) && (p.Until.IsZero() || at.Before(p.Until)) {
			n += p.Params.People
		}
	}
	return n
}

// left is the share of the contacts that people still have to answer.
func (l *Levers) left() float64 {
	if on := l.On[lever.SelfService]; on != nil {
		return 1 - on.Pulled.Params.Share
	}
	return 1
}

// replyWithin is the reply time that holds: the announced one, if it is longer.
func (l *Levers) replyWithin(usual time.Duration, at time.Time) time.Duration {
	if on := l.On[lever.ReplyTime]; on != nil && at.Before(on.Pulled.Until) {
		return max(usual, time.Duration(on.Pulled.Params.ReplyTimeS*float64(time.Second)))
	}
	return usual
}

func (f *Forecast) applyLever(r domain.Recorded, e lever.Event) {
	switch e := e.(type) {
	case lever.Proposed:
		f.brand(e.Brand).Levers.Proposed[e.Lever] = e.At
	case lever.Pulled:
		b, at := f.brand(e.Brand), r.Meta.RecordedAt
		f.settle(b, at)
		b.Levers.On[e.Lever] = &LeverOn{ID: r.ID.String(), Pulled: e, AtPull: f.Desk(e.Brand, at), Before: b.Levers.rates(at)}
		delete(b.Levers.Proposed, e.Lever)
	case lever.Released:
		b := f.brand(e.Brand)
		f.settle(b, r.Meta.RecordedAt)
		delete(b.Levers.On, e.Lever)
		delete(b.Levers.Proposed, e.Lever)
	case lever.ReplyTimeAnnounced, lever.DutyShed, lever.DutyReturned:
	}
}

// OpenSurge is a surge of one brand that has not ended.
type OpenSurge struct {
	Brand    string          `json:"brand"`
	Position domain.Position `json:"position"`
	CallOut  bool            `json:"call_out,omitempty"` // it was strong enough to call people out
}

// applySurge notes which surges of a single brand are open: an exceptional reply time rests on one.
func (f *Forecast) applySurge(r domain.Recorded, e surge.Event) {
	switch e := e.(type) {
	case surge.Detected:
		if e.Level >= 1 && e.Key.Brand != "*" {
			f.Surges[r.Stream] = OpenSurge{Brand: e.Key.Brand, Position: r.Position, CallOut: e.CallOut}
		}
	case surge.Escalated:
		if s, ok := f.Surges[r.Stream]; ok && e.CallOut {
			s.CallOut = true
			f.Surges[r.Stream] = s
		}
	case surge.Ended:
		delete(f.Surges, r.Stream)
	case surge.Eased, surge.Resumed, surge.Linked, surge.Confirmed, surge.Dismissed:
	}
}

// remember keeps what a prediction is held against: the desk as it is once its instant has come.
func (f *Forecast) remember(now time.Time) {
	for name, b := range f.Brands { // order-free: each for itself
		for _, on := range b.Levers.On { // order-free: each for itself
			if on.Foreseen == nil && !now.Before(on.Pulled.Predicted.At) {
				on.Foreseen = new(f.Desk(name, now))
			}
		}
	}
}

// Desk is the care desk of a brand as it is at an instant.
func (f *Forecast) Desk(brand string, now time.Time) lever.Desk {
	v := f.view(brand, now)
	return v.desk(now, float64(v.b.Backlog))
}

// desk is the care desk at an instant, with so much waiting then.
func (v view) desk(at time.Time, backlog float64) lever.Desk {
	a, rules := v.assess(at, backlog), v.f.Rules.Desk
	d := lever.Desk{Need: a.Need, Capacity: a.Capacity, Backlog: backlog}
	if rules.HandlingS <= 0 || a.Capacity <= 0 {
		return d
	}
	within := v.b.Levers.replyWithin(rules.ReplyWithin, at).Seconds()
	d.WaitS = staffing.NewcomerWait(backlog, rules.HandlingS, float64(a.Capacity))
	d.Utilisation = float64((backlog+a.Expected)*rules.HandlingS) / float64(float64(a.Capacity)*within)
	return d
}

// Predict is what pulling a lever at an instant would do to the desk by the time at which people called then could start.
func (f *Forecast) Predict(brand string, now time.Time, number int, p lever.Params, until time.Time) lever.Predicted {
	v := f.view(brand, now)
	at := now.Add(f.Rules.Callout.LeadTime)
	with := v
	with.b = v.b.with(number, p, now, until, at, f.Rules.Callout.Shift)
	return lever.Predicted{
		At: at, Without: v.desk(at, v.backlogAt(now, at, float64(v.b.Backlog))),
		With: with.desk(at, with.backlogAt(now, at, float64(v.b.Backlog))),
	}
}

// predictReserve is what a call-out that was raised just now will do by its start: the desk without it, and with it.
func (f *Forecast) predictReserve(brand string, now time.Time, id string) lever.Predicted {
	v := f.view(brand, now)
	at := v.b.Shifts[id].From
	b := *v.b
	b.Shifts = maps.Clone(v.b.Shifts)
	delete(b.Shifts, id)
	without := v
	without.b = &b
	backlog := v.backlogAt(now, at, float64(b.Backlog))
	return lever.Predicted{At: at, Without: without.desk(at, backlog), With: v.desk(at, backlog)}
}

// without is what the desk would be if a lever were not in force.
func (f *Forecast) without(brand string, now time.Time, number int) lever.Desk {
	v := f.view(brand, now)
	b := *v.b
	b.Levers.On = maps.Clone(v.b.Levers.On)
	delete(b.Levers.On, number)
	v.b = &b
	return v.desk(now, float64(b.Backlog))
}

// with is a brand on which one lever more is in force. The reserve is there from start on.
func (b *Brand) with(number int, p lever.Params, now, until, start time.Time, shift time.Duration) *Brand {
	other := *b
	if number == lever.Reserve {
		other.Shifts = maps.Clone(b.Shifts)
		if other.Shifts == nil {
			other.Shifts = map[string]*Shift{}
		}
		other.Shifts["foreseen"] = &Shift{From: start, Until: start.Add(shift), Called: p.People}
		return &other
	}
	other.Levers.On = maps.Clone(b.Levers.On)
	if other.Levers.On == nil {
		other.Levers.On = map[int]*LeverOn{}
	}
	other.Levers.On[number] = &LeverOn{Pulled: lever.Pulled{Lever: number, Params: p, At: now, Until: until}}
	return &other
}

// Measure is what a lever in force has done until an instant.
func (f *Forecast) Measure(brand string, number int, now time.Time) (m lever.Measured, on bool) {
	b := f.Brands[brand]
	if b == nil || b.Levers.On[number] == nil {
		return m, false
	}
	l := b.Levers.On[number]
	hours := now.Sub(l.Pulled.At).Hours()
	m = lever.Measured{
		DurationS: now.Sub(l.Pulled.At).Seconds(), Before: l.Before, AtPull: l.AtPull, AtRelease: f.Desk(brand, now), Foreseen: l.Foreseen,
	}
	if hours > 0 {
		m.During = lever.Rates{ContactsPerH: float64(l.Came) / hours, AnsweredPerH: float64(l.Went) / hours}
	}
	return m, true
}
