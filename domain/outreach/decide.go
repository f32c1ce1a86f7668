package outreach

import (
	"fmt"
	"slices"

	"tocsin/domain"
)

// Decider of an outreach stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("outreach", Types)

func decide(c Command, s State) ([]Event, error) {
	if plan, ok := c.(Plan); ok {
		return decidePlan(plan, s)
	}
	if s.Phase == Unknown {
		return nil, domain.Refuse(domain.NotFound, "no such outreach")
	}
	switch c := c.(type) {
	case Plan: // decided above
	case FreezeAudience:
		return freeze(c, s)
	case ApproveSend:
		return approve(c, s)
	case StartWave:
		return startWave(c, s)
	case Pause:
		return pause(c, s)
	case Resume:
		return resume(c, s)
	case Abort:
		return abort(c, s)
	case Complete:
		return complete(c, s)
	}
	panic(fmt.Sprintf("outreach: no rule for %T", c))
}

func decidePlan(c Plan, s State) ([]Event, error) {
	if s.Phase != Unknown {
		return nil, nil
	}
	switch {
	case c.Planned.StatementID == "" || c.Planned.StatementVersion < 1:
		return nil, domain.Refuse(domain.Invalid, "a plan names a statement and its version")
	case c.Planned.IncidentID == "":
		return nil, domain.Refuse(domain.Invalid, "incident_id is required")
	case c.Planned.Purpose != "service" && c.Planned.Purpose != "legal":
		// Advertising inside a service message makes the whole of it advertising, which needs another consent.
		return nil, domain.Refuse(domain.Invalid, "purpose must be service or legal")
	case !slices.Contains(queries(), c.Planned.AudienceQuery):
		return nil, domain.Refuse(domain.Invalid, "audience_query must be one of %v", queries())
	case len(c.Planned.Ladder) == 0 || slices.Contains(c.Planned.Ladder, ""):
		return nil, domain.Refuse(domain.Invalid, "ladder names at least one channel")
	case !(c.Planned.PartsPerS >= 0): // not even NaN
		return nil, domain.Refuse(domain.Invalid, "parts_per_s must not be negative")
	case c.Planned.NotAfter.IsZero():
		return nil, domain.Refuse(domain.Invalid, "not_after is required")
	}
	if err := checkWaves(c.Planned.Waves); err != nil {
		return nil, err
	}
	return []Event{c.Planned}, nil
}

// queries are the audiences that a run may have.
func queries() []string { return []string{"affected", "untold", "revoked", "reinstated"} }

// checkWaves wants waves by need, everybody in one of them: the last takes the rest.
func checkWaves(waves []Wave) error {
	if len(waves) == 0 {
		return domain.Refuse(domain.Invalid, "a plan has at least one wave")
	}
	for i, w := range waves {
		switch {
		case !slices.Contains([]string{"vulnerable", "departs_within", "top", "rest"}, w.Rule):
			return domain.Refuse(domain.Invalid, "wave %d: unknown rule", i+1)
		case i > 0 && w.Rank < waves[i-1].Rank:
			return domain.Refuse(domain.Invalid, "wave %d: ranks must rise", i+1)
		case (w.Rule == "rest") != (i == len(waves)-1):
			return domain.Refuse(domain.Invalid, "the last wave, and no other, is the rest")
		}
	}
	return nil
}

// live refuses what has ended.
func (s State) live() error {
	switch s.Phase {
	case Unknown, Planning, Frozen, Approved:
		return nil
	case Stopped:
		return domain.Refuse(domain.Conflict, "the outreach was aborted")
	case Done:
		return domain.Refuse(domain.Conflict, "the outreach is completed")
	}
	panic(fmt.Sprintf("outreach: no phase %d", s.Phase))
}

func freeze(c FreezeAudience, s State) ([]Event, error) {
	if err := s.live(); err != nil {
		return nil, err
	}
	if s.Phase != Planning {
		if c.AudienceFrozen.Count == s.Count && c.AudienceFrozen.SnapshotHash == s.Snapshot && slices.Equal(c.AudienceFrozen.Waves, s.Waves) {
			return nil, nil
		}
		return nil, domain.Refuse(domain.Conflict, "the audience is frozen")
	}
	sum := 0
	for _, n := range c.AudienceFrozen.Waves {
		if n < 0 {
			return nil, domain.Refuse(domain.Invalid, "a wave has no fewer than 0 people")
		}
		sum += n
	}
	switch {
	case c.AudienceFrozen.SnapshotHash == "":
		return nil, domain.Refuse(domain.Invalid, "snapshot_hash is required")
	case len(c.AudienceFrozen.Waves) != s.planned:
		return nil, domain.Refuse(domain.Invalid, "the plan has %d waves", s.planned)
	case sum != c.AudienceFrozen.Count:
		return nil, domain.Refuse(domain.Invalid, "the waves hold %d people, count says another number", sum)
	}
	return []Event{c.AudienceFrozen}, nil
}

