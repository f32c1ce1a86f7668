package conversation

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

func box(text string) domain.Sealed {
	return domain.Sealed{Subject: "ann", Key: "k1", Box: []byte(text)}
}

var (
	opened = Opened{Brand: "AA", Channel: "twitter", Account: "@aa", ThreadRef: box("t"), Subject: "ann"}
	wrote  = MessageReceived{
		ExternalID: "m1", Addressed: "mention", Visibility: Public, From: box("@ann"), Body: box("where is my bag"), Lang: "en",
		ReceivedAt: noon, Reach: 120,
	}
	classified = Classified{
		ExternalID: "m1", Brand: "AA", Channel: "twitter", Subject: "ann", ReceivedAt: noon, Tier: "routine", Topic: "baggage",
		Slots: box("{}"), Urgency: "normal", Confidence: 0.9, By: "rule", ModelVersion: "1", Reason: "baggage.1: bag",
	}
)

// receiving is a message with this id; its classification says only what the classifier knows.
func receiving(id string) Receive {
	m, c := wrote, classified
	m.ExternalID = id
	c.ExternalID, c.Brand, c.Channel, c.Subject, c.ReceivedAt, c.Revised = "", "", "", "", time.Time{}, true
	return Receive{Opened: opened, Message: m, First: c}
}

func received(id string) (MessageReceived, Classified) {
	m, c := wrote, classified
	m.ExternalID, c.ExternalID = id, id
	return m, c
}

func given(t *testing.T, history ...Event) *domaintest.Case[State, Command, Event] {
	t.Helper()
	return domaintest.Given(t, Decider, history...)
}

func TestTheFirstMessageOpensTheThread(t *testing.T) {
	given(t).When(receiving("m1")).Then(opened, wrote, classified)
}

func TestAMessageIsRecordedOnce(t *testing.T) {
	c := given(t, opened, wrote, classified)
	c.When(receiving("m1")).Then()
	m, k := received("m2")
	c.When(receiving("m2")).Then(m, k)
	c.When(receiving("m1")).Then()
	c.When(receiving("m2")).Then()
}

func TestAThreadKeepsItsSubject(t *testing.T) {
	other := receiving("m2")
	other.Opened.Subject, other.Opened.Brand = "bob", "LX"
	m, k := received("m2")
	given(t, opened, wrote, classified).When(other).Then(m, k)
}

func TestANewMessageReopens(t *testing.T) {
	m, k := received("m2")
	c := given(t, opened, wrote, classified, Resolved{Code: "answered"})
	c.When(receiving("m1")).Then() // a repeat reopens nothing
	c.When(receiving("m2")).Then(Reopened{}, m, k)
	m, k = received("m3")
	c.When(receiving("m3")).Then(m, k)
}

func TestAMessageIsComplete(t *testing.T) {
	for name, spoil := range map[string]func(*Receive){
		"no id":         func(r *Receive) { r.Message.ExternalID = "" },
		"no time":       func(r *Receive) { r.Message.ReceivedAt = time.Time{} },
		"no visibility": func(r *Receive) { r.Message.Visibility = "" },
		"no subject":    func(r *Receive) { r.Opened.Subject = "" },
		"no channel":    func(r *Receive) { r.Opened.Channel = "" },
	} {
		t.Run(name, func(t *testing.T) {
			r := receiving("m1")
			spoil(&r)
			given(t).When(r).Refused(domain.Invalid)
		})
	}
}

func TestALaterClassificationIsMarkedRevised(t *testing.T) {
	again := Classified{ExternalID: "m1", Tier: "personal", Topic: "medical", Urgency: "high", By: "human", ModelVersion: "1"}
	want := again
	want.Brand, want.Channel, want.Subject, want.ReceivedAt, want.Revised = "AA", "twitter", "ann", noon, true
	c := given(t, opened, wrote, classified)
	c.When(Reclassify{again}).Then(want)
	again.ExternalID = "m9"
	c.When(Reclassify{again}).Refused(domain.NotFound)
}

