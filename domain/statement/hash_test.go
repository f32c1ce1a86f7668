package statement

import (
	"slices"
	"testing"
	"time"
)

// The hashes are stored and compared for years: their bytes never change.
func TestHashesNeverChange(t *testing.T) {
	v := text("en")
	for name, pair := range map[string][2]string{
		"template": {TemplateHash(v.Template, v.Params, v.LinkDomains), goldenTemplate},
		"content":  {ContentHash(Holding, drafted(1).Facts, []VariantSet{variantSet(1, v)}), goldenContent},
		"params":   {ParamsHash(map[string]string{"flight": "AA 1", "until": "10:00"}), goldenParams},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %s, want %s", name, pair[0], pair[1])
		}
	}
}

func TestTemplateHashIsOverTextParamsAndDomains(t *testing.T) {
	v := text("en")
	hash := TemplateHash(v.Template, v.Params, v.LinkDomains)
	turned := slices.Clone(v.Params)
	slices.Reverse(turned)
	if got := TemplateHash(v.Template, turned, v.LinkDomains); got != hash {
		t.Error("the order of parameters is no content")
	}
	retyped := slices.Clone(v.Params)
	retyped[0].Type = ParamPlace
	for name, other := range map[string]string{
		"one byte of text": TemplateHash(v.Template+".", v.Params, v.LinkDomains),
		"a type":           TemplateHash(v.Template, retyped, v.LinkDomains),
		"a parameter":      TemplateHash(v.Template, v.Params[1:], v.LinkDomains),
		"a domain":         TemplateHash(v.Template, v.Params, []string{"go.example", "evil.example"}),
	} {
		if other == hash {
			t.Errorf("%s changes, the hash does not", name)
		}
	}
}

func TestContentHashIsOverEveryVariantTheKindAndTheFacts(t *testing.T) {
	facts, en, fr := drafted(1).Facts, variantSet(1, text("en")), variantSet(1, text("fr"))
	hash := ContentHash(Holding, facts, []VariantSet{en, fr})
	if got := ContentHash(Holding, facts, []VariantSet{fr, en}); got != hash {
		t.Error("the order of variants is no content")
	}
	later := slices.Clone(facts)
	later[0].AsOf = t0.Add(time.Second)
	edited := fr
	edited.Template += "!"
	for name, other := range map[string]string{
		"kind":    ContentHash(Update, facts, []VariantSet{en, fr}),
		"fact":    ContentHash(Holding, later, []VariantSet{en, fr}),
		"variant": ContentHash(Holding, facts, []VariantSet{en}),
		"text":    ContentHash(Holding, facts, []VariantSet{en, edited}),
	} {
		if other == hash {
			t.Errorf("%s changes, the hash does not", name)
		}
	}
	local := slices.Clone(facts)
	local[0].AsOf = t0.In(time.FixedZone("CET", 3600))
	if got := ContentHash(Holding, local, []VariantSet{en, fr}); got != hash {
		t.Error("the same instant in another zone is the same fact")
	}
}

func TestParamsHashTellsWhoseTextItWas(t *testing.T) {
	a := ParamsHash(map[string]string{"a": "1", "b": "2"})
	if a == ParamsHash(map[string]string{"a": "12", "b": ""}) || a == ParamsHash(map[string]string{"b": "1", "a": "2"}) {
		t.Error("other values, same hash")
	}
}

const (
	goldenTemplate = "sha256:0ed392762a5e6d479df38114f67035f354a419d6d653dbd61c450c400c8b21b8"
	goldenContent  = "sha256:2c8a253d1cdd976e734898f9bdcc2d5db91190fc24217148860d90cd7b627b8d"
	goldenParams   = "sha256:89898c1d60bca9af812ad55a68236a7454114fa3fb19d6248eecb07a2ab254d8"
)
