package foldtest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
	"tocsin/projections"
)

// Fold folds a log into a model.
func Fold[M projections.Model](m M, records []domain.Recorded) M {
	wants := m.Wants()
	for _, r := range records {
		m.Apply(asWanted(wants, r))
	}
	return m
}

// Restorable folds a log without a break, and again with a snapshot restored after every so many records: the bytes are
// the same at every snapshot and at the end.
func Restorable[M projections.Model](t *testing.T, fresh func() M, records []domain.Recorded, every int) {
	t.Helper()
	whole, broken := fresh(), fresh()
	for n, r := range records {
		Fold(whole, []domain.Recorded{r})
		Fold(broken, []domain.Recorded{r})
		if (n+1)%every != 0 && n+1 != len(records) {
			continue
		}
		restored := fresh()
		if err := restored.Restore(broken.Snapshot()); err != nil {
			t.Fatalf("after %d records: %v", n+1, err)
		}
		broken = restored
		if diff := cmp.Diff(string(whole.Snapshot()), string(broken.Snapshot())); diff != "" {
			t.Fatalf("after %d records, last %s (-whole +restored):\n%s", n+1, r.Type, diff)
		}
	}
	if err := fresh().Restore([]byte("{")); err == nil {
		t.Error("broken bytes are restored without an error")
	}
}
