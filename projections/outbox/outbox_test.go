package outbox

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
	"tocsin/projections"
	"tocsin/projections/foldtest"
)

var _ projections.Model = (*Outbox)(nil)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

var rules = playbook.Playbook{Channels: []playbook.Channel{
	{Kind: "sms", InFlight: 10, Attempts: 3, PartsPerS: 5, RetryAfter: 30 * time.Second, ResolveAfter: time.Minute},
	{Kind: "email", RetryAfter: time.Minute, ResolveAfter: time.Minute},
}}

func adopted() playbook.Adopted {
	content, hash := rules.Content()
	return playbook.Adopted{Content: content, Hash: hash}
}

// batch is a batch of statement s1 for these people, all by SMS.
func batch(version int, people ...string) delivery.Requested {
	r := delivery.Requested{
		OutreachID: fmt.Sprintf("o%d", version), Wave: 1, IncidentID: "i1", StatementID: "s1", StatementVersion: version,
		Ladder: []string{"sms", "email"}, NotAfter: noon.Add(time.Hour),
	}
	for i, p := range people {
		r.Items = append(r.Items, delivery.Item{I: i, Subject: p, Lang: "en", Channel: "sms", ContactID: "c-" + p})
	}
	return r
}

func tried(attempt int, items ...int) delivery.Attempted {
	e := delivery.Attempted{Provider: "acme"}
	for _, i := range items {
		e.Items = append(e.Items, delivery.AttemptedItem{I: i, Attempt: attempt, Channel: "sms", ContactID: "c"})
	}
	return e
}

func accepted(items ...int) (e delivery.Accepted) {
	for _, i := range items {
		e.Items = append(e.Items, delivery.AcceptedItem{I: i, ProviderRef: "r"})
	}
	return e
}

// begin is a playbook, a published first version and a batch of it.
func begin(people ...string) *foldtest.Story {
	return foldtest.New(noon).Add("playbook-house", adopted()).
		Add("statement-s1", statement.Published{Version: 1}).Add("delivery-o1-1-1", batch(1, people...))
}

func refs(stream domain.StreamID, items ...int) (list []Ref) {
	for _, i := range items {
		list = append(list, Ref{Stream: stream, I: i})
	}
	return list
}

// wantWork folds a story and compares what the queue wants done so long after noon.
func wantWork(t *testing.T, s *foldtest.Story, since time.Duration, want Work) *Outbox {
	t.Helper()
	o := foldtest.Fold(New(), s.Records)
	if diff := cmp.Diff(want, o.Work(noon.Add(since))); diff != "" {
		t.Errorf("work at %s (-want +got):\n%s", since, diff)
	}
	return o
}

func TestWhatIsRequestedMayBeTried(t *testing.T) {
	wantWork(t, begin("p0", "p1"), 0, Work{Try: refs("delivery-o1-1-1", 0, 1)})
}

func TestWhatIsUnderWayWaits(t *testing.T) {
	s := begin("p0", "p1").Add("delivery-o1-1-1", tried(1, 0))
	o := wantWork(t, s, 0, Work{Try: refs("delivery-o1-1-1", 1)})
	if diff := cmp.Diff(refs("delivery-o1-1-1", 0), o.Stranded()); diff != "" {
		t.Errorf("stranded (-want +got):\n%s", diff)
	}
}

func TestATemporaryFailureBacksOff(t *testing.T) {
	s := begin("p0").Add("delivery-o1-1-1", tried(1, 0),
		delivery.Failed{Items: []delivery.FailedItem{{I: 0, Code: "busy"}}})
	wantWork(t, s, 29*time.Second, Work{})
	wantWork(t, s, 30*time.Second, Work{Try: refs("delivery-o1-1-1", 0)})
	s.At(30*time.Second).Add("delivery-o1-1-1", tried(2, 0),
		delivery.Failed{Items: []delivery.FailedItem{{I: 0, Code: "busy"}}})
	wantWork(t, s, 89*time.Second, Work{})
	wantWork(t, s, 90*time.Second, Work{Try: refs("delivery-o1-1-1", 0)})
	s.At(90*time.Second).Add("delivery-o1-1-1", tried(3, 0),
		delivery.Failed{Items: []delivery.FailedItem{{I: 0, Code: "busy", RetryAfterS: 600}}})
	o := wantWork(t, s, 689*time.Second, Work{})
	wantWork(t, s, 690*time.Second, Work{Try: refs("delivery-o1-1-1", 0)})
	if next, ok := o.Next(noon.Add(90 * time.Second)); !ok || next != noon.Add(690*time.Second) {
		t.Errorf("next %s, %v", next, ok)
	}
}

