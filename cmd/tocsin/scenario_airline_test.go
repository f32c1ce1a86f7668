package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/demand"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/lever"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/reserve"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
	"tocsin/projections/bottleneck"
)

// TestAirlineScenario plays the closed hub once and judges each of its rows.
func TestAirlineScenario(t *testing.T) {
	scale := 0.1
	if testing.Short() {
		scale = 0.03
	}
	t.Parallel()
	l := live(t, "airline", scale)
	l.row("T+0 one incident with 96 flights", oneIncident)
	l.row("T+1 impact and draft within a minute", impactAndDraft)
	l.row("T+3 gold is silent, the deputy activates", deputyActivates)
	l.row("T+9 holding published, promise made", holdingPublished)
	l.row("T+13 the vulnerable before all others", vulnerableFirst)
	l.row("T+14 the provider fails, none is doubled", providerFails)
	l.row("T+24 no send of what is false", falseTextStops)
	l.row("T+31 v2 by two people, offers hold units, promise kept", secondWord)
	l.row("T+46 the surge is seen", surgeSeen)
	l.row("T+50 exactly 140 are called, by language", reserveCalled)
	l.row("T+50 levers 5, 4 and 2: predicted, pulled, measured", leversPulled)
	l.row("T+58 they come, and nobody who must rest", reserveComes)
	l.row("T+80 the promise of 07:00 is kept", promiseKept)
	l.row("T+88 the bottleneck moves to the booking host", bottleneckMoves)
	l.row("T+95 less than was promised", capacityCorrected)
	l.row("T+305 a second incident is absorbed", secondAbsorbed)
	l.row("T+380 no all-clear, reinstated people are asked", reinstatedAsked)
	l.row("T+500 it was not over", relapses)
	l.row("T+960 monitoring, all-clear, stand-down", standsDown)
	l.row("the end: everybody accounted for", everybodyAccounted)
	if scale == 0.1 {
		page := filepath.Join("..", "..", "docs", "scenarios", "airline.md")
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := strings.Cut(string(b), "## The first half hour")
		quoting{page: page}.check(t, text, l.narrated)
	}
}

func oneIncident(l *lived) {
	reported := one[incident.Reported](l, -90, 300, nil)
	flights, late, added := map[string]bool{}, 0, 0
	for _, f := range reported.Event.Scope.Flights {
		flights[f.Key()] = true
	}
	for _, e := range eventsOf[incident.ScopeChanged](l, 0, 1) {
		if e.Stream != reported.Stream {
			l.Errorf("a flight joined %s", e.Stream)
		}
		if added++; e.Event.Late {
			late++
		}
		for _, f := range e.Event.Added.Flights {
			flights[f.Key()] = true
		}
	}
	if len(flights) != 96 || added != 95 || late != 3 {
		l.Errorf("%d flights, %d changes of the scope, %d of them late; want 96, 95, 3", len(flights), added, late)
	}
}

func impactAndDraft(l *lived) {
	aware := one[incident.Reported](l, 0, 1, nil).Event.AwareAt
	e := one[incident.ImpactEstimated](l, 0, 10, nil)
	chunks := eventsOf[incident.AffectedListed](l, 0, 10)
	n := l.people(11840)
	if e.Event.Affected != n || e.Event.Basis != "measured" || len(chunks) != (n+incident.MaxPeople-1)/incident.MaxPeople {
		l.Errorf("%d people, %s, in %d chunks; want %d measured", e.Event.Affected, e.Event.Basis, len(chunks), n)
	}
	draft := one[statement.Drafted](l, 0, 10, nil)
	if after := draft.Meta.RecordedAt.Sub(aware); draft.Event.Kind != statement.Holding || after > time.Minute {
		l.Errorf("a %s was drafted after %s", draft.Event.Kind, after)
	}
	langs := map[string]bool{}
	for _, v := range eventsOf[statement.VariantSet](l, 0, 10) {
		langs[v.Event.Lang] = true
	}
	if len(langs) != 3 || !langs["fr"] || !langs["en"] || !langs["de"] {
		l.Errorf("drafted in %v", langs)
	}
}

