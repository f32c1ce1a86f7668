package crisis

import (
	"testing"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

func TestOneActiveCellPerScope(t *testing.T) {
	first, second := ScopeClaimed{CrisisID: "c-1", Markets: []string{"US"}}, ScopeClaimed{CrisisID: "c-2"}
	domaintest.Given(t, ScopeDecider).When(ClaimScope{first}).Then(first).
		When(ClaimScope{first}).Then().
		When(ClaimScope{second}).Refused(domain.Conflict).
		When(ReleaseScope{CrisisID: "c-2"}).Refused(domain.Conflict).
		When(ReleaseScope{CrisisID: "c-1"}).Then(ScopeReleased{CrisisID: "c-1"}).
		When(ReleaseScope{CrisisID: "c-1"}).Then().
		When(ClaimScope{second}).Then(second)
}

func TestScopeIsClaimedBySomebody(t *testing.T) {
	domaintest.Given(t, ScopeDecider).When(ClaimScope{}).Refused(domain.Invalid)
	domaintest.Given[ScopeState, ScopeCommand, ScopeEvent](t, ScopeDecider, ScopeClaimed{CrisisID: "c-1"}).
		When(ClaimScope{}).Refused(domain.Invalid)
	domaintest.Given(t, ScopeDecider).When(ReleaseScope{CrisisID: "c-1"}).Refused(domain.NotFound)
}
