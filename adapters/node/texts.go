package node

import (
	"context"
	"fmt"

	"tocsin/domain"
	"tocsin/projections/audience"
)

// Texts renders notices from approved variants and the facts of the log. It keeps its own fold, brought to the head
// before it answers.
type Texts struct {
	log   domain.EventLog
	types *domain.Catalogue
	names map[string]bool
	fold  *audience.Audience
	at    domain.Position
}

// NewTexts starts with an empty fold.
func NewTexts(log domain.EventLog, types *domain.Catalogue) *Texts {
	fold := audience.New()
	return &Texts{log: log, types: types, names: types.Names(fold.Wants()...), fold: fold}
}

// current brings the fold to the head and gives it.
func (t *Texts) current(ctx context.Context) (*audience.Audience, error) {
	for r, err := range t.types.DecodedNames(t.log.ReadAll(ctx, t.at), t.names) {
		if err != nil {
			return nil, fmt.Errorf("fold texts after %d: %w", t.at, err)
		}
		if t.names[r.Type] {
			t.fold.Apply(r)
		}
		t.at = r.Position
	}
	return t.fold, nil
}