func deputyActivates(l *lived) {
	proposed := one[crisis.Proposed](l, 0, 3, nil)
	gold := one[crisis.MemberAlerted](l, 0, 3, func(e toldOf[crisis.MemberAlerted]) bool { return !e.Event.Deputy })
	deputy := one[crisis.MemberAlerted](l, 0, 10, func(e toldOf[crisis.MemberAlerted]) bool { return e.Event.Deputy })
	if after := deputy.Meta.RecordedAt.Sub(gold.Meta.RecordedAt); after != 2*time.Minute {
		l.Errorf("the deputy was alerted after %s, want the playbook's 2m", after)
	}
	answer, active := one[crisis.MemberAcknowledged](l, 0, 10, nil), one[crisis.Activated](l, 0, 10, nil)
	if !answer.Event.Deputy || l.minute(answer.Recorded) != 6 || l.minute(active.Recorded) != 7 {
		l.Errorf("answered at T+%v by %+v, active at T+%v", l.minute(answer.Recorded), answer.Event, l.minute(active.Recorded))
	}
	if proposed.Event.Level != 2 || active.Event.Level != 2 || !active.Event.SingleVoice || active.Event.ShortHanded {
		l.Errorf("proposed %+v, active %+v", proposed.Event, active.Event)
	}
	held := one[feed.PostsHeld](l, 0, 10, nil)
	l.wantOrder("marketing is held once the cell works", active.Recorded, held.Recorded)
	for _, role := range []string{"gold", "comms", "log"} {
		one[crisis.RoleAssigned](l, 0, 10, func(e toldOf[crisis.RoleAssigned]) bool { return e.Event.Role == role })
	}
}

func holdingPublished(l *lived) {
	e := one[statement.Published](l, 0, 20, nil)
	if l.minute(e.Recorded) != 9 || e.Event.Kind != statement.Holding || !slices.Contains(e.Event.Channels, "status") {
		l.Errorf("published at T+%v: %+v", l.minute(e.Recorded), e.Event)
	}
	if n := len(eventsOf[statement.ApprovalGiven](l, 0, 9)); n != 1 {
		l.Errorf("%d approvals of a text from the playbook, want 1", n)
	}
	promise := one[crisis.PromiseMade](l, 0, 20, nil)
	if at := l.clock(promise.Event.At); at != "06:20" {
		l.Errorf("promised %s", at)
	}
}

func vulnerableFirst(l *lived) {
	var lastFirst, others domain.Position // last first try for somebody vulnerable; first try for anybody else
	vulnerable := map[string]bool{}
	for _, n := range l.notices(24) {
		switch {
		case len(n.tries) == 0:
		case n.Priority == incident.PriorityVulnerable:
			lastFirst = max(lastFirst, n.tries[0].Position)
			vulnerable[n.Subject] = true
		case others == 0 || n.tries[0].Position < others:
			others = n.tries[0].Position
		}
	}
	want := l.people(38) + l.people(612) + l.people(9)
	if lastFirst == 0 || lastFirst > others || len(vulnerable) != want {
		l.Errorf("%d vulnerable, want %d; the last of them at %d, others from %d", len(vulnerable), want, lastFirst, others)
	}
}

