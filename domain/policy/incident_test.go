package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/playbook"
	"tocsin/domain/policy"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
)

func flights(numbers ...string) (s incident.Scope) {
	for _, n := range numbers {
		s.Flights = append(s.Flights, incident.Flight{Carrier: "QB", Number: n, DateLocal: "2031-03-03", Origin: "ZZA"})
	}
	return s
}

func people(subjects ...string) (list []incident.Person) {
	for _, s := range subjects {
		list = append(list, incident.Person{Subject: s, Lang: "en", Party: s})
	}
	return list
}

func reported() incident.Reported {
	return incident.Reported{Brand: "blue", Kind: "CANCELLED", Scope: flights("1"), StartedAt: noon, AwareAt: noon}
}

func TestTheAffectedAreListedWhenAnIncidentIsReportedAndWhenItGrows(t *testing.T) {
	s := story(book()).Add("incident-i1", reported()).At(time.Minute).Add("incident-i1", incident.ScopeChanged{Added: flights("2"), Seq: 2})
	asked := played(t, func() domain.Policy { return policy.NewListAffected() }, s, time.Hour)
	wantLines(t, asked, "0 list incident ask.Affected", "1 list incident ask.Affected")
	if a := commandOf[ask.Affected](t, asked, 1); len(a.Journeys) != 1 || a.Journeys[0] != "QB/2/2031-03-03/ZZA" {
		t.Errorf("got journeys %v", a.Journeys)
	}
}

func TestTheImpactIsEstimatedOnceAListingIsCompleteAndCountsPeopleOnce(t *testing.T) {
	s := story(book()).Add("incident-i1", reported(),
		incident.AffectedListed{Listing: "l1", Chunk: 1, Of: 2, People: people("a", "b")},
		incident.AffectedListed{Listing: "l1", Chunk: 2, Of: 2, People: people("c")},
		incident.ImpactEstimated{Affected: 3, Basis: "measured"},
		incident.AffectedListed{Listing: "l2", Chunk: 1, Of: 1, People: people("c")},
		incident.AffectedListed{Listing: "l3", Chunk: 1, Of: 1, People: people("d")})
	asked := played(t, func() domain.Policy { return policy.NewListAffected() }, s, time.Hour)
	wantLines(t, asked, "0 list incident ask.Affected", "0 estimate incident incident.Estimate", "0 estimate incident incident.Estimate")
	for n, want := range map[int]int{1: 3, 2: 4} {
		if e := commandOf[incident.Estimate](t, asked, n); e.ImpactEstimated.Affected != want {
			t.Errorf("estimate %d: got %d, want %d", n, e.ImpactEstimated.Affected, want)
		}
	}
}

func TestTheFirstWordIsDraftedWithTheImpact(t *testing.T) {
	for _, c := range []struct {
		affected int
		kind     string
		promises bool
	}{{5, statement.Instruction, false}, {10, statement.Holding, true}} {
		s := story(book()).Add("incident-i1", reported(), incident.ImpactEstimated{Affected: c.affected}, incident.ImpactEstimated{Affected: c.affected})
		asked := played(t, func() domain.Policy { return policy.NewFirstWord() }, s, time.Hour)
		wantLines(t, asked, "0 first statement statement.Draft")
		d := commandOf[statement.Draft](t, asked, 0)
		if d.Drafted.Kind != c.kind || d.Drafted.NextUpdateAt.IsZero() == c.promises || len(d.Variants) != 1 || len(d.Required) != 1 {
			t.Errorf("%d affected: got %+v", c.affected, d)
		}
	}
	small := book()
	small.Trigger.TellAffectedAtLeast = 6
	s := story(small).Add("incident-i1", reported(), incident.ImpactEstimated{Affected: 5})
	wantLines(t, played(t, func() domain.Policy { return policy.NewFirstWord() }, s, time.Hour))
}

