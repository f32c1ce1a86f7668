package volume_test

import (
	"fmt"
	"time"

	"tocsin/domain"
	"tocsin/domain/feed"
	"tocsin/domain/surge"
	"tocsin/projections/volume"
)

// replay answers a policy's requests as a node would: each is recorded at once, as its own fact.
type replay struct {
	policy  *volume.Policy
	asked   []domain.Request
	at      []time.Time
	log     []domain.Recorded
	carried map[string]bool
}

func newReplay() *replay { return &replay{policy: volume.NewPolicy(), carried: map[string]bool{}} }

func (r *replay) record(rec domain.Recorded) {
	rec.Position = domain.Position(len(r.log) + 1)
	r.log = append(r.log, rec)
	r.policy.Apply(rec)
	r.carry(r.policy.React(rec), rec.Meta.RecordedAt)
}

func (r *replay) due(now time.Time) { r.carry(r.policy.Due(now), now) }

func (r *replay) carry(requests []domain.Request, now time.Time) {
	for _, q := range requests {
		key := q.Cause + "/" + q.Step + "/" + string(q.To)
		if r.carried[key] {
			continue
		}
		r.carried[key] = true
		r.asked, r.at = append(r.asked, q), append(r.at, now)
		r.record(domain.Recorded{
			Stream: q.To, ID: domain.NewEventID(q.To, key, 0), Meta: domain.Meta{RecordedAt: now, OccurredAt: now},
			Event: eventOf(q.Command),
		})
	}
}

func eventOf(command any) domain.Event {
	switch c := command.(type) {
	case surge.Detect:
		return c.Detected
	case surge.Escalate:
		return c.Escalated
	case surge.Ease:
		return c.Eased
	case surge.Resume:
		return c.Resumed
	case surge.Link:
		return c.Linked
	case surge.End:
		return c.Ended
	case feed.ReportMissing:
		return c.BaselineMissing
	case feed.ReportSilent:
		return c.FellSilent
	case feed.ReportResumed:
		return c.Resumed
	}
	panic(fmt.Sprintf("no event for %T", command))
}

// through plays records to the policy; before each, step may advance it.
func (r *replay) through(records []domain.Recorded, step func(*replay, time.Time)) {
	for _, rec := range records {
		step(r, rec.Meta.RecordedAt)
		r.record(rec)
	}
}

// byNext advances a policy as virtual time does: it jumps to the instants that Next names.
func byNext(r *replay, until time.Time) {
	for {
		next, ok := r.policy.Next()
		if !ok || next.After(until) {
			return
		}
		r.due(next)
	}
}

// atEveryEvent advances it to the instant of the next record.
func atEveryEvent(r *replay, until time.Time) { r.due(until) }