func providerFails(l *lived) {
	unknown, moved, standby := 0, 0, 0
	for _, n := range l.notices(24) {
		for k, try := range n.tries {
			switch {
			case try.provider == "standby-sms":
				if standby++; l.minute(try.Recorded) < 14 {
					l.Errorf("the second provider was used at T+%v", l.minute(try.Recorded))
				}
			case k > 0 && n.unknown && try.channel == "sms" && try.provider == n.tries[0].provider && l.minute(try.Recorded) > 15:
				l.Errorf("a notice of unknown fate was sent again by the broken provider")
			}
		}
		if n.unknown && n.asked.Meta.RecordedAt.Before(l.at(15)) {
			unknown++
			if n.moved {
				moved++
			}
		}
	}
	if unknown == 0 || moved == 0 || standby == 0 {
		l.Errorf("%d unknown, %d of them by another channel, %d sends by the second provider", unknown, moved, standby)
	}
	l.Logf("%d unknown (%.0f at full size), %d went on by e-mail, %d by the second provider", unknown, float64(unknown)/l.scale, moved, standby)
	keys := map[string]int{}
	for _, e := range l.taken {
		keys[e.Key] += e.Acceptances
	}
	for key, n := range keys {
		if n > 1 {
			l.Errorf("%s was taken %d times", key, n)
		}
	}
}

func falseTextStops(l *lived) {
	impact := eventsOf[incident.ImpactEstimated](l, 24, 26)
	if len(impact) != 1 || impact[0].Event.Affected != l.people(11840)+l.people(39160) {
		l.Errorf("the impact of the longer closure: %+v", impact)
	}
	draft := one[statement.Drafted](l, 24, 30, nil)
	paused := one[outreach.Paused](l, 24, 30, nil)
	if draft.Event.Version != 2 || l.minute(draft.Recorded) != l.minute(paused.Recorded) {
		l.Errorf("v%d drafted at T+%v, paused at T+%v", draft.Event.Version, l.minute(draft.Recorded), l.minute(paused.Recorded))
	}
	for _, n := range l.notices(l.Until) {
		for _, try := range n.tries {
			if domain.StreamID("statement-"+n.batch.StatementID) == l.hubText() && n.batch.StatementVersion == 1 && try.Position > paused.Position {
				l.Fatalf("v1 was sent at T+%v, position %d", l.minute(try.Recorded), try.Position)
			}
		}
	}
}

func secondWord(l *lived) {
	e := one[statement.Published](l, 24, 60, nil)
	gone := one[statement.Superseded](l, 24, 60, nil)
	if l.minute(e.Recorded) != 31 || e.Event.Version != 2 || gone.Event.Version != 1 || l.clock(e.Event.NextUpdateAt) != "07:00" {
		l.Errorf("T+%v: %+v, %+v", l.minute(e.Recorded), e.Event, gone.Event)
	}
	by := map[string]bool{}
	for _, a := range eventsOf[statement.ApprovalGiven](l, 24, 31) {
		by[a.Event.Role+" "+a.Event.By] = true
	}
	if len(by) != 2 || !by["comms person/comms"] || !by["gold person/gold/deputy"] {
		l.Errorf("approved by %v", by)
	}
	kept := one[crisis.PromiseKept](l, 24, 40, nil)
	if kept.Event.LagS != 0 {
		l.Errorf("the promise of 06:20 was kept %v s late", kept.Event.LagS)
	}
	for _, n := range l.notices(l.Until) {
		if n.batch.StatementVersion == 1 && n.end == "" {
			l.Fatal("a notice of v1 is open for ever")
		}
	}
	offersHoldUnits(l)
}

// offersHoldUnits: what an offer says it holds was held before it was made.
func offersHoldUnits(l *lived) {
	held := map[string]domain.Position{}
	for _, h := range eventsOf[inventory.UnitsHeld](l, -90, 95) {
		held[h.Stream.Name()+"/"+h.Event.OfferID] = h.Position
	}
	kinds, made := map[string]int{}, 0
	for _, o := range eventsOf[offer.Made](l, -90, 95) {
		made++
		if l.minute(o.Recorded) < 30 {
			l.Errorf("an offer at T+%v", l.minute(o.Recorded))
		}
		if o.Event.Held == "" {
			continue
		}
		kinds[o.Event.Held] += o.Event.Seats
		if at, ok := held[o.Event.Held+"/"+o.Stream.Name()]; !ok || at > o.Position {
			l.Fatalf("offer %s holds nothing", o.Stream)
		}
	}
	l.Logf("%d offers, %d alternatives with units", made, len(kinds))
	if len(kinds) != 3 {
		l.Errorf("units of %d alternatives are held, want own seats, rail and partners", len(kinds))
	}
}