func TestAFactThatBecameFalseIsToldToEverybody(t *testing.T) {
	first := noon.Add(2 * time.Hour)
	s := story(book()).Add("incident-i1", reported(), incident.EtaSet{EtaAt: first}, incident.ImpactEstimated{Affected: 10}).
		Add("statement-"+domain.StreamID(statement.IDFor("i1", "affected")), statement.Drafted{
			Version: 1, IncidentIDs: []string{"i1"}, Kind: statement.Holding, Audience: "affected",
			Facts: []statement.Fact{{Key: "until", Value: "14:00"}},
		}).
		At(10*time.Minute).Add("incident-i1", incident.EtaSet{EtaAt: first}).
		At(20*time.Minute).Add("incident-i1", incident.EtaSet{EtaAt: first.Add(5 * time.Hour)})
	asked := played(t, func() domain.Policy { return policy.NewFirstWord() }, s, time.Hour)
	wantLines(t, asked, "0 first statement statement.Draft", "20 changed statement statement.Draft")
	if d := commandOf[statement.Draft](t, asked, 1); !d.Drafted.Push || d.Drafted.Kind != statement.Update {
		t.Errorf("got %+v", d.Drafted)
	}
}

func TestACellIsProposedByImpactOnceAndClaimsItsBrand(t *testing.T) {
	s := story(book()).Add("incident-i1", reported(), incident.ImpactEstimated{Affected: 9}, incident.ImpactEstimated{Affected: 150})
	id := crisis.IDFor("i1")
	s.Add(crisis.Stream(id), crisis.Proposed{Brand: "blue", IncidentID: "i1", ExpiresAt: noon.Add(2 * time.Hour)})
	s.Add("incident-i1", incident.ImpactEstimated{Affected: 200})
	asked := played(t, func() domain.Policy { return policy.NewOpenCell() }, s, time.Hour)
	wantLines(t, asked, "0 propose crisis crisis.Propose", "0 claim scope crisis.ClaimScope")
	if p := commandOf[crisis.Propose](t, asked, 0); p.Proposed.Level != 2 || p.Proposed.Trigger != "impact" || len(p.Proposed.Evidence) != 1 {
		t.Errorf("got %+v", p)
	}
}

func TestStockIsSetUpInProportionAndRaisedAsAnIncidentGrows(t *testing.T) {
	s := story(book()).Add("incident-i1", reported(), incident.ImpactEstimated{Affected: 10}, incident.ImpactEstimated{Affected: 21})
	asked := played(t, func() domain.Policy { return policy.NewStock() }, s, time.Hour)
	wantLines(t, asked, "0 stock inventory inventory.Add", "0 stock inventory inventory.Add", "0 stock inventory inventory.SetCapacity")
	if a, c := commandOf[inventory.Add](t, asked, 0), commandOf[inventory.SetCapacity](t, asked, 2); a.Capacity.N != 5 || c.CapacitySet.N != 11 {
		t.Errorf("got %d and %d units", a.Capacity.N, c.CapacitySet.N)
	}
}

func TestWhatOperationsGaveGoesBeforeTheStockOfThePlaybook(t *testing.T) {
	s := story(book()).Add("inventory-x", inventory.AlternativeAdded{Kind: "rail", Eligibility: "i1", Source: "ops"}).
		Add("incident-i1", reported(), incident.ImpactEstimated{Affected: 10})
	asked := played(t, func() domain.Policy { return policy.NewStock() }, s, time.Hour)
	wantLines(t, asked, "0 stock inventory inventory.Add")
	if a := commandOf[inventory.Add](t, asked, 0); !a.Capacity.Unlimited {
		t.Errorf("got %+v", a)
	}
}

func TestANumberThatOperationsCorrectedIsNotRaisedByAProportion(t *testing.T) {
	s := story(book()).Add("incident-i1", reported(), incident.ImpactEstimated{Affected: 10}).
		Add(inventory.Stream(inventory.IDFor("i1", "seats")), inventory.CapacityCorrected{From: 5, To: 3}).
		Add("incident-i1", incident.ImpactEstimated{Affected: 100})
	wantLines(t, played(t, func() domain.Policy { return policy.NewStock() }, s, time.Hour), "0 stock inventory inventory.Add", "0 stock inventory inventory.Add")
}

