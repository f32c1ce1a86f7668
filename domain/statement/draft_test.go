package statement

import (
	"testing"
	"time"

	"tocsin/domain"
)

func TestDraftGetsTheNextNumber(t *testing.T) {
	c := Draft{Drafted: drafted(7), Now: t0}
	given(t).When(c).Then(drafted(1)).When(c).Then(drafted(2))
	given(t, published(drafted(1), text("en"))...).When(c).Then(drafted(2))
}

func TestDraftWithTextsIsSubmittedInTheSameAppend(t *testing.T) {
	c := Draft{Drafted: drafted(0), Variants: []Variant{text("en"), text("fr")}, Required: fourEyes, Now: t0}
	given(t).When(c).Then(drafted(1), variantSet(1, text("en")), variantSet(1, text("fr")),
		Submitted{Version: 1, ContentHash: hashOf(drafted(1), text("en"), text("fr")), Required: fourEyes})
	c.Required = nil
	given(t).When(c).Then(drafted(1), variantSet(1, text("en")), variantSet(1, text("fr")))
	c.Variants, c.Required = nil, fourEyes
	given(t).When(c).Refused(domain.Invalid) // all or nothing
	bad := text("fr")
	bad.Params = nil
	c.Variants = []Variant{text("en"), bad}
	given(t).When(c).Refused(domain.Invalid)
}

func TestNewerDraftReplacesAnUnpublishedOne(t *testing.T) {
	hash := hashOf(drafted(1), text("en"))
	given(t, append(submitted(drafted(1), text("en")), drafted(2))...).
		When(Approve{Version: 1, ContentHash: hash, Role: "comms", By: "a-2"}).Refused(domain.Conflict).
		When(SetVariant{Version: 1, Variant: text("fr")}).Refused(domain.Conflict).
		When(Submit{Version: 1, Required: fourEyes}).Refused(domain.Conflict).
		When(Refuse{Version: 1, Reason: "old", By: "a-3"}).Refused(domain.Conflict)
	given(t, append(approved(drafted(1), text("en")), drafted(2))...).When(publish1()).Refused(domain.Conflict)
}

func TestDraftIsWellFormed(t *testing.T) {
	for name, spoil := range map[string]func(*Drafted){
		"kind":              func(d *Drafted) { d.Kind = "joke" },
		"audience":          func(d *Drafted) { d.Audience = "friends" },
		"brand":             func(d *Drafted) { d.Brand = "" },
		"master_lang":       func(d *Drafted) { d.MasterLang = "" },
		"author":            func(d *Drafted) { d.Author = "" },
		"belongs nowhere":   func(d *Drafted) { d.CrisisID, d.IncidentIDs = "", nil },
		"all clear of what": func(d *Drafted) { d.Kind, d.IncidentIDs = AllClear, nil },
		"valid_until":       func(d *Drafted) { d.ValidUntil = t0 },
	} {
		t.Run(name, func(t *testing.T) {
			d := drafted(0)
			spoil(&d)
			given(t).When(Draft{Drafted: d, Now: t0}).Refused(domain.Invalid)
		})
	}
}

func TestHoldingAndUpdateSayWhatIsKnownAndDone(t *testing.T) {
	for _, kind := range []string{Holding, Update} {
		for name, spoil := range map[string]func(*Drafted){
			"known": func(d *Drafted) { d.Known = "" },
			"doing": func(d *Drafted) { d.Doing = "" },
		} {
			d := drafted(0)
			d.Kind = kind
			spoil(&d)
			t.Run(kind+" "+name, func(t *testing.T) { given(t).When(Draft{Drafted: d, Now: t0}).Refused(domain.Invalid) })
		}
	}
	d := drafted(1)
	d.Kind, d.Known, d.Doing = Instruction, "", ""
	given(t).When(Draft{Drafted: d, Now: t0}).Then(d)
}

func TestNoUnconfirmedCause(t *testing.T) {
	d := drafted(1)
	d.Facts = []Fact{{Key: "cause", Value: "sabotage", AsOf: t0, Source: "rumour"}}
	given(t).When(Draft{Drafted: d, Now: t0}).Refused(domain.Invalid)
	d.Evidence = []domain.Evidence{{Fact: "incident.cause_stated", Position: 12}}
	given(t).When(Draft{Drafted: d, Now: t0}).Then(d)
}

func TestVariantIsReplacedByLanguageAndChannel(t *testing.T) {
	other := text("en")
	other.Template = "New: {flight} {until} {link}"
	mail := other
	mail.Channel = "email"
	c := given(t, drafted(1), variantSet(1, text("en"))).
		When(SetVariant{Version: 1, Variant: other}).Then(variantSet(1, other)).
		When(SetVariant{Version: 1, Variant: other}).Then().
		When(SetVariant{Version: 1, Variant: mail}).Then(variantSet(1, mail))
	if got := len(c.State().Newest.Variants); got != 2 {
		t.Errorf("%d variants, want 2", got)
	}
	given(t, published(drafted(1), text("en"))...).When(SetVariant{Version: 1, Variant: other}).Refused(domain.Conflict)
}

func TestVariantIsWellFormed(t *testing.T) {
	for name, spoil := range map[string]func(*Variant){
		"lang":              func(v *Variant) { v.Lang = "" },
		"channel":           func(v *Variant) { v.Channel = "" },
		"template":          func(v *Variant) { v.Template = "" },
		"brace":             func(v *Variant) { v.Template += "{" },
		"place":             func(v *Variant) { v.Template += "{more}" },
		"type":              func(v *Variant) { v.Params[0].Type = "text" },
		"twice":             func(v *Variant) { v.Params[0].Name = "link" },
		"name":              func(v *Variant) { v.Params = append(v.Params, Param{"A b", ParamTime}) },
		"link without host": func(v *Variant) { v.LinkDomains = nil },
		"foreign link":      func(v *Variant) { v.Template += " (https://evil.example/x)" },
		"foreign www":       func(v *Variant) { v.Template += " www.evil.example" },
		"built link":        func(v *Variant) { v.Template += " https://go.example/{flight}" },
	} {
		t.Run(name, func(t *testing.T) {
			v := text("en")
			spoil(&v)
			given(t, drafted(1)).When(SetVariant{Version: 1, Variant: v}).Refused(domain.Invalid)
		})
	}
	own := text("en")
	own.Template += " More: https://go.example/status, or www.help.example."
	own.LinkDomains = []string{"go.example", "www.help.example"}
	given(t, drafted(1)).When(SetVariant{Version: 1, Variant: own}).Then(variantSet(1, own))
}

func TestEvolveIsPure(t *testing.T) {
	before := given(t, submitted(drafted(1), text("en"), text("fr"))...).State()
	a := evolve(before, yes(1, "h", "comms", "a-2"))
	evolve(before, yes(1, "h", "gold", "a-3"))
	edited := text("en")
	edited.Template = "x"
	evolve(before, variantSet(1, edited))
	if before.Newest.Variants[0].Template == "x" || before.Newest.Stage != StageSubmitted || a.Newest.Approvals[0].By != "a-2" {
		t.Error("evolve wrote into the state before")
	}
	if late := t0.Add(time.Hour); before.Newest.Drafted.ValidUntil.Before(late) {
		t.Error("the draft is lost")
	}
}
