package inventory

import (
	"testing"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

func TestStoredShapes(t *testing.T) {
	samples := []domain.Event{
		added(), capacity(3), held("o1", 2, 30), UnitsCommitted{OfferID: "o1", N: 2},
		UnitsReleased{OfferID: "o1", N: 2, Reason: Expired},
		CapacityCorrected{From: 5, To: 1, Overcommitted: 3, Source: "ops"},
	}
	domaintest.Golden(t, Types, samples...)
}
