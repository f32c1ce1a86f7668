package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/desk"
	"tocsin/domain/playbook"
	"tocsin/domain/policy"
	"tocsin/domain/reaction"
	"tocsin/domain/statement"
)

func TestTheVoiceIsHeldByAnActiveCellAndGivenBack(t *testing.T) {
	s := story(book()).Add("crisis-c1", crisis.Proposed{Brand: "blue", ExpiresAt: noon.Add(2 * time.Hour)}).
		Add("scope-blue", crisis.ScopeClaimed{CrisisID: "c1"}).
		At(5*time.Minute).Add("crisis-c1", crisis.Activated{SingleVoice: true}).
		At(300*time.Minute).Add("crisis-c1", crisis.StoodDown{})
	asked := played(t, func() domain.Policy { return policy.NewSingleVoice() }, s, 10*time.Hour)
	wantLines(t, asked, "5 hold channel feed.HoldPosts", "300 release channel feed.ReleasePosts", "300 scope scope crisis.ReleaseScope")
}

func TestAProposalThatNobodyTakesUpGivesTheBrandBack(t *testing.T) {
	s := story(book()).Add("crisis-c1", crisis.Proposed{Brand: "blue", ExpiresAt: noon.Add(2 * time.Hour)}).
		Add("scope-blue", crisis.ScopeClaimed{CrisisID: "c1"})
	wantLines(t, played(t, func() domain.Policy { return policy.NewSingleVoice() }, s, 5*time.Hour), "120 lapsed scope crisis.ReleaseScope")
}

// promised is a story in which a cell published a text that promises news at 13:00.
func promised() (s *storyOf) {
	s = &storyOf{story(book())}
	s.Add("crisis-c1", crisis.Activated{})
	s.Add("statement-s1", statement.Drafted{Version: 1, IncidentIDs: []string{"i1"}, Facts: []statement.Fact{{Key: "affected", Value: "10"}}},
		statement.Published{Version: 1, Brand: "blue", CrisisID: "c1", NextUpdateAt: noon.Add(time.Hour)})
	s.Add("crisis-c1", crisis.PromiseMade{PromiseID: domain.DeriveID("promise", "s1", "1"), StatementID: "s1", StatementVersion: 1, At: noon.Add(time.Hour)})
	return s
}

func newKeepPromise() domain.Policy { return policy.NewKeepPromise() }

func TestAPromiseIsMadeDraftedForAndBroken(t *testing.T) {
	s := promised()
	s.At(50*time.Minute).Add("statement-s1", statement.Drafted{Version: 2, IncidentIDs: []string{"i1"}, Author: "policy/keep_promise", NextUpdateAt: noon.Add(2 * time.Hour)})
	asked := played(t, newKeepPromise, s.Story, 3*time.Hour)
	wantLines(t, asked, "0 make crisis crisis.MakePromise", "50 no_news statement statement.Draft", "62.016666666666666 broken crisis crisis.BreakPromise")
	d := commandOf[statement.Draft](t, asked, 1)
	if d.Drafted.Push || d.Drafted.Kind != statement.Update || !d.Drafted.NextUpdateAt.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("got %+v", d.Drafted)
	}
}

func TestTheNextWordKeepsThePromise(t *testing.T) {
	s := promised()
	s.At(40*time.Minute).Add("statement-s1", statement.Drafted{Version: 2, IncidentIDs: []string{"i1"}}).
		At(55*time.Minute).Add("statement-s1", statement.Published{Version: 2, Brand: "blue", CrisisID: "c1", NextUpdateAt: noon.Add(2 * time.Hour)}).
		Add("crisis-c1", crisis.PromiseKept{PromiseID: domain.DeriveID("promise", "s1", "1")})
	asked := played(t, newKeepPromise, s.Story, time.Hour)
	wantLines(t, asked, "0 make crisis crisis.MakePromise", "55 keep crisis crisis.KeepPromise", "55 make crisis crisis.MakePromise")
}

