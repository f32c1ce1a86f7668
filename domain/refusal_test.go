package domain_test

import (
	"errors"
	"fmt"
	"testing"

	"tocsin/domain"
)

func TestARefusalIsToldFromAFault(t *testing.T) {
	err := fmt.Errorf("ask: %w", domain.Refuse(domain.Exhausted, "%d units left", 0))
	refusal, ok := domain.Refused(err)
	if !ok || refusal.Code != domain.Exhausted || refusal.Reason != "0 units left" || refusal.Error() != "exhausted: 0 units left" {
		t.Errorf("got %+v, %t", refusal, ok)
	}
	for _, fault := range []error{nil, errors.New("exhausted: 0 units left"), domain.ErrConflict} {
		if _, ok := domain.Refused(fault); ok {
			t.Errorf("%v is taken for a refusal", fault)
		}
	}
}
