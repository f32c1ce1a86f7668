package offer

import (
	"testing"

	"tocsin/domain/domaintest"
)

func TestStoredShapes(t *testing.T) {
	domaintest.Golden(t, Types,
		made(), accepted, Declined{Reason: "own car"}, Expired{}, Confirmed{HostRef: "XK3"},
		ConfirmationFailed{Reason: "full"}, Revoked{Reason: "capacity", ApologyStatementID: "s9"},
		Replaced{ReplacementOfferID: "o2"},
	)
}
