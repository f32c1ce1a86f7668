package bottleneck

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/delivery"
	"tocsin/domain/demand"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
	"tocsin/projections"
	"tocsin/projections/foldtest"
)

var _ projections.Model = (*Bottleneck)(nil)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

// house can approve 3 texts, send 900 notices, answer 25 letters with 10 people and book 450 seats in a quarter of an hour.
var house = playbook.Playbook{
	Forecast: playbook.Forecast{
		Interval: 15 * time.Minute, Horizon: 6 * time.Hour, CurveWeights: []float64{1}, CurveTausH: []float64{2}, GammaShape: 4, GapAssessments: 2,
	},
	Desk:     playbook.Desk{Agents: 10, HandlingS: 360, ReplyWithin: time.Hour, Occupancy: 1},
	Outreach: playbook.Outreach{PartsPerS: 10, Ladder: []string{"sms"}},
	Channels: []playbook.Channel{{Kind: "sms", PartsPerS: 1}},
	Levers:   playbook.Levers{Lasts: time.Hour, BottleneckFrom: 0.8, ApprovalS: 300, BookingS: 2},
}

func begin(p playbook.Playbook) *foldtest.Story {
	content, hash := p.Content()
	return foldtest.New(noon).Add("playbook-house", playbook.Adopted{Content: content, Hash: hash}).
		Add("incident-i1", incident.Reported{Brand: "blue"})
}

func letters(s *foldtest.Story, at time.Duration, from, n int) *foldtest.Story {
	for k := from; k < from+n; k++ {
		s.At(at).Add(domain.StreamID(fmt.Sprint("conversation-", k)), conversation.Classified{Brand: "blue", ReceivedAt: noon.Add(at)})
	}
	return s
}

func notices(s *foldtest.Story, at time.Duration, id string, n int) *foldtest.Story {
	return s.At(at).Add(domain.StreamID("delivery-"+id), delivery.Requested{IncidentID: "i1", Items: make([]delivery.Item, n)})
}

func loadOf(t *testing.T, b *Bottleneck, stage string, at time.Duration) Load {
	t.Helper()
	for _, l := range b.Loads("blue", 10, noon.Add(at)) {
		if l.Stage == stage {
			return l
		}
	}
	t.Fatalf("no stage %s", stage)
	return Load{}
}