func answer() Replied {
	return Replied{Visibility: Private, Body: box("we have it"), Signature: "^JS", By: "joe"}
}

var ownedByJoe = domain.Evidence{Fact: "desk.claimed", Value: "joe", Position: 7}

func TestOnlyTheOwnerReplies(t *testing.T) {
	c := given(t, opened, wrote, classified)
	c.When(Reply{Replied: answer()}).Refused(domain.Forbidden)
	c.When(Reply{answer(), []domain.Evidence{{Fact: "desk.claimed", Value: "eve", Position: 7}}}).Refused(domain.Forbidden)
	c.When(Reply{answer(), []domain.Evidence{{Fact: "desk.released", Value: "joe", Position: 8}}}).Refused(domain.Forbidden)
	c.When(Reply{answer(), []domain.Evidence{ownedByJoe}}).Then(answer())
	automatic := answer()
	automatic.Automatic, automatic.By = true, "policy/self_service"
	c.When(Reply{Replied: automatic}).Then(automatic)
}

func TestUnderSingleVoiceAPublicReplyCitesTheCurrentStatement(t *testing.T) {
	cell := []domain.Evidence{
		ownedByJoe, {Fact: "scope.claimed", Value: "crisis1", Position: 5}, {Fact: "statement.published", Value: "s1/3", Position: 6},
	}
	public := answer()
	public.Visibility = Public
	cites := func(id string, version int) Replied {
		r := public
		r.StatementID, r.StatementVersion = id, version
		return r
	}
	c := given(t, opened, wrote, classified)
	c.When(Reply{public, cell}).Refused(domain.Forbidden)
	c.When(Reply{cites("s1", 2), cell}).Refused(domain.Conflict) // superseded meanwhile
	c.When(Reply{cites("s2", 3), cell}).Refused(domain.Conflict)
	c.When(Reply{cites("s1", 3), cell[:2]}).Refused(domain.Conflict) // nothing is published yet
	c.When(Reply{cites("s1", 3), cell}).Then(cites("s1", 3))
	personal := public
	personal.PersonalCase = true
	c.When(Reply{personal, cell}).Then(personal)
	c.When(Reply{answer(), cell}).Then(answer()) // private
	c.When(Reply{public, cell[:1]}).Then(public) // no cell speaks for the brand
	automatic := public
	automatic.Automatic = true
	c.When(Reply{automatic, cell}).Refused(domain.Forbidden) // neither may a machine
}

func TestAReplyIsComplete(t *testing.T) {
	for name, spoil := range map[string]func(*Replied){
		"by nobody":     func(r *Replied) { r.By = "" },
		"no visibility": func(r *Replied) { r.Visibility = "semi" },
		"says nothing":  func(r *Replied) { r.Body = domain.Sealed{} },
	} {
		t.Run(name, func(t *testing.T) {
			r := answer()
			spoil(&r)
			given(t, opened, wrote).When(Reply{r, []domain.Evidence{ownedByJoe}}).Refused(domain.Invalid)
		})
	}
}

func TestResolvedOnce(t *testing.T) {
	c := given(t, opened, wrote, classified)
	c.When(Resolve{}).Refused(domain.Invalid)
	c.When(Resolve{Code: "answered"}).Then(Resolved{Code: "answered"})
	c.When(Resolve{Code: "duplicate"}).Then()
}

func TestAConversationThatDoesNotExistIsNotFound(t *testing.T) {
	for _, command := range []Command{Reclassify{classified}, Reply{Replied: answer()}, Resolve{Code: "answered"}} {
		given(t).When(command).Refused(domain.NotFound)
	}
}

func TestFoldingLeavesTheStateBeforeAsItWas(t *testing.T) {
	m2, _ := received("m2")
	m3, _ := received("m3")
	m4, _ := received("m4")
	before := given(t, opened, wrote, m2).State()
	one, two := Decider.Evolve(before, m3), Decider.Evolve(before, m4)
	if _, ok := one.find("m3"); !ok {
		t.Error("m3 was overwritten")
	}
	if _, ok := two.find("m3"); ok {
		t.Error("m3 came into another state")
	}
}
