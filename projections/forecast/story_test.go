package forecast

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/projections"
	"tocsin/projections/foldtest"
)

var _ projections.Model = (*Forecast)(nil)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

// house are rules with round figures: an agent answers 10 contacts an hour. The assumptions are held so firmly that nothing
// is learned; open holds them as the field does.
var house = playbook.Playbook{
	Forecast: playbook.Forecast{
		Interval: 15 * time.Minute, Horizon: 6 * time.Hour, ContactUninformed: 0.35, ContactInformed: 0.08,
		CurveWeights: []float64{0.6, 0.4}, CurveTausH: []float64{2, 12}, GammaShape: 1e12, GapAssessments: 2,
	},
	Desk: playbook.Desk{
		Agents: 10, HandlingS: 360, ReplyWithin: time.Hour, Occupancy: 1, Skill: "care",
		Langs: []playbook.LangShare{{Lang: "en", Share: 0.8}, {Lang: "fr", Share: 0.1}, {Lang: "de", Share: 0.1}},
	},
	Callout: playbook.Callout{LeadTime: 30 * time.Minute, Shift: 6 * time.Hour, AckWithin: 5 * time.Minute, MaxPeople: 60},
}

func adopt(s *foldtest.Story, p playbook.Playbook) *foldtest.Story {
	content, hash := p.Content()
	return s.Add("playbook-house", playbook.Adopted{Content: content, Hash: hash})
}

func open() *foldtest.Story {
	p := house
	p.Forecast.GammaShape = 4
	return adopt(foldtest.New(noon), p)
}

func begin() *foldtest.Story { return adopt(foldtest.New(noon), house) }

// incidentOf reports an incident of a brand and how many it affects.
func incidentOf(s *foldtest.Story, id, brand string, affected int) *foldtest.Story {
	return s.Add(incident.Stream(id), incident.Reported{Brand: brand}, incident.ImpactEstimated{Affected: affected})
}

// contact is a first message of a new thread.
func contact(s *foldtest.Story, thread, brand string, at time.Time) *foldtest.Story {
	return s.Add(domain.StreamID("conversation-"+thread), conversation.Opened{Brand: brand},
		conversation.MessageReceived{ReceivedAt: at}, conversation.Classified{Brand: brand, ReceivedAt: at})
}

// notices requests notices for these people of an incident, and lets a provider take them.
func notices(s *foldtest.Story, stream domain.StreamID, incidentID string, people []string, taken ...int) *foldtest.Story {
	r := delivery.Requested{IncidentID: incidentID, NotAfter: noon.Add(6 * time.Hour)}
	for i, p := range people {
		r.Items = append(r.Items, delivery.Item{I: i, Subject: p})
	}
	var a delivery.Accepted
	for _, i := range taken {
		a.Items = append(a.Items, delivery.AcceptedItem{I: i})
	}
	return s.Add(stream, r, a)
}

func persons(from, to int) (list []string) {
	for n := from; n < to; n++ {
		list = append(list, fmt.Sprintf("p%d", n))
	}
	return list
}

func upTo(n int) (list []int) {
	for i := range n {
		list = append(list, i)
	}
	return list
}

func raised(s *foldtest.Story, id, brand string, count int, startBy time.Time) *foldtest.Story {
	return s.Add(callout.Stream(id), callout.Raised{
		Brand: brand, Need: []callout.Need{{Skill: "care", Lang: "en", Count: count}}, StartBy: startBy, EndBy: startBy.Add(6 * time.Hour),
	})
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if got < want-within || got > want+within || got != got {
		t.Errorf("%s is %.6g, want %.6g within %g", what, got, want, within)
	}
}