func TestEachStageIsMeasuredByItsOwnWork(t *testing.T) {
	s := letters(begin(house), time.Minute, 0, 50)
	notices(s, 2*time.Minute, "1", 90)
	for v := range 3 {
		s.Add("statement-s1", statement.Drafted{Version: v + 1, Brand: "blue"}, statement.Submitted{Version: v + 1})
	}
	s.Add("offer-o1", offer.Made{Brand: "blue"}, offer.Accepted{})
	s.At(16*time.Minute).Add("incident-i1", incident.EtaSet{}) // the interval is over
	b := foldtest.Fold(New(), s.Records)
	b.roll(noon.Add(16 * time.Minute))
	for _, want := range []Load{
		{Stage: Approval, Came: 3, Open: 3, OldestS: 840, CanDo: 3, Utilisation: 1},
		{Stage: Outreach, Came: 90, Open: 90, OldestS: 840, CanDo: 900, Utilisation: 0.1},
		{Stage: Desk, Came: 50, Open: 50, OldestS: 900, CanDo: 25, Utilisation: 2},
		{Stage: Booking, Came: 1, Open: 1, OldestS: 840, CanDo: 450, Utilisation: 1.0 / 450},
	} {
		if got := loadOf(t, b, want.Stage, 16*time.Minute); got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

func TestWorkEndsInEachOfItsWays(t *testing.T) {
	s := letters(begin(house), time.Minute, 0, 2)
	notices(s, 2*time.Minute, "1", 5)
	s.Add("delivery-1", delivery.Accepted{Items: make([]delivery.AcceptedItem, 2)}).
		Add("delivery-1", delivery.Suppressed{Items: make([]delivery.SuppressedItem, 1)}).
		Add("delivery-1", delivery.Expired{Items: make([]delivery.IndexItem, 2)}).
		Add("delivery-1", delivery.Accepted{Items: make([]delivery.AcceptedItem, 1)}) // given up and taken after all
	s.Add("conversation-0", conversation.Replied{}, conversation.Resolved{}).Add("conversation-1", conversation.Resolved{})
	for v := range 3 {
		s.Add("statement-s1", statement.Drafted{Version: v + 1, Brand: "blue"}, statement.Submitted{Version: v + 1})
	}
	s.Add("statement-s1", statement.Approved{Version: 1}, statement.ApprovalRefused{Version: 2}, statement.Superseded{Version: 2}, statement.Superseded{Version: 3})
	for n, end := range []offer.Event{offer.Confirmed{}, offer.ConfirmationFailed{}, offer.Revoked{}, offer.Expired{}} {
		s.Add(domain.StreamID(fmt.Sprint("offer-", n)), offer.Made{Brand: "blue"}, offer.Accepted{}, end)
	}
	b := foldtest.Fold(New(), s.Records)
	for _, stage := range order() {
		if l := loadOf(t, b, stage, 3*time.Minute); l.Open != 0 || l.OldestS != 0 {
			t.Errorf("%s: %+v", stage, l)
		}
	}
	if len(b.Jobs)+len(b.Batch)+len(b.Texts)+len(b.Offers) != 0 {
		t.Errorf("kept: %v %v %v %v", b.Jobs, b.Batch, b.Texts, b.Offers)
	}
}

// Ten times the messages, then a great many notices: the bottleneck is named, and the next one when that is saturated.
func TestTheBottleneckMoves(t *testing.T) {
	s := letters(begin(house), time.Minute, 0, 250)
	got := moves(s, 31*time.Minute)
	if len(got) != 1 || got[0].From != "" || got[0].To != Desk || got[0].Utilisation != 10 || !got[0].At.Equal(noon.Add(30*time.Minute)) {
		t.Fatalf("moved %+v", got)
	}
	s.At(30*time.Minute).Add("demand-blue", got[0])
	notices(s, 40*time.Minute, "1", 15_000)
	got = moves(s, 76*time.Minute)
	if len(got) != 1 || got[0].From != Desk || got[0].To != Outreach || !got[0].At.Equal(noon.Add(time.Hour)) {
		t.Fatalf("moved %+v", got)
	}
	s.At(time.Hour).Add("demand-blue", got[0])
	s.At(70*time.Minute).Add("delivery-1", delivery.Accepted{Items: make([]delivery.AcceptedItem, 15_000)})
	for n := range 250 {
		s.Add(domain.StreamID(fmt.Sprint("conversation-", n)), conversation.Resolved{})
	}
	got = moves(s, 3*time.Hour)
	if len(got) != 1 || got[0].To != "" {
		t.Fatalf("moved %+v", got)
	}
}

func TestWithoutLeversNothingIsTold(t *testing.T) {
	p := house
	p.Levers = playbook.Levers{}
	if got := moves(letters(begin(p), time.Minute, 0, 250), 2*time.Hour); len(got) != 0 {
		t.Errorf("moved %+v", got)
	}
}

// moves gives what the policy says from the end of a story on, each place once.
func moves(s *foldtest.Story, until time.Duration) (list []demand.BottleneckMoved) {
	last := s.Last().Meta.RecordedAt
	for _, a := range foldtest.React(NewPolicy(), s.Records, 0, noon.Add(until)) {
		m := a.Command.(demand.MoveBottleneck).BottleneckMoved
		if a.At.After(last) && (len(list) == 0 || list[len(list)-1].To != m.To) {
			list = append(list, m)
		}
	}
	return list
}

func TestTheBottleneckIsRestoredToTheSameBytes(t *testing.T) {
	s := notices(letters(begin(house), time.Minute, 0, 5), 20*time.Minute, "1", 40)
	s.At(40*time.Minute).Add("delivery-1", delivery.Accepted{Items: make([]delivery.AcceptedItem, 3)}).Add("demand-blue", demand.BottleneckMoved{Brand: "blue", To: Desk})
	s.Add("statement-s1", statement.Drafted{Version: 1, Brand: "blue"}, statement.Submitted{Version: 1})
	s.Add("offer-o1", offer.Made{Brand: "blue"}, offer.Accepted{})
	foldtest.Restorable(t, New, s.Records, 1)
}
