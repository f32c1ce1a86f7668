package audience

import (
	"fmt"
	"slices"
	"time"

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
// rendered again and compared. Link is the signed link of the person's party, empty if there is none. What it rendered
// last of each variant it keeps, so it is for whoever owns the fold and not for the many readers of a live picture.
func (a *Audience) Compose(statementID string, version int, incidentID, subject, channel, link string) (Notice, error) {
	s, i := a.statements[statementID], a.incidents[incidentID]
	if s == nil || i == nil || s.Versions[version] == nil {
		return Notice{}, fmt.Errorf("compose: statement %s version %d or incident %s is unknown", statementID, version, incidentID)
	}
	place, ok := i.crowd.find(subject)
	if !ok {
		return Notice{}, fmt.Errorf("compose: a person is not on the list of incident %s", incidentID)
	}
	p, v := i.crowd.at(place), s.Versions[version]
	text := v.text(i.crowd.kinds[p.kind].Lang, channel)
	if text == nil {
		return Notice{}, fmt.Errorf("compose: statement %s version %d has no variant for channel %s", statementID, version, channel)
	}
	known := facts{v: v, link: link}
	if journey, ok := i.crowd.ways.first(p.way); ok {
		known.flight, known.flies = a.flights[journey]
	}
	notice, err := text.compose(a, known)
	if err != nil {
		return Notice{}, fmt.Errorf("compose for channel %s: %w", channel, err)
	}
	return notice, nil
}

// facts is what fills the places of a template.
type facts struct {
	v      *Version
	link   string
	flight Flight
	flies  bool // there is a flight
}

// value gives what fills a place. What is known of a flight goes before what a version says.
func (a *Audience) value(known facts, name string) statement.Value {
	if known.flies {
		if text, ok := known.flight.value(name); ok {
			return statement.Value{Text: text, Given: true}
		}
	}
	if name == "next" && !known.v.NextUpdateAt.IsZero() {
		return statement.Value{Text: a.local(known.v.NextUpdateAt), Given: true}
	}
	for _, f := range slices.Backward(known.v.Facts) { // the last word on a fact stands
		if f.Key == name {
			return statement.Value{Text: f.Value, Given: true}
		}
	}
	switch name {
	case "link":
		return statement.Value{Text: known.link, Given: true}
	case "brand":
		return statement.Value{Text: known.v.Brand, Given: true}
	}
	return statement.Value{}
}

func (f *Flight) value(name string) (text string, ok bool) {
	switch name {
	case "flight":
		return f.Carrier + " " + f.Number, true
	case "origin":
		return f.Origin, true
	case "dest":
		return f.Dest, true
	case "date":
		return f.DateLocal, true
	case "time":
		return f.StdLocal, true
	}
	return "", false
}

// local says a promised time the way people read it, in the playbook's zone.
func (a *Audience) local(t time.Time) string {
	return t.UTC().Add(time.Duration(a.rules.OffsetAt(t)) * time.Second).Format("15:04")
}