func surgeSeen(l *lived) {
	level := 0
	for _, d := range eventsOf[surge.Detected](l, -90, 46) {
		if d.Event.Key.Brand == l.Brand {
			level = max(level, d.Event.Level)
		}
	}
	for _, e := range eventsOf[surge.Escalated](l, -90, 46) {
		level = max(level, e.Event.Level)
	}
	if level < 2 {
		l.Errorf("by T+46 the surge is of level %d", level)
	}
}

// raised is the first call-out.
func (l *lived) raised() toldOf[callout.Raised] {
	list := eventsOf[callout.Raised](l, -90, l.Until)
	if len(list) == 0 {
		l.Fatal("nobody was called out")
	}
	return list[0]
}

func reserveCalled(l *lived) {
	e := l.raised()
	total, first := l.people(140), 0
	sum, langs := 0, map[string]int{}
	for _, n := range e.Event.Need {
		sum += n.Count
		langs[n.Lang] = n.Count
		first += int(math.Ceil(float64(n.Count) / 0.6))
	}
	if l.minute(e.Recorded) != 50 || sum != total {
		l.Errorf("at T+%v %d people are called, want %d at T+50", l.minute(e.Recorded), sum, total)
	}
	for lang, share := range map[string]float64{"fr": 0.5, "en": 0.357, "de": 0.143} {
		if off := math.Abs(float64(langs[lang]) - share*float64(total)); off > 1 {
			l.Errorf("%d who speak %s of %d", langs[lang], lang, total)
		}
	}
	wave := eventsOf[callout.WaveStarted](l, 50, 50.1)
	if len(wave) == 0 || len(wave[0].Event.Members) != first {
		l.Errorf("the first wave: %+v, want %d members", wave, first)
	}
}

func leversPulled(l *lived) {
	five := one[lever.Pulled](l, 20, 60, func(e toldOf[lever.Pulled]) bool { return e.Event.Lever == lever.SelfService })
	asked := one[lever.Proposed](l, 20, 60, nil)
	four := one[lever.Pulled](l, 20, 60, func(e toldOf[lever.Pulled]) bool { return e.Event.Lever == lever.Duties })
	two := one[lever.Pulled](l, 20, 60, func(e toldOf[lever.Pulled]) bool { return e.Event.Lever == lever.Reserve })
	if l.minute(five.Recorded) > 50 || five.Event.Owner != "levers" || five.Event.Params.Share != 0.15 {
		l.Errorf("T+%v: %+v", l.minute(five.Recorded), five.Event)
	}
	if asked.Event.Lever != lever.Duties || l.minute(asked.Recorded) != 50 || l.minute(four.Recorded) != 52 ||
		four.Event.Owner != "person/bronze" || four.Event.Params.People != l.people(12) {
		l.Errorf("T+%v: %+v, T+%v: %+v", l.minute(asked.Recorded), asked.Event, l.minute(four.Recorded), four.Event)
	}
	if l.minute(two.Recorded) != 50 || two.Event.Params.People != l.people(140) || two.Event.Params.CalloutID != l.raised().Stream.Name() {
		l.Errorf("T+%v: %+v", l.minute(two.Recorded), two.Event)
	}
	for _, pulled := range []toldOf[lever.Pulled]{five, four, two} {
		p := pulled.Event.Predicted
		if p.With.Utilisation >= p.Without.Utilisation || !p.At.After(l.at(50)) {
			l.Errorf("lever %d is to do nothing: %+v", pulled.Event.Lever, p)
		}
		released := eventsOf[lever.Released](l, l.minute(pulled.Recorded), l.Until)
		n := slices.IndexFunc(released, func(e toldOf[lever.Released]) bool { return e.Event.Lever == pulled.Event.Lever })
		if n < 0 || released[n].Event.Measured.Foreseen == nil || released[n].Event.Measured.DurationS < 3600 {
			l.Fatalf("lever %d was not released with what it did", pulled.Event.Lever)
		}
		m := released[n].Event.Measured
		l.Logf("lever %d: utilisation %.1f without, %.1f predicted, %.1f measured; answers an hour %.0f before, %.0f during",
			pulled.Event.Lever, p.Without.Utilisation, p.With.Utilisation, m.Foreseen.Utilisation, m.Before.AnsweredPerH, m.During.AnsweredPerH)
	}
	shed, back := eventsOf[lever.DutyShed](l, 52, 52), eventsOf[lever.DutyReturned](l, 52, l.Until)
	if len(shed) != 1 || len(back) == 0 {
		l.Errorf("%d duties were shed, %d returned", len(shed), len(back))
	}
	for _, told := range []string{"LEVER 4 proposed", "LEVER 4 pulled by person/bronze", "LEVER 5 released", "Levers\n"} {
		if !strings.Contains(l.narrated, told) {
			l.Errorf("nobody is told %q", told)
		}
	}
}

