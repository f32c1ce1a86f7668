package audience

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin/domain"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/sms"
	"tocsin/domain/statement"
	"tocsin/projections/foldtest"
)

// plainly composes a notice as one would without a thought of millions.
func (a *Audience) plainly(version, at int, channel, link string) (Notice, error) {
	v, p := a.statements["s1"].Versions[version], a.incidents["i1"].Told(at)
	var variant statement.VariantSet
	for _, candidate := range v.Variants {
		if candidate.Channel == channel && (variant.Channel == "" || candidate.Lang == p.Lang) {
			variant = candidate
		}
	}
	all := map[string]string{"link": link, "brand": v.Brand}
	for _, f := range v.Facts {
		all[f.Key] = f.Value
	}
	if !v.NextUpdateAt.IsZero() {
		all["next"] = a.local(v.NextUpdateAt)
	}
	if f, ok := a.flights[p.Journeys[0]]; ok {
		all["flight"], all["origin"], all["dest"] = f.Carrier+" "+f.Number, f.Origin, f.Dest
		all["date"], all["time"] = f.DateLocal, f.StdLocal
	}
	used := map[string]string{}
	for _, place := range variant.Params {
		if value, ok := all[place.Name]; ok {
			used[place.Name] = value
		}
	}
	text, err := statement.Render(variant.Template, variant.Params, variant.LinkDomains, used)
	if err != nil {
		return Notice{}, fmt.Errorf("compose for channel %s: %w", channel, err)
	}
	return Notice{
		Text: text, TemplateHash: variant.TemplateHash, ParamsHash: statement.ParamsHash(used), Parts: sms.Parts(channel, text),
	}, nil
}

// Whatever was rendered before, and whatever became of the texts and the rules meanwhile, a notice is as if it were the
// first.
func TestWhatIsKeptOfANoticeChangesNoOther(t *testing.T) {
	params := []statement.Param{
		{Name: "flight", Type: "flight"}, {Name: "origin", Type: "place"}, {Name: "time", Type: "time"}, {Name: "next", Type: "time"},
		{Name: "link", Type: "link"}, {Name: "brand", Type: "brand"}, {Name: "eta", Type: "time"},
	}
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		var people []incident.Person
		for n := range 6 {
			p := person(n, 0, 0)
			p.Lang, p.Journeys = []string{"en", "fr", "de"}[n%3], []string{flight(fmt.Sprint(1 + n%4)).Key()}
			people = append(people, p)
		}
		w.list(people...).add("incident-i1", incident.ScopeChanged{Added: incident.Scope{Flights: []incident.Flight{flight("2"), flight("3")}}})
		w.add("statement-s1", statement.Drafted{
			Version: 1, Brand: "blue", IncidentIDs: []string{"i1"}, Audience: "affected", NextUpdateAt: noon,
			Facts: []statement.Fact{{Key: "eta", Value: "14:00"}, {Key: "eta", Value: "15:00"}},
		})
		set := func() {
			e := statement.VariantSet{
				Version: 1, Lang: rapid.SampledFrom([]string{"en", "fr"}).Draw(r, "lang"), Channel: "sms", LinkDomains: []string{"care.example"},
				TemplateHash: rapid.StringMatching("[a-z]{4}").Draw(r, "hash"),
			}
			for _, p := range params {
				if rapid.Bool().Draw(r, "named") {
					e.Params, e.Template = append(e.Params, p), e.Template+"{"+p.Name+"} "
				}
			}
			w.add("statement-s1", e)
		}
		set()
		for range rapid.IntRange(1, 30).Draw(r, "notices") {
			switch rapid.IntRange(0, 8).Draw(r, "what") {
			case 0:
				set()
			case 1:
				other := rules
				other.Offsets = []playbook.Offset{{From: noon.AddDate(-1, 0, 0), Seconds: rapid.IntRange(0, 2).Draw(r, "hours") * 3600}}
				content, hash := other.Content()
				w.add("playbook-house", playbook.Adopted{Content: content, Hash: hash})
			case 2:
				if err := w.n.Restore(w.n.Snapshot()); err != nil {
					r.Fatal(err)
				}
			}
			at := rapid.IntRange(0, 5).Draw(r, "who")
			link := rapid.SampledFrom([]string{link, link, "https://care.example/status", "https://evil.example/"}).Draw(r, "link")
			got, err := w.n.Compose("s1", 1, "i1", people[at].Subject, "sms", link)
			if want, wantErr := w.n.plainly(1, at, "sms", link); got != want || fmt.Sprint(err) != fmt.Sprint(wantErr) {
				r.Fatalf("got %+v, %v; want %+v, %v", got, err, want, wantErr)
			}
		}
	})
}

// crowded is a fold with an incident of so many people, with subjects as the vault makes them.
func crowded(people int) (*Audience, []incident.Person) {
	s, list := foldtest.New(noon), make([]incident.Person, people)
	a := New()
	for n := range list {
		list[n] = incident.Person{Subject: pseudonymOf(n), Lang: []string{"de", "fr", "it"}[n%3], Journeys: []string{"data"}}
		list[n].Party = list[n].Subject
	}
	s.Add("incident-i1", incident.Reported{Brand: "blue", Scope: incident.Scope{Services: []string{"data"}, Flights: []incident.Flight{flight("1")}}})
	s.Add("statement-s1", statement.Drafted{
		Version: 1, Brand: "blue", Kind: "holding", IncidentIDs: []string{"i1"}, Audience: "affected", Push: true, NextUpdateAt: noon.Add(time.Hour),
	})
	for _, lang := range []string{"de", "fr", "it"} {
		s.Add("statement-s1", statement.VariantSet{
			Version: 1, Lang: lang, Channel: "sms", TemplateHash: "h", LinkDomains: []string{"care.example"},
			Params:   []statement.Param{{Name: "brand", Type: "brand"}, {Name: "next", Type: "time"}, {Name: "link", Type: "link"}},
			Template: "{brand}: mobile data is down in many places. We are working on it. Next word by {next}: {link}",
		})
	}
	foldtest.Fold(a, s.Records)
	for n := 0; n < people; n += incident.MaxPeople {
		a.Apply(domain.Recorded{Stream: "incident-i1", Event: incident.AffectedListed{People: list[n:min(people, n+incident.MaxPeople)]}})
	}
	return a, list
}

func BenchmarkCompose(b *testing.B) {
	a, list := crowded(3000)
	for name, links := range map[string]int{"the same link": 1, "a link each": len(list)} {
		b.Run(name, func(b *testing.B) {
			each := make([]string, links)
			for n := range each {
				each[n] = fmt.Sprintf("https://care.example/o/%d", n)
			}
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				if _, err := a.Compose("s1", 1, "i1", list[n%len(list)].Subject, "sms", each[n%links]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