func approve(c ApproveSend, s State) ([]Event, error) {
	if err := s.live(); err != nil {
		return nil, err
	}
	switch {
	case c.By == "":
		return nil, domain.Refuse(domain.Invalid, "by is required")
	case s.Phase == Planning:
		return nil, domain.Refuse(domain.Conflict, "the audience is not frozen")
	case c.By == s.PlannedBy:
		return nil, domain.Refuse(domain.Forbidden, "who planned it may not approve the send")
	case c.Count != s.Count:
		return nil, domain.Refuse(domain.Conflict, "the audience is %d people", s.Count)
	case s.Phase == Approved:
		return nil, nil
	}
	return []Event{SendApproved{By: c.By, Count: c.Count}}, nil
}

func startWave(c StartWave, s State) ([]Event, error) {
	if err := s.live(); err != nil {
		return nil, err
	}
	next := len(s.Started) + 1
	switch {
	case s.Phase != Approved:
		return nil, domain.Refuse(domain.Conflict, "the send is not approved")
	case c.Wave < 1 || c.Wave > len(s.Waves):
		return nil, domain.Refuse(domain.Invalid, "the plan has %d waves", len(s.Waves))
	case c.Count != s.Waves[c.Wave-1]:
		return nil, domain.Refuse(domain.Conflict, "the wave is %d people", s.Waves[c.Wave-1])
	case c.Wave < next:
		return nil, nil
	case c.Wave > next:
		return nil, domain.Refuse(domain.Conflict, "wave %d is next", next)
	case s.Paused:
		return nil, domain.Refuse(domain.Conflict, "the outreach is paused")
	case c.Now.After(s.NotAfter):
		return nil, domain.Refuse(domain.TooLate, "past the not_after of the plan")
	case (c.Batches < 1) != (c.Count == 0) || c.Batches < 0:
		return nil, domain.Refuse(domain.Invalid, "people come in batches, nobody in none")
	}
	return []Event{WaveStarted{Wave: c.Wave, Count: c.Count, Batches: c.Batches}}, nil
}

func pause(c Pause, s State) ([]Event, error) {
	if err := s.live(); err != nil {
		return nil, err
	}
	if s.Paused {
		return nil, nil
	}
	return []Event{Paused{Reason: c.Reason}}, nil
}

// resume with no pace goes on at the one before.
func resume(c Resume, s State) ([]Event, error) {
	if err := s.live(); err != nil {
		return nil, err
	}
	switch {
	case !(c.PartsPerS >= 0):
		return nil, domain.Refuse(domain.Invalid, "parts_per_s must not be negative")
	case !s.Paused:
		return nil, nil
	case c.PartsPerS == 0:
		c.PartsPerS = s.PartsPerS
	}
	return []Event{Resumed{PartsPerS: c.PartsPerS}}, nil
}

func abort(c Abort, s State) ([]Event, error) {
	if s.Phase == Stopped {
		return nil, nil
	}
	if err := s.live(); err != nil {
		return nil, err
	}
	return []Event{Aborted{Reason: c.Reason}}, nil
}

// complete wants everybody accounted for: sent, suppressed with a reason, or not reached.
func complete(c Complete, s State) ([]Event, error) {
	if s.Phase == Done {
		return nil, nil
	}
	if err := s.live(); err != nil {
		return nil, err
	}
	sum := 0
	for _, n := range c.ByState { // order-free: a sum of whole numbers
		sum += n
	}
	nobody := s.Phase == Frozen && s.Count == 0 // nothing is sent, so nobody needs to let it go
	switch {
	case !nobody && (s.Phase != Approved || len(s.Started) < len(s.Waves)):
		return nil, domain.Refuse(domain.Conflict, "not every wave has started")
	case sum != s.Count:
		return nil, domain.Refuse(domain.Conflict, "%d people are owed, %d are accounted for", s.Count, sum)
	}
	return []Event{Completed{ByState: c.ByState}}, nil
}