func bottleneckMoves(l *lived) {
	moved := one[demand.BottleneckMoved](l, 75, 95, nil)
	if moved.Event.From != bottleneck.Desk || moved.Event.To != bottleneck.Booking || moved.Event.Utilisation <= 1 {
		l.Errorf("moved at T+%v: %+v", l.minute(moved.Recorded), moved.Event)
	}
	if !strings.Contains(l.narrated, "BOTTLENECK moves from the desk to the booking host") || !strings.Contains(l.narrated, "Bottleneck "+l.Brand) {
		l.Error("nobody is told of it")
	}
}

func reserveComes(l *lived) {
	e := l.raised()
	came, declined, silent, filled := 0, 0, 0, 0.0
	for _, r := range l.records {
		if r.Stream != e.Stream {
			continue
		}
		switch r.Event.(type) {
		case callout.Accepted:
			came++
		case callout.Declined:
			declined++
		case callout.TimedOut:
			silent++
		case callout.Filled:
			filled = l.minute(r)
		}
	}
	if came != l.people(140) || declined == 0 || silent == 0 || filled == 0 || filled > 90 {
		l.Errorf("%d came, %d declined, %d silent, filled at T+%v", came, declined, silent, filled)
	}
	l.Logf("%d came, %d declined, %d silent, filled at T+%.0f", came, declined, silent, filled)
	if l.refused["book_resting"] != domain.Forbidden {
		l.Errorf("who must rest: the rules say %q", l.refused["book_resting"])
	}
	for _, b := range eventsOf[reserve.Booked](l, -89, 120) {
		if b.Stream == reserve.Stream(l.resting) {
			l.Errorf("%s is booked, and must rest", l.resting)
		}
	}
}

func promiseKept(l *lived) {
	e := one[statement.Published](l, 60, 90, nil)
	if l.minute(e.Recorded) > 80 || e.Stream != l.hubText() || e.Event.Version != 3 || e.Event.Push {
		l.Errorf("T+%v: %+v", l.minute(e.Recorded), e.Event)
	}
	if kept := one[crisis.PromiseKept](l, 60, 90, nil); kept.Event.LagS != 0 {
		l.Errorf("kept %v s late", kept.Event.LagS)
	}
	if broken := eventsOf[crisis.PromiseBroken](l, -90, l.Until); len(broken) > 0 {
		l.Errorf("%d promises were broken, the first at T+%v", len(broken), l.minute(broken[0].Recorded))
	}
}

// shelfLived is one alternative as its records tell it.
type shelfLived struct {
	capacity, used, taken int // taken: of those used, confirmed or about to be
	units                 map[string]int
	committed             map[string]bool
}