func TestAPermanentFailureWantsTheNextChannel(t *testing.T) {
	s := begin("p0").Add("delivery-o1-1-1", tried(1, 0),
		delivery.Failed{Items: []delivery.FailedItem{{I: 0, Code: "no such number", Permanent: true}}})
	wantWork(t, s, 0, Work{Failed: refs("delivery-o1-1-1", 0)})
	s.Add("delivery-o1-1-1", delivery.Escalated{Items: []delivery.EscalatedItem{{I: 0, From: "sms", To: "email", ContactID: "m"}}})
	wantWork(t, s, 0, Work{Try: refs("delivery-o1-1-1", 0)})
}

func TestAnUnknownOutcomeIsLookedUpLater(t *testing.T) {
	s := begin("p0").Add("delivery-o1-1-1", tried(1, 0), delivery.OutcomeUnknown{Items: []delivery.UnknownItem{{I: 0}}})
	wantWork(t, s, 59*time.Second, Work{})
	wantWork(t, s, time.Minute, Work{Resolve: refs("delivery-o1-1-1", 0)})
}

func TestWhatIsTooLateIsListed(t *testing.T) {
	s := begin("p0", "p1").Add("delivery-o1-1-1", tried(1, 1))
	o := wantWork(t, s, time.Hour, Work{Try: refs("delivery-o1-1-1", 0)})
	wantWork(t, s, time.Hour+1, Work{Late: refs("delivery-o1-1-1", 0)})
	if next, ok := o.Next(noon); !ok || next != noon.Add(time.Hour+1) {
		t.Errorf("next %s, %v", next, ok)
	}
}

func TestAPausedRunIsNotTried(t *testing.T) {
	s := begin("p0").Add("outreach-o1", outreach.Paused{})
	wantWork(t, s, 0, Work{})
	wantWork(t, s, 2*time.Hour, Work{Late: refs("delivery-o1-1-1", 0)})
	s.Add("outreach-o1", outreach.Resumed{})
	wantWork(t, s, 0, Work{Try: refs("delivery-o1-1-1", 0)})
}

func TestASupersededTextIsRetiredAndNotTried(t *testing.T) {
	s := begin("p0").Add("statement-s1", statement.Published{Version: 2})
	wantWork(t, s, 0, Work{Retired: refs("delivery-o1-1-1", 0)})
}

func TestANewerTextWaitsForTheOlderOne(t *testing.T) {
	s := begin("p0", "p1").Add("delivery-o1-1-1", tried(1, 0, 1), accepted(1), delivery.OutcomeUnknown{Items: []delivery.UnknownItem{{I: 0}}}).
		Add("statement-s1", statement.Published{Version: 2}).Add("delivery-o2-1-1", batch(2, "p0", "p1"))
	wantWork(t, s, 0, Work{Try: refs("delivery-o2-1-1", 1), Held: refs("delivery-o2-1-1", 0)})
	s.Add("delivery-o1-1-1", delivery.Parked{Items: []delivery.ParkedItem{{I: 0, Reason: "outcome unknown"}}})
	wantWork(t, s, 0, Work{Try: refs("delivery-o2-1-1", 0, 1)})
}

func TestANoticeWaitsForItsOfferButNotForLong(t *testing.T) {
	b := batch(1, "p0")
	b.Items[0].OfferID = "f1"
	s := foldtest.New(noon).Add("statement-s1", statement.Published{Version: 1}).Add("delivery-o1-1-1", b)
	o := wantWork(t, s, OfferGrace-1, Work{})
	if next, ok := o.Next(noon); !ok || next != noon.Add(OfferGrace) {
		t.Errorf("next %s, %v", next, ok)
	}
	wantWork(t, s, OfferGrace, Work{Try: refs("delivery-o1-1-1", 0)})
	wantWork(t, s.Add("offer-f1", offer.Made{}), 0, Work{Try: refs("delivery-o1-1-1", 0)})
}

