package statement

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

type rule = domaintest.Case[State, Command, Event]

func given(t *testing.T, history ...Event) *rule {
	t.Helper()
	return domaintest.Given(t, Decider, history...)
}

var fourEyes = [][]string{{"comms"}, {"gold", "legal"}}

// hashOf is the content hash of a draft with these texts.
func hashOf(d Drafted, variants ...Variant) string {
	var sets []VariantSet
	for _, v := range variants {
		sets = append(sets, variantSet(d.Version, v))
	}
	return ContentHash(d.Kind, d.Facts, sets)
}

// submitted is a version with these texts that awaits approval.
func submitted(d Drafted, variants ...Variant) []Event {
	history := []Event{d}
	for _, v := range variants {
		history = append(history, variantSet(d.Version, v))
	}
	return append(history, Submitted{Version: d.Version, ContentHash: hashOf(d, variants...), Required: fourEyes})
}

func yes(version int, hash, role, by string) ApprovalGiven {
	return ApprovalGiven{Version: version, ContentHash: hash, Role: role, By: by}
}

// approved is a version with these texts that two people approved.
func approved(d Drafted, variants ...Variant) []Event {
	hash := hashOf(d, variants...)
	return append(submitted(d, variants...), yes(d.Version, hash, "comms", "a-2"), yes(d.Version, hash, "gold", "a-3"),
		Approved{Version: d.Version, ContentHash: hash})
}

func published(d Drafted, variants ...Variant) []Event {
	return append(approved(d, variants...), Published{Version: d.Version})
}

func TestNothingIsAskedOfAVersionThatIsNot(t *testing.T) {
	for _, c := range []Command{
		SetVariant{Version: 1}, Submit{Version: 1}, Approve{Version: 1}, Refuse{Version: 1}, Publish{Version: 1},
	} {
		t.Run(fmt.Sprintf("%T", c), func(t *testing.T) { given(t).When(c).Refused(domain.NotFound) })
	}
	given(t, drafted(1)).When(Submit{Version: 2}).Refused(domain.NotFound)
	given(t, drafted(1)).When(Submit{}).Refused(domain.Invalid)
}

func TestApprovalBindsToTheContent(t *testing.T) {
	hash := hashOf(drafted(1), text("en"))
	given(t, submitted(drafted(1), text("en"))...).
		When(Approve{Version: 1, ContentHash: hash + "0", Role: "comms", By: "a-2"}).Refused(domain.Conflict).
		When(Approve{Version: 1, ContentHash: hash, Role: "comms", By: "a-2"}).Then(yes(1, hash, "comms", "a-2"))
}

func TestApproverIsNotTheAuthor(t *testing.T) {
	own := Approve{Version: 1, ContentHash: hashOf(drafted(1), text("en")), Role: "comms", By: "a-1"}
	given(t, submitted(drafted(1), text("en"))...).When(own).Refused(domain.Forbidden)
}

func TestOnePersonApprovesOnce(t *testing.T) {
	hash := hashOf(drafted(1), text("en"))
	first := Approve{Version: 1, ContentHash: hash, Role: "comms", By: "a-2"}
	again := first
	again.Role = "gold"
	given(t, submitted(drafted(1), text("en"))...).When(first).Then(yes(1, hash, "comms", "a-2")).
		When(first).Then().When(again).Refused(domain.Forbidden)
}

func TestOnlyRolesThatAreAskedApprove(t *testing.T) {
	hash := hashOf(drafted(1), text("en"))
	given(t, submitted(drafted(1), text("en"))...).
		When(Approve{Version: 1, ContentHash: hash, Role: "ops", By: "a-2"}).Refused(domain.Forbidden).
		When(Approve{Version: 1, ContentHash: hash, By: "a-2"}).Refused(domain.Invalid).
		When(Approve{Version: 1, ContentHash: hash, Role: "comms"}).Refused(domain.Invalid)
}

func TestRequiredSetsCompleteTheApprovalInTheSameAppend(t *testing.T) {
	hash := hashOf(drafted(1), text("en"))
	done := Approved{Version: 1, ContentHash: hash}
	given(t, submitted(drafted(1), text("en"))...).
		When(Approve{Version: 1, ContentHash: hash, Role: "legal", By: "a-3"}).Then(yes(1, hash, "legal", "a-3")).
		When(Approve{Version: 1, ContentHash: hash, Role: "comms", By: "a-2"}).Then(yes(1, hash, "comms", "a-2"), done).
		When(Approve{Version: 1, ContentHash: hash, Role: "comms", By: "a-2"}).Then().
		When(Approve{Version: 1, ContentHash: hash, Role: "gold", By: "a-4"}).Refused(domain.Conflict)
}

