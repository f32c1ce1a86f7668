package audience

import (
	"fmt"
	"time"

	"tocsin/domain/sms"
	"tocsin/domain/statement"
)

// Notice is the text that one person gets, rendered from an approved variant.
type Notice struct {
	Text         string
	TemplateHash string
	ParamsHash   string
	Parts        int
}

// Compose renders the text of a statement version for a person affected by an incident: the variant of his language and
// channel kind, else that of the first language there is. The same facts give the same bytes, so that a copy can be
// rendered again and compared. Link is the signed link of the person's party, empty if there is none.
func (a *Audience) Compose(statementID string, version int, incidentID, subject, channel, link string) (Notice, error) {
	s, i := a.statements[statementID], a.incidents[incidentID]
	if s == nil || i == nil || s.Versions[version] == nil {
		return Notice{}, fmt.Errorf("compose: statement %s version %d or incident %s is unknown", statementID, version, incidentID)
	}
	at, ok := i.index[subject]
	if !ok {
		return Notice{}, fmt.Errorf("compose: a person is not on the list of incident %s", incidentID)
	}
	p, v := i.People[at], s.Versions[version]
	variant, ok := v.variant(p.Lang, channel)
	if !ok {
		return Notice{}, fmt.Errorf("compose: statement %s version %d has no variant for channel %s", statementID, version, channel)
	}
	values := a.params(v, p, link, variant.Params)
	text, err := statement.Render(variant.Template, variant.Params, variant.LinkDomains, values)
	if err != nil {
		return Notice{}, fmt.Errorf("compose for channel %s: %w", channel, err)
	}
	return Notice{
		Text: text, TemplateHash: variant.TemplateHash, Parts: sms.Parts(channel, text),
		ParamsHash: statement.ParamsHash(values),
	}, nil
}

// variant finds the text for a language and channel, falling back on the first language that has one.
func (v *Version) variant(lang, channel string) (found statement.VariantSet, ok bool) {
	for _, candidate := range v.Variants {
		switch {
		case candidate.Channel != channel:
		case candidate.Lang == lang:
			return candidate, true
		case !ok:
			found, ok = candidate, true
		}
	}
	return found, ok
}

// params gives the values of the places that a template has.
func (a *Audience) params(v *Version, p Told, link string, places []statement.Param) map[string]string {
	all, used := a.values(v, p, link), map[string]string{}
	for _, place := range places {
		if value, ok := all[place.Name]; ok {
			used[place.Name] = value
		}
	}
	return used
}

func (a *Audience) values(v *Version, p Told, link string) map[string]string {
	values := map[string]string{"link": link, "brand": v.Brand}
	for _, f := range v.Facts {
		values[f.Key] = f.Value
	}
	if !v.NextUpdateAt.IsZero() {
		values["next"] = a.local(v.NextUpdateAt)
	}
	if len(p.Journeys) > 0 {
		if f, ok := a.flights[p.Journeys[0]]; ok {
			values["flight"], values["origin"], values["dest"] = f.Carrier+" "+f.Number, f.Origin, f.Dest
			values["date"], values["time"] = f.DateLocal, f.StdLocal
		}
	}
	return values
}

// local says a promised time the way people read it, in the playbook's zone.
func (a *Audience) local(t time.Time) string {
	return t.UTC().Add(time.Duration(a.rules.OffsetAt(t)) * time.Second).Format("15:04")
}