func TestAReceiptFindsItsNoticeAlsoOnAnEarlierChannel(t *testing.T) {
	s := begin("p0").Add("delivery-o1-1-1", tried(1, 0),
		delivery.Failed{Items: []delivery.FailedItem{{I: 0, Code: "no", Permanent: true}}},
		delivery.Escalated{Items: []delivery.EscalatedItem{{I: 0, From: "sms", To: "email", ContactID: "m"}}})
	o := foldtest.Fold(New(), s.Records)
	if ref, ok := o.Find(delivery.Key("s1", 1, "p0", "sms")); !ok || ref != (Ref{Stream: "delivery-o1-1-1"}) {
		t.Errorf("found %v, %v", ref, ok)
	}
	if ref, ok := o.Find(Key(o.Batch("delivery-o1-1-1"), 0)); ok {
		t.Errorf("found %v on a channel that was never tried", ref)
	}
}

func TestOlderBatchesGoFirstAlsoWhenOpenedAgain(t *testing.T) {
	s := begin("p0").Add("delivery-o1-1-2", batch(1, "p1")).Add("delivery-o1-1-1", tried(1, 0), accepted(0))
	wantWork(t, s, 0, Work{Try: refs("delivery-o1-1-2", 0)})
	s.Add("delivery-o1-1-1", delivery.Escalated{Items: []delivery.EscalatedItem{{I: 0, From: "sms", To: "email", ContactID: "m"}}})
	o := foldtest.Fold(New(), s.Records[:len(s.Records)-1])
	o.Work(noon) // looking must not change what comes later
	foldtest.Fold(o, s.Records[len(s.Records)-1:])
	want := slices.Concat(refs("delivery-o1-1-1", 0), refs("delivery-o1-1-2", 0))
	if diff := cmp.Diff(want, o.Work(noon).Try); diff != "" {
		t.Errorf("try (-want +got):\n%s", diff)
	}
}

func TestClosedBatchesAreForgottenOnceNoReceiptCanCome(t *testing.T) {
	s := begin("p0").Add("delivery-o1-1-2", batch(1, "p1")).Add("delivery-o1-1-1", tried(1, 0), accepted(0)).
		At(ReceiptsFor-1).Add("delivery-o1-2-1", batch(1, "p2"))
	o := foldtest.Fold(New(), s.Records)
	if o.Batch("delivery-o1-1-1") == nil {
		t.Error("forgotten too early")
	}
	s.At(ReceiptsFor).Add("delivery-o1-2-2", batch(1, "p3"))
	o = foldtest.Fold(New(), s.Records)
	if _, known := o.Find(delivery.Key("s1", 1, "p0", "sms")); known || o.Batch("delivery-o1-1-1") != nil {
		t.Error("a closed batch is kept for ever")
	}
	if o.Batch("delivery-o1-1-2") == nil {
		t.Error("an open batch is forgotten")
	}
}

func TestANoticeWithoutALinkDoesNotWaitForItsOffer(t *testing.T) {
	b := batch(1, "p0")
	b.Items[0].OfferID = "f1"
	plain := statement.VariantSet{Version: 1, Lang: "en", Channel: "sms", Template: "Not today.", Params: []statement.Param{{Name: "next", Type: "time"}}}
	s := foldtest.New(noon).Add("statement-s1", plain, statement.Published{Version: 1}).Add("delivery-o1-1-1", b)
	wantWork(t, s, 0, Work{Try: refs("delivery-o1-1-1", 0)})
	linked := plain
	linked.Channel, linked.Params = "email", []statement.Param{{Name: "link", Type: "link"}}
	s = foldtest.New(noon).Add("statement-s1", plain, linked, statement.Published{Version: 1}).Add("delivery-o1-1-1", b)
	wantWork(t, s, 0, Work{})
}