func TestOneYesStandsForOneSetOnly(t *testing.T) {
	d, hash := drafted(1), hashOf(drafted(1), text("en"))
	sets := Submitted{Version: 1, ContentHash: hash, Required: [][]string{{"comms", "gold"}, {"gold"}}}
	given(t, d, variantSet(1, text("en")), sets).
		When(Approve{Version: 1, ContentHash: hash, Role: "gold", By: "a-2"}).Then(yes(1, hash, "gold", "a-2")).
		When(Approve{Version: 1, ContentHash: hash, Role: "comms", By: "a-3"}).
		Then(yes(1, hash, "comms", "a-3"), Approved{Version: 1, ContentHash: hash})
}

func TestOnlyASubmittedVersionIsApproved(t *testing.T) {
	hash := hashOf(drafted(1), text("en"))
	ask := Approve{Version: 1, ContentHash: hash, Role: "comms", By: "a-2"}
	given(t, drafted(1), variantSet(1, text("en"))).When(ask).Refused(domain.Conflict)
	given(t, append(submitted(drafted(1), text("en")), ApprovalRefused{Version: 1})...).When(ask).Refused(domain.Conflict)
}

func TestAnyEditVoidsTheApproval(t *testing.T) {
	edited := text("en")
	edited.Template += "!"
	edit := SetVariant{Version: 1, Variant: edited}
	given(t, approved(drafted(1), text("en"))...).
		When(edit).Then(variantSet(1, edited)).
		When(publish1()).Refused(domain.Conflict).
		When(Approve{Version: 1, ContentHash: hashOf(drafted(1), text("en")), Role: "comms", By: "a-2"}).Refused(domain.Conflict).
		When(Submit{Version: 1, Required: fourEyes}).
		Then(Submitted{Version: 1, ContentHash: hashOf(drafted(1), edited), Required: fourEyes})
	same := SetVariant{Version: 1, Variant: text("en")}
	given(t, approved(drafted(1), text("en"))...).When(same).Then() // no edit, nothing void
}

func TestRefusalSendsBackToDraft(t *testing.T) {
	no := Refuse{Version: 1, Reason: "too long", By: "a-3"}
	given(t, submitted(drafted(1), text("en"))...).When(Refuse{Version: 1, By: "a-3"}).Refused(domain.Invalid).
		When(no).Then(ApprovalRefused{Version: 1, Reason: "too long", By: "a-3"}).
		When(no).Refused(domain.Conflict).
		When(Submit{Version: 1, Required: fourEyes}).
		Then(Submitted{Version: 1, ContentHash: hashOf(drafted(1), text("en")), Required: fourEyes})
	given(t, approved(drafted(1), text("en"))...).When(no).
		Then(ApprovalRefused{Version: 1, Reason: "too long", By: "a-3"}).When(publish1()).Refused(domain.Conflict)
	given(t, published(drafted(1), text("en"))...).When(no).Refused(domain.Conflict)
}

func TestSubmissionIsComplete(t *testing.T) {
	ready := []Event{drafted(1), variantSet(1, text("en"))}
	ask := Submit{Version: 1, Required: fourEyes}
	given(t, drafted(1)).When(ask).Refused(domain.Invalid)
	given(t, drafted(1), variantSet(1, text("fr"))).When(ask).Refused(domain.Invalid) // the master is English
	for _, nobody := range [][][]string{nil, {}, {{}}, {{"comms"}, {}}, {{""}}} {
		given(t, ready...).When(Submit{Version: 1, Required: nobody}).Refused(domain.Invalid)
	}
	given(t, ready...).When(ask).
		Then(Submitted{Version: 1, ContentHash: hashOf(drafted(1), text("en")), Required: fourEyes}).When(ask).Then().
		When(Submit{Version: 1, Required: [][]string{{"comms"}}}).Refused(domain.Conflict) // not less than was asked
	given(t, approved(drafted(1), text("en"))...).When(ask).Refused(domain.Conflict)
}

func publish1() Publish {
	return Publish{Version: 1, RequiredLangs: []string{"en"}, Now: t0.Add(time.Minute)}
}