func TestAPromiseWaitsForItsCell(t *testing.T) {
	s := story(book()).Add("statement-s1", statement.Published{Version: 1, CrisisID: "c1", NextUpdateAt: noon.Add(time.Hour)}).
		At(10*time.Minute).Add("crisis-c1", crisis.Activated{})
	wantLines(t, played(t, newKeepPromise, s, 40*time.Minute), "10 make crisis crisis.MakePromise")
}

func TestNothingIsPromisedOutsideOfACell(t *testing.T) {
	s := story(book()).Add("statement-s1", statement.Published{Version: 1, NextUpdateAt: noon.Add(time.Hour)})
	wantLines(t, played(t, newKeepPromise, s, 5*time.Hour))
}

func TestADraftThatPromisesNewsTooEarlyIsNoneAndOneThatComesLaterIs(t *testing.T) {
	for minutes, draft := range map[int]bool{55: true, 60: true, 65: false} {
		s := promised()
		s.At(20*time.Minute).Add("statement-s1", statement.Drafted{Version: 2, IncidentIDs: []string{"i1"}, NextUpdateAt: noon.Add(time.Duration(minutes) * time.Minute)})
		want := []string{"0 make crisis crisis.MakePromise"}
		if draft {
			want = append(want, "50 no_news statement statement.Draft")
		}
		wantLines(t, played(t, newKeepPromise, s.Story, time.Hour), want...)
	}
}

// Somebody presses for an all-clear while it lasts. The draft cannot be published, and must not hide the promise.
func TestAnAllClearTooSoonHidesNoPromise(t *testing.T) {
	for _, c := range []struct {
		evidence []domain.Evidence
		want     []string
	}{
		{nil, []string{"0 make crisis crisis.MakePromise", "50 no_news statement statement.Draft"}},
		{[]domain.Evidence{{Fact: "incident.resolved", Value: "i1", Position: 9}}, []string{"0 make crisis crisis.MakePromise"}},
	} {
		s := promised()
		s.At(40*time.Minute).Add("statement-s1", statement.Drafted{Version: 2, Kind: statement.AllClear, IncidentIDs: []string{"i1"}, Author: "person/office", Evidence: c.evidence})
		wantLines(t, played(t, newKeepPromise, s.Story, time.Hour), c.want...)
	}
}

func TestADraftForAPromiseIsAskedForOnce(t *testing.T) {
	for name, answer := range map[string]domain.Event{
		"drafted": statement.Drafted{Version: 2, IncidentIDs: []string{"i1"}, Author: "policy/keep_promise", NextUpdateAt: noon.Add(55 * time.Minute)},
		"refused": reaction.Refused{Policy: "keep_promise", Step: "no_news/" + domain.DeriveID("promise", "s1", "1") + "/x", Code: "invalid"},
	} {
		s := promised()
		stream := domain.StreamID("statement-s1")
		if name == "refused" {
			stream = "reaction-keep_promise"
		}
		s.At(50*time.Minute).Add(stream, answer)
		wantLines(t, played(t, newKeepPromise, s.Story, time.Hour), "0 make crisis crisis.MakePromise", "50 no_news statement statement.Draft")
	}
}

func TestAPromiseRenewedIsDraftedForAtItsNewTime(t *testing.T) {
	s := promised()
	s.At(52*time.Minute).Add("crisis-c1", crisis.PromiseRenewed{PromiseID: domain.DeriveID("promise", "s1", "1"), To: noon.Add(2 * time.Hour)})
	asked := played(t, newKeepPromise, s.Story, 115*time.Minute)
	wantLines(t, asked, "0 make crisis crisis.MakePromise", "50 no_news statement statement.Draft", "110 no_news statement statement.Draft")
	if asked[1].Key() == asked[2].Key() {
		t.Errorf("both are %s", asked[1].Key())
	}
}