// shelves folds inventories, shows each record to see, and gives what they are in the end.
func (l *lived) shelves(see func(domain.Recorded, *shelfLived)) {
	all := map[domain.StreamID]*shelfLived{}
	for _, r := range l.records {
		e, ok := r.Event.(inventory.Event)
		if !ok {
			continue
		}
		s := all[r.Stream]
		if s == nil {
			s = &shelfLived{units: map[string]int{}, committed: map[string]bool{}}
			all[r.Stream] = s
		}
		switch e := e.(type) {
		case inventory.AlternativeAdded:
		case inventory.CapacitySet:
			if s.capacity = e.N; e.Unlimited {
				s.capacity = math.MaxInt
			}
		case inventory.CapacityCorrected:
			s.capacity = e.To
		case inventory.UnitsHeld:
			s.used += e.N
			s.units[e.OfferID] = e.N
		case inventory.UnitsCommitted:
			s.taken += e.N
			s.committed[e.OfferID] = true
		case inventory.UnitsReleased:
			s.used -= e.N
			if s.committed[e.OfferID] {
				s.taken -= e.N
			}
			delete(s.committed, e.OfferID)
			delete(s.units, e.OfferID)
		}
		see(r, s)
	}
}

func capacityCorrected(l *lived) {
	wrong := one[inventory.CapacityCorrected](l, 90, 100, nil)
	if wrong.Event.From != l.people(6200) || wrong.Event.To != l.people(3100) || wrong.Event.Overcommitted == 0 {
		l.Errorf("corrected: %+v", wrong.Event)
	}
	limit := wrong.Meta.RecordedAt.Add(9 * time.Minute)
	var fits time.Time
	l.shelves(func(r domain.Recorded, s *shelfLived) {
		wrongOne := r.Stream == wrong.Stream && r.Position >= wrong.Position
		between, there := wrongOne && fits.IsZero(), s.capacity
		if wrongOne { // at a small scale chance may have confirmed more than there is: those are not lost
			there = max(there, s.taken)
		}
		switch {
		case s.used > there && !between:
			l.Fatalf("%s: %d promised of %d at position %d", r.Stream, s.used, there, r.Position)
		case between && s.used <= there:
			fits = r.Meta.RecordedAt
		case r.Position == wrong.Position-1 && r.Stream == wrong.Stream && s.capacity != wrong.Event.From:
			l.Errorf("before the correction %d", s.capacity)
		}
	})
	if fits.IsZero() || fits.After(limit) {
		l.Errorf("what is promised fits from %s on, want by %s", fits, limit)
	}
	told := revokedAreTold(l, limit)
	l.Logf("%d too many; %d offers revoked, all told by T+%.1f", wrong.Event.Overcommitted, told, limit.Sub(l.Start).Minutes())
}

// revokedAreTold: each offer that was taken back was not confirmed, is replaced, and its party is told in time.
func revokedAreTold(l *lived, limit time.Time) int {
	confirmed := map[domain.StreamID]bool{}
	for _, c := range eventsOf[offer.Confirmed](l, -90, l.Until) {
		confirmed[c.Stream] = true
	}
	heads := map[domain.StreamID]string{}
	for _, m := range eventsOf[offer.Made](l, -90, l.Until) {
		heads[m.Stream] = m.Event.Subject
	}
	corrected := map[string]bool{}
	for _, n := range l.notices(l.Until) {
		if len(n.tries) > 0 && !n.tries[0].Meta.RecordedAt.After(limit) && n.tries[0].Meta.RecordedAt.After(l.at(95)) {
			corrected[n.Subject+"/"+n.OfferID] = true
		}
	}
	revoked := eventsOf[offer.Revoked](l, 95, 104)
	for _, r := range revoked {
		replaced := one[offer.Replaced](l, 95, 104, func(e toldOf[offer.Replaced]) bool { return e.Stream == r.Stream })
		switch {
		case confirmed[r.Stream]:
			l.Errorf("%s was confirmed, and taken back", r.Stream)
		case !corrected[heads[r.Stream]+"/"+replaced.Event.ReplacementOfferID]:
			l.Errorf("the head of %s was not told of the offer in its place by %s", r.Stream, limit)
		}
	}
	if len(revoked) == 0 {
		l.Error("nothing was taken back")
	}
	return len(revoked)
}