func TestStockThatANewPlaybookBringsIsSetUpToo(t *testing.T) {
	more := book()
	more.Stock = append(more.Stock, playbook.Stock{ID: "bus", Kind: "bus", Unit: "seat", Per100: 10})
	content, hash := more.Content()
	s := story(book()).Add("incident-i1", reported(), incident.ImpactEstimated{Affected: 10}).
		Add("playbook-house", playbook.Adopted{Content: content, Hash: hash}).Add("incident-i1", incident.ImpactEstimated{Affected: 10})
	asked := played(t, func() domain.Policy { return policy.NewStock() }, s, time.Hour)
	wantLines(t, asked[2:], "0 stock inventory inventory.Add")
}

func TestAnUnexplainedSurgeIsSuspectedAfterAWhile(t *testing.T) {
	fresh := func() domain.Policy { return policy.NewSuspect() }
	detected := surge.Detected{Key: surge.Key{Brand: "blue", Topic: "phone", Channel: "*"}, Level: 1, At: noon}
	wantLines(t, played(t, fresh, story(book()).Add("surge-s1", detected), time.Hour), "10 suspect incident incident.Suspect")

	explained := detected
	explained.ExplainedBy = "i1"
	wantLines(t, played(t, fresh, story(book()).Add("surge-s1", explained), time.Hour))

	watch := detected
	watch.Level = 0
	late := story(book()).Add("surge-s1", watch).At(30*time.Minute).Add("surge-s1", surge.Escalated{Level: 1, At: noon.Add(30 * time.Minute)})
	wantLines(t, played(t, fresh, late, 2*time.Hour), "40 suspect incident incident.Suspect")

	linked := story(book()).Add("surge-s1", detected).At(5*time.Minute).Add("surge-s1", surge.Linked{IncidentID: "i1"})
	wantLines(t, played(t, fresh, linked, time.Hour))

	second := story(book()).Add("incident-i9", incident.Suspected{Brand: "blue", SurgeID: "s0", At: noon.Add(-time.Hour)}).Add("surge-s1", detected)
	wantLines(t, played(t, fresh, second, time.Hour))

	ended := story(book()).Add("surge-s1", detected).At(5*time.Minute).Add("surge-s1", surge.Ended{})
	wantLines(t, played(t, fresh, ended, time.Hour))
	ended.At(20*time.Minute).Add("surge-s1", surge.Resumed{Level: 1, At: noon.Add(20 * time.Minute)})
	wantLines(t, played(t, fresh, ended, time.Hour), "30 suspect incident incident.Suspect")

	pooled := detected
	pooled.Key.Brand = "*"
	both := story(book()).Add("surge-s0", pooled).Add("surge-s1", detected)
	asked := played(t, fresh, both, 5*time.Hour)
	wantLines(t, asked, "10 suspect incident incident.Suspect")
	if c := commandOf[incident.Suspect](t, asked, 0); c.Brand != "blue" {
		t.Errorf("suspected of %s, want the brand rather than all of them", c.Brand)
	}
}

func TestFlightsThatComeOneByOneAreLookedUpTogether(t *testing.T) {
	rules := book()
	rules.Trigger.GatherFor = 10 * time.Second
	s := story(rules).Add("incident-i1", reported())
	for n := range 5 {
		s.At(time.Duration(9*n)*time.Second).Add("incident-i1", incident.ScopeChanged{Added: flights(string(rune('2' + n))), Seq: int64(2 + n)})
	}
	s.At(41*time.Second).Add("incident-i1", incident.AffectedListed{Listing: s.Records[1].ID.String(), Chunk: 1, Of: 1, People: people("a")})
	s.At(time.Minute).Add("incident-i1", incident.ScopeChanged{Added: flights("9"), Seq: 9})
	asked := played(t, func() domain.Policy { return policy.NewListAffected() }, s, time.Hour)
	first := asked[0]
	if at := first.At.Sub(noon); at != 40*time.Second {
		t.Errorf("looked up after %s, want four times the pause", at)
	}
	if n := len(first.Command.(ask.Affected).Journeys); n != 6 {
		t.Errorf("%d flights together, want 6", n)
	}
	second := asked[len(asked)-1]
	if a := second.Command.(ask.Affected); second.At.Sub(noon) != 70*time.Second || len(a.Journeys) != 1 {
		t.Errorf("the late one: %+v", second)
	}
}