func TestTheAllClearKeepsThePromiseAndIsTheLastWordUntilARelapse(t *testing.T) {
	s := promised()
	s.At(55*time.Minute).Add("statement-s1", statement.Drafted{Version: 2, IncidentIDs: []string{"i1"}},
		statement.Published{Version: 2, Brand: "blue", CrisisID: "c1", Kind: statement.AllClear}).
		Add("crisis-c1", crisis.PromiseKept{PromiseID: domain.DeriveID("promise", "s1", "1")})
	s.At(90*time.Minute).Add("statement-s1", statement.Drafted{Version: 3, IncidentIDs: []string{"i1"}},
		statement.Published{Version: 3, Brand: "blue", CrisisID: "c1", Kind: statement.Update, NextUpdateAt: noon.Add(2 * time.Hour)})
	asked := played(t, newKeepPromise, s.Story, 91*time.Minute)
	wantLines(t, asked, "0 make crisis crisis.MakePromise", "50 no_news statement statement.Draft", "55 keep crisis crisis.KeepPromise", "90 make crisis crisis.MakePromise")
}

func TestAWordThatIsOutBeforeThePromiseIsOnRecordKeepsIt(t *testing.T) {
	s := &storyOf{story(book())}
	s.Add("crisis-c1", crisis.Activated{})
	s.Add("statement-s1", statement.Published{Version: 1, CrisisID: "c1", NextUpdateAt: noon.Add(time.Hour)},
		statement.Published{Version: 2, CrisisID: "c1", NextUpdateAt: noon.Add(2 * time.Hour)})
	s.Add("crisis-c1", crisis.PromiseMade{PromiseID: domain.DeriveID("promise", "s1", "1"), StatementID: "s1", StatementVersion: 1, At: noon.Add(time.Hour)})
	wantLines(t, played(t, newKeepPromise, s.Story, time.Minute), "0 make crisis crisis.MakePromise", "0 make crisis crisis.MakePromise",
		"0 keep crisis crisis.KeepPromise", "0 make crisis crisis.MakePromise")
}

func TestACellThatHasGoneHomePromisesNothing(t *testing.T) {
	s := promised()
	s.At(20*time.Minute).Add("crisis-c1", crisis.StoodDown{})
	wantLines(t, played(t, newKeepPromise, s.Story, 3*time.Hour), "0 make crisis crisis.MakePromise")
}

func TestAPromiseIsKeptByTheTimesUnderWhichItsCellWasProposed(t *testing.T) {
	hasty := book()
	hasty.Promise.DraftBefore, hasty.Promise.Tolerance = time.Minute, time.Hour
	content, hash := hasty.Content()
	s := &storyOf{story(book())}
	s.Add("crisis-c1", crisis.Proposed{Brand: "blue"}, crisis.Activated{}).Add("playbook-house", playbook.Adopted{Content: content, Hash: hash})
	s.Add("statement-s1", statement.Published{Version: 1, Brand: "blue", CrisisID: "c1", NextUpdateAt: noon.Add(time.Hour)})
	s.Add("crisis-c1", crisis.PromiseMade{PromiseID: "p1", StatementID: "s1", StatementVersion: 1, At: noon.Add(time.Hour)})
	wantLines(t, played(t, newKeepPromise, s.Story, 55*time.Minute), "0 make crisis crisis.MakePromise", "50 no_news statement statement.Draft")
}

func TestADeskIsReleasedWhenTheLeaseIsOver(t *testing.T) {
	s := story(book()).Add("desk-p1", desk.Claimed{Owner: "a", LeaseUntil: noon.Add(10 * time.Minute)}).
		At(5*time.Minute).Add("desk-p1", desk.Claimed{Owner: "a", LeaseUntil: noon.Add(20 * time.Minute)}).
		Add("desk-p2", desk.Claimed{Owner: "b", LeaseUntil: noon.Add(15 * time.Minute)}).
		At(8*time.Minute).Add("desk-p2", desk.Released{Owner: "b"})
	wantLines(t, played(t, func() domain.Policy { return policy.NewReleaseDesk() }, s, time.Hour), "20 timeout desk desk.Release")
}
