package statement

import (
	"slices"

	"tocsin/domain"
)

func draft(c Draft, s State) ([]Event, error) {
	if err := checkDraft(c); err != nil {
		return nil, err
	}
	c.Drafted.Version = s.Newest.Drafted.Version + 1
	events := []Event{c.Drafted}
	s = evolve(s, c.Drafted)
	for _, v := range c.Variants {
		set, err := setVariant(SetVariant{Version: c.Drafted.Version, Variant: v}, s)
		if err != nil {
			return nil, err
		}
		for _, e := range set {
			s = evolve(s, e)
		}
		events = append(events, set...)
	}
	if c.Required == nil {
		return events, nil
	}
	submitted, err := submit(Submit{Version: c.Drafted.Version, Required: c.Required}, s)
	if err != nil {
		return nil, err
	}
	return append(events, submitted...), nil
}

func checkDraft(c Draft) error {
	kinds := Kinds()
	switch {
	case !slices.Contains(kinds, c.Drafted.Kind):
		return domain.Refuse(domain.Invalid, "kind must be one of %v", kinds)
	case !slices.Contains(Audiences(), c.Drafted.Audience):
		return domain.Refuse(domain.Invalid, "audience must be one of %v", Audiences())
	case c.Drafted.Brand == "" || c.Drafted.MasterLang == "" || c.Drafted.Author == "":
		return domain.Refuse(domain.Invalid, "brand, master_lang and author are required")
	case c.Drafted.CrisisID == "" && len(c.Drafted.IncidentIDs) == 0:
		return domain.Refuse(domain.Invalid, "a statement belongs to a crisis or an incident")
	case c.Drafted.Kind == AllClear && len(c.Drafted.IncidentIDs) == 0:
		return domain.Refuse(domain.Invalid, "an all-clear names the incidents that are over")
	case c.Drafted.Kind == AllClear && !resolved(c.Drafted.IncidentIDs, c.Drafted.Evidence):
		return domain.Refuse(domain.Conflict, "an all-clear needs every incident resolved")
	case !c.Drafted.ValidUntil.After(c.Now):
		return domain.Refuse(domain.Invalid, "valid_until must be after now")
	}
	if c.Drafted.Kind == Holding || c.Drafted.Kind == Update {
		return checkKnown(c)
	}
	return nil
}

// checkKnown is the form of a text that is said while things are open: what is known and done, and no guess at a cause.
func checkKnown(c Draft) error {
	if c.Drafted.Known == "" || c.Drafted.Doing == "" {
		return domain.Refuse(domain.Invalid, "a holding statement or update says what is known and what is done")
	}
	names := func(f Fact) bool { return f.Key == "cause" }
	if _, confirmed := domain.Find(c.Drafted.Evidence, "incident.cause_stated"); slices.ContainsFunc(c.Drafted.Facts, names) && !confirmed {
		return domain.Refuse(domain.Invalid, "a cause is named only when it is confirmed")
	}
	return nil
}

func setVariant(c SetVariant, s State) ([]Event, error) {
	if s.Newest.Stage == StagePublished {
		return nil, domain.Refuse(domain.Conflict, "the version is published: draft the next one")
	}
	if err := checkVariant(c.Variant); err != nil {
		return nil, err
	}
	e := VariantSet{
		Version: c.Version, Lang: c.Variant.Lang, Channel: c.Variant.Channel, Template: c.Variant.Template, Params: c.Variant.Params,
		LinkDomains: c.Variant.LinkDomains, TemplateHash: TemplateHash(c.Variant.Template, c.Variant.Params, c.Variant.LinkDomains),
		Parts: c.Variant.Parts, Machine: c.Variant.Machine,
	}
	if slices.ContainsFunc(s.Newest.Variants, func(old VariantSet) bool {
		return old.Lang == e.Lang && old.Channel == e.Channel && old.TemplateHash == e.TemplateHash &&
			old.Parts == e.Parts && old.Machine == e.Machine
	}) {
		return nil, nil
	}
	return []Event{e}, nil
}

func checkVariant(v Variant) error {
	if v.Lang == "" || v.Channel == "" || v.Template == "" {
		return domain.Refuse(domain.Invalid, "a variant has a language, a channel and a template")
	}
	types := map[string]string{}
	for _, p := range v.Params {
		switch _, twice := types[p.Name]; {
		case twice || !isName(p.Name):
			return domain.Refuse(domain.Invalid, "a parameter has a name of its own: letters a to z, digits, _")
		case !slices.Contains(ParamTypes(), p.Type):
			return domain.Refuse(domain.Invalid, "the type of a parameter must be one of %v", ParamTypes())
		case p.Type == ParamLink && len(v.LinkDomains) == 0:
			return domain.Refuse(domain.Invalid, "a link needs an allowed domain")
		}
		types[p.Name] = p.Type
	}
	places, err := Places(v.Template)
	if err != nil {
		return domain.Refuse(domain.Invalid, "a brace of the template has no partner or no name inside")
	}
	if slices.ContainsFunc(places, func(name string) bool { return types[name] == "" }) {
		return domain.Refuse(domain.Invalid, "a place of the template has no parameter")
	}
	if slices.ContainsFunc(urls(v.Template), func(u string) bool { return checkLink(u, v.LinkDomains) != nil }) {
		return domain.Refuse(domain.Invalid, "the template links outside the allowed domains")
	}
	return nil
}
