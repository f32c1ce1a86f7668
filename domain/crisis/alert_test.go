package crisis

import (
	"testing"

	"tocsin/domain"
)

func TestTheHolderIsAlertedThenTheDeputyAndOneOfThemAnswers(t *testing.T) {
	gold, deputy := Alert{Role: "gold", Channel: "phone"}, Alert{Role: "gold", Deputy: true, Channel: "phone"}
	given(t, proposed()).
		When(gold).Then(MemberAlerted{Role: "gold", Channel: "phone"}).
		When(gold).Then().
		When(Acknowledge{Role: "gold", Deputy: true, Member: "m-2"}).Refused(domain.NotFound).
		When(deputy).Then(MemberAlerted{Role: "gold", Deputy: true, Channel: "phone"}).
		When(Acknowledge{Role: "gold", Deputy: true}).Refused(domain.Invalid).
		When(Acknowledge{Role: "gold", Deputy: true, Member: "m-2"}).Then(MemberAcknowledged{Role: "gold", Deputy: true, Member: "m-2"}).
		When(Acknowledge{Role: "gold", Member: "m-1"}).Then()
}

func TestNobodyIsAlertedForACellThatWorks(t *testing.T) {
	given(t, proposed(), activated()).When(Alert{Role: "gold"}).Refused(domain.Conflict)
	given(t, proposed()).When(Alert{Role: "pilot"}).Refused(domain.Invalid)
	given(t, proposed(), MemberAlerted{Role: "gold"}, MemberAcknowledged{Role: "gold", Member: "m-1"}).
		When(Alert{Role: "gold", Deputy: true}).Then()
}
