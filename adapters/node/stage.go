package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin/domain"
)

// Player is a script that plays people: it folds the log and does things when their time comes.
type Player interface {
	Wants() []domain.Event
	Apply(domain.Recorded)
	Due(now time.Time) []domain.Act
	Next() (time.Time, bool)
}

// Stage is the pump of a player. A refusal of what a played person does is no fault: people try what does not go.
type Stage struct {
	player   Player
	log      domain.EventLog
	types    *domain.Catalogue
	names    map[string]bool
	executor *Executor
	clock    Clock
	at       domain.Position
	roots    roots
	pending  []*Asked
	refused  map[domain.Code]int
}

// NewStage gives a player the log and the executor.
func NewStage(p Player, log domain.EventLog, types *domain.Catalogue, x *Executor, clock Clock) *Stage {
	return &Stage{
		player: p, log: log, types: types, names: types.Names(p.Wants()...), executor: x, clock: clock,
		roots: newRoots(), refused: map[domain.Code]int{},
	}
}

// Refused counts what the rules did not let the players do.
func (s *Stage) Refused() map[domain.Code]int { return s.refused }

// Next is when a player does something.
func (s *Stage) Next() (time.Time, bool) { return s.player.Next() }

// Step folds what is new and does what is due. What a fault kept from being done is done at the next step.
func (s *Stage) Step(ctx context.Context) (worked bool, err error) {
	for r, err := range s.types.DecodedNames(s.log.ReadAll(ctx, s.at), s.names) {
		if err != nil {
			return worked, fmt.Errorf("play after %d: %w", s.at, err)
		}
		if s.at = r.Position; s.names[r.Type] {
			s.player.Apply(r)
			s.roots.remember(r)
		}
	}
	for _, act := range s.player.Due(s.clock.Now()) {
		meta := s.roots.caused(act.Cause)
		meta.Key, meta.Actor = act.Actor.ID+"/"+act.Cause+"/"+act.Step+"/"+string(act.To), act.Actor
		s.pending = append(s.pending, &Asked{Request: act.Request, Meta: meta})
	}
	if len(s.pending) == 0 {
		return false, nil
	}
	asked := s.pending
	s.pending = nil
	s.executor.Batch(ctx, asked)
	for _, a := range asked {
		refusal, refused := domain.Refused(a.Err)
		switch {
		case refused:
			s.refused[refusal.Code]++
		case a.Err != nil:
			s.pending = append(s.pending, a)
			err = errors.Join(err, fmt.Errorf("play %s: %w", a.To, a.Err))
		}
	}
	return true, err
}
