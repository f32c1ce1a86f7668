package statement

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var t0 = time.Date(2015, 2, 22, 9, 0, 0, 0, time.UTC)

func drafted(version int) Drafted {
	return Drafted{
		Version: version, Brand: "american", CrisisID: "c-1", IncidentIDs: []string{"i-1"}, Kind: Holding,
		Audience: "affected", Push: true, MasterLang: "en",
		Facts: []Fact{{Key: "until", Value: "10:00", AsOf: t0, Source: "occ"}},
		Known: "the airport is closed", Unknown: "how long", Doing: "we look for other flights", Action: "stay at home",
		Empathy: "we are sorry for the wait", NextUpdateAt: t0.Add(40 * time.Minute), ValidUntil: t0.Add(6 * time.Hour),
		Author: "a-1", Evidence: []domain.Evidence{{Fact: "incident.reported", Value: "i-1", Position: 3}},
	}
}

func text(lang string) Variant {
	return Variant{
		Lang: lang, Channel: "sms", Template: lang + ": {flight} is cancelled, closed until {until}. {link}",
		Params:      []Param{{"flight", ParamFlight}, {"until", ParamTime}, {"link", ParamLink}},
		LinkDomains: []string{"go.example"}, Parts: 1,
	}
}

func variantSet(version int, v Variant) VariantSet {
	return VariantSet{
		Version: version, Lang: v.Lang, Channel: v.Channel, Template: v.Template, Params: v.Params,
		LinkDomains: v.LinkDomains, TemplateHash: TemplateHash(v.Template, v.Params, v.LinkDomains),
		Parts: v.Parts, Machine: v.Machine,
	}
}

func TestStoredShapes(t *testing.T) {
	machine := text("fr")
	machine.Machine = true
	hash := ContentHash(Holding, drafted(1).Facts, []VariantSet{variantSet(1, machine)})
	domaintest.Golden(t, Types,
		drafted(1),
		variantSet(1, machine),
		Submitted{Version: 1, ContentHash: hash, Required: [][]string{{"comms"}, {"gold", "legal"}}},
		ApprovalGiven{Version: 1, ContentHash: hash, Role: "comms", By: "a-2"},
		ApprovalRefused{Version: 1, Reason: "too long", By: "a-3"},
		Approved{Version: 1, ContentHash: hash},
		Published{
			Version: 1, ContentHash: hash, Langs: []string{"en", "fr"}, Channels: []string{"email", "sms"},
			NextUpdateAt: t0.Add(40 * time.Minute), Kind: Holding, Brand: "american", CrisisID: "c-1",
			IncidentIDs: []string{"i-1"}, Push: true,
		},
		Superseded{Version: 1, ByVersion: 2},
	)
}
