package report

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
	"tocsin/projections"
	"tocsin/projections/foldtest"
)

var _ projections.Model = (*Report)(nil)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

func flights(numbers ...string) (s incident.Scope) {
	for _, n := range numbers {
		s.Flights = append(s.Flights, incident.Flight{Carrier: "QB", Number: n, DateLocal: "2015-02-22", Origin: "ZZA", Dest: "ZYA"})
	}
	return s
}

// items is a batch of n notices.
func items(n int) (r delivery.Requested) {
	for i := range n {
		r.Items = append(r.Items, delivery.Item{I: i})
	}
	return r
}

func want[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestIncidentsAndTheirFlights(t *testing.T) {
	s := foldtest.New(noon).
		Add("incident-i1", incident.Reported{AwareAt: noon, Scope: flights("1", "2")}, incident.ImpactEstimated{Affected: 40},
			incident.ScopeChanged{Added: flights("2", "3"), Removed: flights("1")}, // 2 has a new status
			incident.ImpactEstimated{Affected: 35}).
		Add("incident-i2", incident.Suspected{Brand: "blue"}, incident.ImpactEstimated{Affected: 5}).
		Add("incident-i1", incident.Resolved{}, incident.Reopened{}, incident.Resolved{}, incident.ScopeChanged{Removed: flights("9")})
	got := foldtest.Fold(New(), s.Records)
	want(t, "incidents", got.Incidents, Incidents{
		Reported: 1, Suspected: 1, Resolved: 1, Flights: 2, People: 40, Affected: map[string]int{"i1": 35, "i2": 5},
		Aware: map[string]time.Time{"i1": noon},
		Scope: map[string]map[string]bool{"i1": {flights("2").Flights[0].Key(): true, flights("3").Flights[0].Key(): true}},
	})
	want(t, "position", got.Position, s.Last().Position)
	want(t, "last", got.Last, noon)
}

func TestMessages(t *testing.T) {
	s := foldtest.New(noon).Add("conversation-c1", conversation.Opened{}, conversation.MessageReceived{}, conversation.MessageReceived{},
		conversation.Replied{}, conversation.Resolved{}, conversation.Reopened{})
	want(t, "messages", foldtest.Fold(New(), s.Records).Messages, Messages{Recorded: 2, Replies: 1, Resolved: 1})
}

func TestEachNoticeIsInOnePlace(t *testing.T) {
	s := foldtest.New(noon).
		Add("delivery-o1-1-1", items(9), delivery.Suppressed{Items: []delivery.SuppressedItem{{I: 0, Reason: "opted_out"}, {I: 1, Reason: "superseded"}}},
			delivery.Attempted{Items: []delivery.AttemptedItem{{I: 2}, {I: 3}, {I: 4}, {I: 5}}},
			delivery.Accepted{Items: []delivery.AcceptedItem{{I: 2}}},
			delivery.OutcomeUnknown{Items: []delivery.UnknownItem{{I: 3}, {I: 4}}},
			delivery.Failed{Items: []delivery.FailedItem{{I: 5, Permanent: true}}},
			delivery.Escalated{Items: []delivery.EscalatedItem{{I: 5}}},
			delivery.Read{Items: []delivery.ReceiptItem{{I: 2}}}, delivery.Delivered{Items: []delivery.ReceiptItem{{I: 2}}}, // late and weaker
			delivery.Parked{Items: []delivery.ParkedItem{{I: 3}, {I: 4}}},
			delivery.Unreachable{Items: []delivery.IndexItem{{I: 5}}}, delivery.Expired{Items: []delivery.IndexItem{{I: 6}}}).
		Add("delivery-o1-1-2", items(2), delivery.Suppressed{Items: []delivery.SuppressedItem{{I: 1, Reason: "superseded"}}}).
		Add("delivery-unknown", delivery.Accepted{Items: []delivery.AcceptedItem{{I: 0}}})
	n := Notices{
		Owed: 11, Sent: 1, Delivered: 1, Read: 1, Suppressed: map[string]int{"opted_out": 1, "superseded": 2},
		Unreached: 4, Parked: 2, Open: 3, Attempts: 4, Unknown: 2, Escalated: 1,
	}
	want(t, "notices", foldtest.Fold(New(), s.Records).Notices, n)
	s.Add("delivery-o1-1-1", delivery.Accepted{Items: []delivery.AcceptedItem{{I: 3}}}, // a late yes
		delivery.Expired{Items: []delivery.IndexItem{{I: 4}, {I: 2}}})
	n.Sent, n.Unreached, n.Parked = 2, 3, 0
	want(t, "notices, later", foldtest.Fold(New(), s.Records).Notices, n)
	if n.Owed != n.Sent+n.Open+n.Unreached+3 {
		t.Error("owed is not sent + suppressed + unreached + open")
	}
}

func TestASurgeShowsTheHighestLevel(t *testing.T) {
	s := foldtest.New(noon).Add("surge-s1", surge.Detected{Key: surge.Key{Brand: "blue", Topic: "delay", Channel: "*"}, At: noon, Level: 1, Observed: 9, Expected: 3,
		Multiple: surge.Multiple{Lo: 2, Mid: 3, Hi: 4}}, surge.Escalated{Level: 3}, surge.Eased{Level: 1}, surge.Linked{IncidentID: "i1"}, surge.Ended{At: noon.Add(time.Hour)})
	w := &Surge{
		ID: "s1", Brand: "blue", Topic: "delay", Channel: "*", OpenedAt: noon, ClosedAt: noon.Add(time.Hour), Observed: 9, Expected: 3,
		Multiple: 3, MultipleLo: 2, MultipleHi: 4, Level: 3, ExplainedBy: "i1", Position: 1,
	}
	want(t, "surges", foldtest.Fold(New(), s.Records).Surges, []*Surge{w})
	s.Add("surge-s1", surge.Resumed{Level: 2}).Add("surge-s9", surge.Ended{At: noon})
	w.ClosedAt = time.Time{}
	want(t, "a resumed surge", foldtest.Fold(New(), s.Records).Surges, []*Surge{w})
}

func TestACrisisFromProposalToStandDown(t *testing.T) {
	s := foldtest.New(noon).Add("crisis-c1", crisis.Proposed{Brand: "blue", Trigger: "impact", Level: 1}).
		At(time.Minute).Add("crisis-c1", crisis.Activated{Level: 2, SingleVoice: true, IncidentIDs: []string{"i1"}},
		crisis.RoleAssigned{Role: "gold", Member: "r1"}, crisis.RoleAssigned{Role: "log", Member: "r2"}, crisis.RoleAssigned{Role: "gold", Member: "r3"},
		crisis.IncidentAbsorbed{}, crisis.PromiseMade{}, crisis.PromiseMade{}, crisis.PromiseKept{}, crisis.PromiseBroken{}, crisis.MonitoringEntered{}, crisis.Relapsed{}).
		At(time.Hour).Add("crisis-c1", crisis.StoodDown{Criteria: []crisis.Criterion{{Name: "backlog"}}}).Add("crisis-c9", crisis.Relapsed{})
	want(t, "crises", foldtest.Fold(New(), s.Records).Crises, []*Crisis{{
		ID: "c1", Brand: "blue", Level: 2, Trigger: "impact", ProposedAt: noon, ActivatedAt: noon.Add(time.Minute), StoodDownAt: noon.Add(time.Hour),
		SingleVoice: true, Incidents: 2, Roles: 2, Holders: map[string]string{"gold": "r3", "log": "r2"},
		Promises: Promises{Made: 2, Kept: 1, Broken: 1}, Relapses: 1, Criteria: []crisis.Criterion{{Name: "backlog"}}, Position: 1,
	}})
}

func TestAStatementWithItsVersions(t *testing.T) {
	s := foldtest.New(noon).Add("statement-s1", statement.Drafted{Version: 1, Brand: "blue"}, statement.ApprovalGiven{}).
		At(time.Minute).Add("statement-s1", statement.Published{Version: 1, Kind: "holding"}, statement.Drafted{Version: 2, Brand: "blue", CrisisID: "c1"},
		statement.ApprovalGiven{}, statement.ApprovalGiven{}).
		At(time.Hour).Add("statement-s1", statement.Superseded{Version: 1}, statement.Published{Version: 2, Kind: "update"}, statement.Drafted{Version: 3}).
		Add("statement-s9", statement.Published{Version: 1})
	want(t, "statements", foldtest.Fold(New(), s.Records).Statements, []*Statement{{
		ID: "s1", Brand: "blue", CrisisID: "c1", Kinds: []string{"holding", "update"}, Versions: 3, Published: 2, Superseded: 1, Approvals: 3,
		DraftedAt: noon, PublishedAt: noon.Add(time.Minute), Position: 1,
	}})
}

func TestRunsAndOffers(t *testing.T) {
	s := foldtest.New(noon).
		Add("outreach-o1", outreach.Planned{}, outreach.AudienceFrozen{}, outreach.SendApproved{}, outreach.WaveStarted{}, outreach.Completed{}).
		Add("outreach-o2", outreach.Planned{}, outreach.Aborted{}).
		Add("offer-f1", offer.Made{Held: "rail"}, offer.Accepted{}, offer.Confirmed{}).Add("offer-f2", offer.Made{}, offer.Declined{}).
		Add("offer-f3", offer.Made{}, offer.Expired{}).Add("offer-f4", offer.Made{Held: "rail"}, offer.Accepted{}, offer.ConfirmationFailed{}).
		Add("offer-f5", offer.Made{}, offer.Revoked{}, offer.Replaced{}).Add("inventory-rail", inventory.CapacityCorrected{}).
		Add("reaction-offers", reaction.Refused{Policy: "offers", Code: string(domain.Exhausted)}, reaction.Refused{Policy: "offers", Code: "no_change"}).
		Add("reaction-notices", reaction.Parked{Policy: "notices", Error: "a bug"})
	got := foldtest.Fold(New(), s.Records)
	want(t, "runs", got.Outreaches, Outreaches{Planned: 2, Frozen: 1, Completed: 1, Aborted: 1})
	want(t, "offers", got.Offers, Offers{
		Made: 5, WithUnits: 2, Accepted: 2, Declined: 1, Expired: 1, Confirmed: 1, Failed: 1, Revoked: 1, Replaced: 1, RefusedNoStock: 1, Corrections: 1,
	})
	want(t, "refusals", got.Refusals, map[string]int{"offers/exhausted": 1, "offers/no_change": 1})
	want(t, "parked", got.Parked, []string{"notices: a bug"})
}

func TestACallOut(t *testing.T) {
	need := []callout.Need{{Skill: "care", Lang: "en", Count: 2}, {Skill: "care", Lang: "fr", Count: 1}}
	s := foldtest.New(noon).Add("callout-k1", callout.Raised{Brand: "blue", Need: need, StartBy: noon.Add(time.Hour), EndBy: noon.Add(7 * time.Hour), Gap: 3, Reason: "snow"},
		callout.WaveStarted{}, callout.MemberCalled{Member: "r1"}, callout.MemberCalled{Member: "r2"}, callout.MemberCalled{Member: "r3"},
		callout.MemberCalled{Member: "r4"}, callout.MemberCalled{Member: "r5"}, callout.MemberCalled{Member: "r6"}, callout.Acknowledged{Member: "r1"}, callout.Declined{Member: "r3"}, callout.TimedOut{Member: "r4"}).
		Add("reserve-r1", reserve.Booked{CalloutID: "k1"}).Add("callout-k1", callout.Accepted{Member: "r1"}).
		At(time.Minute).Add("callout-k1", callout.Accepted{Member: "r2"}, callout.Filled{}).
		Add("reserve-r5", reserve.Booked{CalloutID: "k1"}, reserve.Unbooked{CalloutID: "k1", Reason: "surplus"}).
		Add("callout-k1", callout.MemberReleased{Member: "r5", Reason: "surplus"}, callout.MemberReleased{Member: "r1", Reason: "done"}).
		Add("callout-k2", callout.Raised{Brand: "amber", Need: need[:1]}, callout.Unfilled{Missing: need[:1]}).
		Add("callout-k9", callout.Filled{}).Add("reserve-r6", reserve.Unbooked{CalloutID: "k9", Reason: "surplus"})
	want(t, "call-outs", foldtest.Fold(New(), s.Records).Callouts, []*Callout{
		{
			ID: "k1", Brand: "blue", RaisedAt: noon, StartBy: noon.Add(time.Hour), EndBy: noon.Add(7 * time.Hour), Reason: "snow", Gap: 3, Raised: 3,
			Need: need, Called: 6, Accepted: 2, Declined: 1, TimedOut: 1, Surplus: 1, NotNeeded: 1, Released: 1, FilledAt: noon.Add(time.Minute), Position: 1,
		},
		{ID: "k2", Brand: "amber", RaisedAt: noon.Add(time.Minute), Raised: 2, Need: need[:1], Unfilled: 2, Position: 20},
	})
}

func TestTheReportIsRestoredToTheSameBytes(t *testing.T) {
	s := foldtest.New(noon).
		Add("incident-i1", incident.Reported{AwareAt: noon, Scope: flights("1", "2")}, incident.ImpactEstimated{Affected: 40}).
		Add("surge-s1", surge.Detected{At: noon, Level: 1, Observed: 9.5}, surge.Ended{At: noon}).
		Add("crisis-c1", crisis.Proposed{Brand: "blue"}, crisis.Activated{}, crisis.RoleAssigned{Role: "gold", Member: "r1"}, crisis.StoodDown{}).
		Add("statement-s1", statement.Drafted{Version: 1}, statement.Published{Version: 1, Kind: "holding"}).
		Add("delivery-o1-1-1", items(4), delivery.Suppressed{Items: []delivery.SuppressedItem{{I: 0, Reason: "opted_out"}}},
			delivery.Accepted{Items: []delivery.AcceptedItem{{I: 1}}}, delivery.Parked{Items: []delivery.ParkedItem{{I: 2}}}).
		Add("callout-k1", callout.Raised{Need: []callout.Need{{Count: 1}}}, callout.MemberCalled{}, callout.Filled{}).
		Add("offer-f1", offer.Made{}).Add("reaction-x", reaction.Refused{Policy: "x", Code: "y"}, reaction.Parked{Policy: "x", Error: "e"}).
		At(time.Hour).Add("delivery-o1-1-1", delivery.Suppressed{Items: []delivery.SuppressedItem{{I: 3, Reason: "superseded"}}},
		delivery.Read{Items: []delivery.ReceiptItem{{I: 2}, {I: 0}}}).
		Add("incident-i1", incident.ScopeChanged{Added: flights("2", "3")}, incident.Resolved{}).
		Add("incident-i1", incident.ScopeChanged{Removed: flights("1", "2", "3")})
	for _, every := range []int{1, 3, 7} {
		foldtest.Restorable(t, New, s.Records, every)
	}
}