func secondAbsorbed(l *lived) {
	e := one[crisis.IncidentAbsorbed](l, 300, 320, nil)
	published := one[statement.Published](l, 305, 330, func(p toldOf[statement.Published]) bool {
		return slices.Contains(p.Event.IncidentIDs, e.Event.IncidentID)
	})
	if published.Stream == l.hubText() || published.Event.CrisisID != e.Stream.Name() {
		l.Errorf("its people are told by %s for %s", published.Stream, published.Event.CrisisID)
	}
	if n := len(eventsOf[crisis.Proposed](l, -90, l.Until)); n != 1 {
		l.Errorf("%d cells were proposed", n)
	}
}

func reinstatedAsked(l *lived) {
	if l.refused["all_clear"] != domain.Conflict {
		l.Errorf("an early all-clear: the rules say %q", l.refused["all_clear"])
	}
	for _, d := range eventsOf[statement.Drafted](l, -90, 959) {
		if d.Event.Kind == statement.AllClear {
			l.Errorf("an all-clear was drafted at T+%v", l.minute(d.Recorded))
		}
	}
	one[statement.Published](l, 380, 400, func(p toldOf[statement.Published]) bool {
		return p.Event.Kind == statement.Recovery && p.Stream == l.hubText()
	})
	run := one[outreach.Planned](l, 380, 381, func(p toldOf[outreach.Planned]) bool { return p.Event.AudienceQuery == "reinstated" })
	frozen := one[outreach.AudienceFrozen](l, 380, 400, func(e toldOf[outreach.AudienceFrozen]) bool { return e.Stream == run.Stream })
	aboard := map[string]bool{}
	for _, e := range eventsOf[incident.ScopeChanged](l, 380, 381) {
		for _, f := range e.Event.Added.Flights {
			aboard[f.Key()] = f.Status == incident.Reinstated
		}
	}
	people := 0
	for _, p := range l.affected {
		if len(p.Journeys) > 0 && aboard[p.Journeys[0]] {
			people++
		}
	}
	if len(aboard) != 40 || frozen.Event.Count != people {
		l.Errorf("%d people of %d flights are asked, want %d of 40", frozen.Event.Count, len(aboard), people)
	}
	nobodyMoved(l)
}

// nobodyMoved: seats of reinstated flights go to those alone who said yes, and only theirs are given back.
func nobodyMoved(l *lived) {
	pools := map[string]string{} // offer -> its party
	for _, n := range l.notices(499) {
		if n.Pool != "" {
			pools[n.OfferID] = n.Party
		}
	}
	yes, confirmed, given := map[string]bool{}, 0, 0
	for _, r := range l.records {
		id := r.Stream.Name()
		switch e := r.Event.(type) {
		case offer.Accepted:
			yes[id] = yes[id] || pools[id] != ""
		case offer.Confirmed:
			if pools[id] != "" {
				if confirmed++; !yes[id] {
					l.Errorf("%s was moved without a yes", id)
				}
			}
		case inventory.UnitsReleased:
			if e.Reason == "replaced" && l.minute(r) >= 380 {
				given++
			}
		}
	}
	if confirmed == 0 || confirmed == len(pools) || given > confirmed {
		l.Errorf("%d of %d parties went back, %d gave something back", confirmed, len(pools), given)
	}
	l.Logf("%d of %d parties went back to their own flight, %d gave seats back for it", confirmed, len(pools), given)
}

