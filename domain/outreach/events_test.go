package outreach

import (
	"testing"

	"tocsin/domain/domaintest"
)

func TestStoredShapes(t *testing.T) {
	domaintest.Golden(t, Types,
		plan(), frozen(), approved,
		WaveStarted{Wave: 2, Count: 200, Batches: 1},
		Paused{Reason: "bounces"}, Resumed{PartsPerS: 10}, Aborted{Reason: "wrong text"},
		Completed{ByState: map[string]int{"delivered": 490, "suppressed": 6, "unreachable": 4}},
	)
}
