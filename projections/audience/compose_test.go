package audience

import (
	"strings"
	"testing"

	"tocsin/domain/incident"
	"tocsin/domain/statement"
	"tocsin/projections/foldtest"
)

// variants are texts of the first version in two languages.
func variants(w *world) *world {
	params := []statement.Param{
		{Name: "flight", Type: "flight"}, {Name: "origin", Type: "place"}, {Name: "date", Type: "date"}, {Name: "time", Type: "time"},
		{Name: "next", Type: "time"}, {Name: "link", Type: "link"}, {Name: "brand", Type: "brand"},
	}
	set := statement.VariantSet{
		Version: 1, Lang: "en", Channel: "sms", TemplateHash: "t-en", Parts: 2, Params: params, LinkDomains: []string{"care.example"},
		Template: "{brand}: {flight} from {origin} on {date}, {time}. Next by {next}. {link}",
	}
	fr, mail := set, set
	fr.Lang, fr.TemplateHash, fr.Template = "fr", "t-fr", "{brand} : {flight} de {origin} du {date}, {time}. Suite avant {next}. {link}"
	mail.Channel, mail.TemplateHash, mail.Template, mail.Params = "email", "t-mail", "{brand} writes.", params[6:]
	return w.add("statement-s1",
		statement.Drafted{Version: 1, Brand: "blue", IncidentIDs: []string{"i1"}, Audience: "affected", NextUpdateAt: noon},
		set, mail, fr)
}

const link = "https://care.example/o/abc"

func compose(w *world, subject, channel string) (Notice, error) {
	return w.n.Compose("s1", 1, "i1", subject, channel, link)
}

func TestANoticeIsInThePersonsLanguage(t *testing.T) {
	french, german := person(1, 0, 0), person(2, 0, 0)
	french.Lang, german.Lang = "fr", "de"
	w := variants(newWorld(t).list(person(0, 0, 0), french, german))
	en, err := compose(w, "p0", "sms")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "text", en.Text, "blue: QB 1 from ZZA on 2015-02-22, 14:05. Next by 13:00. https://care.example/o/abc")
	want(t, "parts and hash", []any{en.Parts, en.TemplateHash}, []any{1, "t-en"})
	fr, err := compose(w, "p1", "sms")
	if err != nil || !strings.HasPrefix(fr.Text, "blue : QB 1 de ZZA") || fr.ParamsHash != en.ParamsHash {
		t.Errorf("french: %+v, %v", fr, err)
	}
	de, err := compose(w, "p2", "sms")
	if err != nil || de != en {
		t.Errorf("a language without a text falls back on the first: %+v, %v", de, err)
	}
	mail, err := compose(w, "p0", "email")
	if err != nil || mail.Text != "blue writes." || mail.ParamsHash == en.ParamsHash {
		t.Errorf("only the declared parameters: %+v, %v", mail, err)
	}
}

// An estimate stands with the variant; what is paced by is the text that this person gets.
func TestPartsAreThoseOfTheTextThatGoesOut(t *testing.T) {
	w := variants(newWorld(t).list(person(0, 0, 0)))
	for template, want := range map[string]int{
		strings.Repeat("x", 160): 1, strings.Repeat("x", 161): 2, "ê" + strings.Repeat("x", 134): 3,
	} {
		w.add("statement-s1", statement.VariantSet{Version: 1, Lang: "en", Channel: "sms", Template: template, Parts: 9})
		if n, err := compose(w, "p0", "sms"); err != nil || n.Parts != want {
			t.Errorf("%d characters: %d parts, %v; want %d", len(template), n.Parts, err, want)
		}
	}
	w.add("statement-s1", statement.VariantSet{Version: 1, Lang: "en", Channel: "email", Template: strings.Repeat("x", 999)})
	if n, err := compose(w, "p0", "email"); err != nil || n.Parts != 1 {
		t.Errorf("an e-mail: %d parts, %v", n.Parts, err)
	}
}

func TestANoticeRendersAlikeLater(t *testing.T) {
	w := variants(newWorld(t).list(person(0, 0, 0)))
	first, _ := compose(w, "p0", "sms")
	later := flight("1")
	later.StdLocal, later.Dest, later.Status = "18:30", "ZYB", "DELAYED"
	w.add("incident-i1", incident.ScopeChanged{Added: incident.Scope{Flights: []incident.Flight{later}}}).list(person(0, 0, 0))
	restored := New()
	if err := restored.Restore(w.n.Snapshot()); err != nil {
		t.Fatal(err)
	}
	for _, a := range []*Audience{w.n.Audience, restored, foldtest.Fold(New(), w.s.Records)} {
		if again, err := a.Compose("s1", 1, "i1", "p0", "sms", link); err != nil || again != first {
			t.Errorf("got %+v, %v; want %+v", again, err, first)
		}
	}
	want(t, "status", w.n.flights[later.Key()].Status, "DELAYED")
}

func TestWhatCannotBeComposedIsAnErrorWithoutPersonalData(t *testing.T) {
	noFlight := person(1, 0, 0)
	noFlight.Journeys = nil
	w := variants(newWorld(t).list(person(0, 0, 0), noFlight))
	for _, c := range []struct {
		statement         string
		version           int
		incident          string
		subject, channel  string
		link              string
		mentions, conceal string
	}{
		{"s9", 1, "i1", "p0", "sms", link, "s9", "p0"}, {"s1", 2, "i1", "p0", "sms", link, "version 2", "p0"},
		{"s1", 1, "i9", "p0", "sms", link, "i9", "p0"}, {"s1", 1, "i1", "p9", "sms", link, "not on the list", "p9"},
		{"s1", 1, "i1", "p0", "fax", link, "fax", "p0"}, {"s1", 1, "i1", "p0", "sms", "https://evil.example/", "link", "evil"},
		{"s1", 1, "i1", "p1", "sms", link, "compose", "p1"},
	} {
		_, err := w.n.Compose(c.statement, c.version, c.incident, c.subject, c.channel, c.link)
		if err == nil || !strings.Contains(err.Error(), c.mentions) || strings.Contains(err.Error(), c.conceal) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestALaterTextOfAVariantReplacesIt(t *testing.T) {
	w := variants(newWorld(t).list(person(0, 0, 0)))
	w.add("statement-s1", statement.VariantSet{Version: 1, Lang: "en", Channel: "email", Template: "Corrected."}, statement.VariantSet{Version: 7, Lang: "en"})
	if n, err := compose(w, "p0", "email"); err != nil || n.Text != "Corrected." {
		t.Errorf("%+v, %v", n, err)
	}
}