func relapses(l *lived) {
	one[incident.Reopened](l, 500, 501, nil)
	e := one[statement.Published](l, 500, 530, func(p toldOf[statement.Published]) bool { return p.Stream == l.hubText() })
	if e.Event.Kind != statement.Update || !e.Event.Push {
		l.Errorf("told by %+v", e.Event)
	}
	one[outreach.AudienceFrozen](l, 500, 530, func(f toldOf[outreach.AudienceFrozen]) bool { return f.Event.Count == l.people(11840)+l.people(39160) })
	again := 0
	for _, m := range eventsOf[offer.Made](l, 500, 600) {
		if m.Event.IncidentID != "" {
			again++
		}
	}
	if again == 0 {
		l.Error("nobody who had gone back got a new offer")
	}
}

func standsDown(l *lived) {
	watching := one[crisis.MonitoringEntered](l, -90, l.Until, nil)
	down := one[crisis.StoodDown](l, -90, l.Until, nil)
	if l.minute(watching.Recorded) != 960 || l.minute(down.Recorded) != 1500 {
		l.Errorf("monitoring from T+%v, stand-down at T+%v", l.minute(watching.Recorded), l.minute(down.Recorded))
	}
	for _, c := range down.Event.Criteria {
		if !c.Met || c.Position == 0 {
			l.Errorf("criterion %+v", c)
		}
	}
	cleared := one[statement.Published](l, 960, l.Until, func(p toldOf[statement.Published]) bool {
		return p.Event.Kind == statement.AllClear && p.Stream == l.hubText()
	})
	one[statement.ApprovalGiven](l, 960, l.minute(cleared.Recorded), func(a toldOf[statement.ApprovalGiven]) bool {
		return a.Stream == l.hubText() && a.Event.Role == "gold"
	})
	here, ofCell := map[string]bool{}, map[domain.StreamID]bool{}
	for _, r := range l.records {
		switch e := r.Event.(type) {
		case callout.Raised: // who is called to work off what is left need not be waited for
			ofCell[r.Stream] = e.CrisisID == down.Stream.Name()
		case callout.Accepted:
			here[string(r.Stream)+e.Member] = ofCell[r.Stream]
		case callout.MemberReleased:
			delete(here, string(r.Stream)+e.Member)
		}
	}
	for member, owed := range here {
		if owed {
			l.Errorf("%s was not released", member)
		}
	}
}

func everybodyAccounted(l *lived) {
	ledger, taken := map[string]bool{}, 0
	for _, e := range l.taken {
		ledger[e.Key] = true
		taken += e.Acceptances
	}
	ends, tried, agencies, known := map[string]int{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, n := range l.notices(l.Until) {
		ends[n.end]++
		some := false
		for _, try := range n.tries {
			key := delivery.Key(n.batch.StatementID, n.batch.StatementVersion, n.Subject, try.channel)
			tried[n.Subject], known[key], some = true, true, some || ledger[key]
			if strings.HasSuffix(try.contact, "/agency") {
				agencies[n.Subject] = true
			}
		}
		if n.end == "sent" && !some {
			l.Errorf("%s was told by the log, and no provider has it", n.Subject)
		}
	}
	for key := range ledger {
		if !known[key] {
			l.Errorf("a provider has %s, and the log does not", key)
		}
	}
	if ends[""] > 0 || taken != len(ledger) {
		l.Errorf("%d notices are open; %d taken under %d keys", ends[""], taken, len(ledger))
	}
	if want := l.people(11840) + l.people(39160) + l.people(2700); len(tried) != want || len(l.affected) != want {
		l.Errorf("%d people have a trail of %d affected, want %d", len(tried), len(l.affected), want)
	}
	if off := math.Abs(float64(len(agencies)) - 0.13*float64(len(l.affected))); off > 3 {
		l.Errorf("%d were told through their agency, want 13 %% of %d", len(agencies), len(l.affected))
	}
	l.Logf("notices by their end: %v; the providers took %d", ends, taken)
}
