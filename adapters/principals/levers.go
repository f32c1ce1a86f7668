package principals

import (
	"strconv"
	"time"

	"tocsin/domain"
	"tocsin/domain/lever"
	"tocsin/domain/surge"
)

// levers are those who answer for a lever that the program only proposes: the lead of the desk for what changes the work
// there, gold for a longer reply time, which is a word to customers. Whom a lever brings to the desk works on the floor.
type levers struct {
	s      *Script
	open   map[string]map[int]bool    // brand -> levers that were proposed and that somebody will pull
	on     map[string]map[int]int     // brand -> levers in force, with the people who came to the desk by them
	surges map[domain.StreamID]string // open ones -> brand
	shown  map[string]domain.Evidence // brand -> its newest open surge
}

func (l *levers) begin() {
	l.open, l.on = map[string]map[int]bool{}, map[string]map[int]int{}
	l.surges, l.shown = map[domain.StreamID]string{}, map[string]domain.Evidence{}
}

// surge notes what an exceptional reply time rests on.
func (l *levers) surge(r domain.Recorded, e surge.Event) {
	switch e := e.(type) {
	case surge.Detected:
		if e.Level >= 1 && e.Key.Brand != "*" {
			l.surges[r.Stream] = e.Key.Brand
			l.shown[e.Key.Brand] = domain.Evidence{Fact: "surge.detected", Value: r.Stream.Name(), Position: r.Position}
		}
	case surge.Ended:
		if brand, open := l.surges[r.Stream]; open && l.shown[brand].Value == r.Stream.Name() {
			delete(l.shown, brand)
		}
		delete(l.surges, r.Stream)
	case surge.Escalated, surge.Eased, surge.Resumed, surge.Linked, surge.Confirmed, surge.Dismissed:
	}
}

func (l *levers) apply(r domain.Recorded, e lever.Event) {
	switch e := e.(type) {
	case lever.Proposed:
		l.proposed(r, e)
	case lever.Pulled:
		of(l.open, e.Brand)[e.Lever] = false
		if e.Lever == lever.Experts || e.Lever == lever.Duties { // the reserve comes by its call-out
			l.join(r, e.Brand, e.Params.People)
			of(l.on, e.Brand)[e.Lever] = e.Params.People
		}
	case lever.Released:
		of(l.open, e.Brand)[e.Lever] = false
		l.join(r, e.Brand, -of(l.on, e.Brand)[e.Lever])
		delete(of(l.on, e.Brand), e.Lever)
	case lever.ReplyTimeAnnounced, lever.DutyShed, lever.DutyReturned:
	}
}

func of[V any](all map[string]map[int]V, brand string) map[int]V {
	if all[brand] == nil {
		all[brand] = map[int]V{}
	}
	return all[brand]
}

// proposed: whoever answers for it pulls it after a while, unless it was pulled or given up before.
func (l *levers) proposed(r domain.Recorded, e lever.Proposed) {
	role := "bronze"
	if e.Lever == lever.ReplyTime {
		role = "gold"
	}
	of(l.open, e.Brand)[e.Lever] = true
	act := "pull/" + strconv.Itoa(e.Lever)
	l.s.later(l.s.cued(act, r.Meta.RecordedAt, l.s.answer(r.ID.String(), role)), func(at time.Time) []domain.Act {
		if !of(l.open, e.Brand)[e.Lever] {
			return nil
		}
		pull := lever.Pull{Pulled: lever.Pulled{
			Lever: e.Lever, Brand: e.Brand, Params: e.Params, Owner: l.s.holder(role), Predicted: e.Predicted, At: at,
		}}
		if e.Lever == lever.ReplyTime || e.Lever == lever.Duties {
			pull.Pulled.Until = at.Add(l.s.rules.Levers.Lasts)
		}
		if shown, surges := l.shown[e.Brand]; surges {
			pull.Evidence = []domain.Evidence{shown}
		}
		return l.s.act(role, lever.Stream(e.Brand), r.ID.String(), act, pull)
	})
}

// join brings people to the desk of a brand, or takes them from it.
func (l *levers) join(r domain.Recorded, brand string, people int) {
	if people == 0 || l.s.floor.seal == nil {
		return
	}
	p := l.s.floor.pool(brand)
	l.s.later(r.Meta.RecordedAt, func(at time.Time) []domain.Act {
		p.extra += people
		return l.s.floor.serve(p, at)
	})
}
