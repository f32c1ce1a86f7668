package classify

import (
	"strings"
	"testing"
)

func book(t testing.TB, o Options) *Rulebook {
	t.Helper()
	b, err := Default(o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTopics(t *testing.T) {
	b := book(t, Options{})
	for _, tc := range []struct {
		text  string
		topic string
		tier  Tier
	}{
		{"I have been on hold for two hours", "phone", TierComplaint},
		{"your agent hung up on me AGAIN", "phone", TierComplaint},
		{"Nobody picks up the phone, is there another number?", "phone", TierRoutine},
		{"You lost my bag", "baggage", TierComplaint},
		{"Where is my suitcase?", "baggage", TierRoutine},
		{"My stroller arrived broken", "baggage", TierComplaint},
		{"I want a refund", "refund", TierRoutine},
		{"How do I claim the hotel and taxi expenses?", "refund", TierRoutine},
		{"our flight was cancelled", "cancel", TierComplaint},
		{"can you rebook me to tomorrow's flight please?", "booking", TierRoutine},
		{"please change my flight to Tuesday", "booking", TierRoutine},
		{"the website keeps crashing at check-in", "checkin_web", TierComplaint},
		{"my miles were never credited to my account", "loyalty", TierRoutine},
		{"my seat does not recline", "seat", TierComplaint},
		{"sitting on the tarmac for 3hrs", "delay", TierComplaint},
		{"two hours late and we missed our connection", "delay", TierComplaint},
		{"the gate agent was so rude", "service", TierComplaint},
		{"worst airline ever", "service", TierComplaint},
		{"thanks to the great crew on board!", "praise", TierReaction},
		{"thx!", "praise", TierReaction},
		{"DM sent", "other", TierReaction},
		{"", "other", TierReaction},
	} {
		got := b.Classify(Input{Text: tc.text, Language: "en"})
		if got.Topic != tc.topic || got.Tier != tc.tier {
			t.Errorf("%q: got %s/%s, want %s/%s (%s)", tc.text, got.Topic, got.Tier, tc.topic, tc.tier, got.Reason)
		}
	}
}

func TestSpellingDoesNotMatter(t *testing.T) {
	b := book(t, Options{})
	want := b.Classify(Input{Text: "can't get through, on hold for 2 hours", Language: "en"})
	for _, text := range []string{
		"CAN’T GET THROUGH, ON HOLD FOR 2 HOURS",
		"cant get through &amp; on hold for 2hours",
		"@brand cán't gét thröugh #on #hold for 2 hours https://t.co/cancelled",
	} {
		if got := b.Classify(Input{Text: text, Language: "en-GB"}); got.Topic != want.Topic || got.Reason != want.Reason {
			t.Errorf("%q: got %s (%s), want %s (%s)", text, got.Topic, got.Reason, want.Topic, want.Reason)
		}
	}
}

func TestHandlesAndLinksSayNothing(t *testing.T) {
	b := book(t, Options{})
	got := b.Classify(Input{Text: "@refund_airways @delayed https://baggage.example/lost?on=hold x@cancelled.example", Language: "en"})
	if got.Topic != "other" || got.Reason != "no rule spoke" {
		t.Errorf("got %s: %s", got.Topic, got.Reason)
	}
}

func TestDenialTurnsPraiseOff(t *testing.T) {
	b := book(t, Options{})
	if got := b.Classify(Input{Text: "the crew was not helpful", Language: "en"}); got.Topic == "praise" {
		t.Errorf("denied praise is praise: %s", got.Reason)
	}
	if got := b.Classify(Input{Text: "the crew was helpful", Language: "en"}); got.Topic != "praise" {
		t.Errorf("praise is %s: %s", got.Topic, got.Reason)
	}
	if got := b.Classify(Input{Text: "It was not cold. The crew was helpful", Language: "en"}); got.Topic != "praise" {
		t.Errorf("a denial reached across a sentence: %s: %s", got.Topic, got.Reason)
	}
}

func TestUrgency(t *testing.T) {
	b := book(t, Options{})
	for _, tc := range []struct {
		text       string
		urgency    Urgency
		vulnerable bool
	}{
		{"my father can't breathe, no oxygen at the gate", UrgencyLifeSafety, true},
		{"my grandmother is in a wheelchair and stuck in Denver", UrgencyVulnerable, true},
		{"stuck in Denver until tomorrow", UrgencyStranded, false},
		{"my flight leaves in 2 hours and I cannot check in", UrgencySoon, false},
		{"what is the baggage allowance?", UrgencyNormal, false},
	} {
		got := b.Classify(Input{Text: tc.text, Language: "en"})
		if got.Urgency != tc.urgency || got.Vulnerable != tc.vulnerable {
			t.Errorf("%q: got %s, vulnerable %v, want %s, %v (%s)", tc.text, got.Urgency, got.Vulnerable, tc.urgency, tc.vulnerable, got.Reason)
		}
		if tc.vulnerable && got.Tier != TierPersonal {
			t.Errorf("%q: tier %s, want a person", tc.text, got.Tier)
		}
	}
}

func TestReasonHoldsNoWordOfTheCustomer(t *testing.T) {
	b := book(t, Options{})
	got := b.Classify(Input{Text: "Ms Krzyzanowska refunded 4711 hours on hold, refunding PNR QX7ZZ9", Language: "en"})
	for _, private := range []string{"krzy", "4711", "qx7", "refunded", "refunding"} {
		if strings.Contains(strings.ToLower(got.Reason), private) {
			t.Errorf("reason %q repeats %q", got.Reason, private)
		}
	}
	if !strings.Contains(got.Reason, `phone-hold "on hold"`) {
		t.Errorf("reason %q does not name the rule and its words", got.Reason)
	}
}

func TestUnknownLanguageGoesToAPerson(t *testing.T) {
	got := book(t, Options{}).Classify(Input{Text: "dov'è la mia valigia?", Language: "it"})
	if got.Tier != TierPersonal || got.Topic != "other" || got.Confidence != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestConfidenceFallsWithASecondTopic(t *testing.T) {
	b := book(t, Options{})
	sure := b.Classify(Input{Text: "on hold for hours", Language: "en"})
	torn := b.Classify(Input{Text: "on hold for hours about my lost bag", Language: "en"})
	if sure.Confidence <= torn.Confidence || sure.Confidence >= 1 || torn.Confidence <= 0 {
		t.Errorf("confidence %.2f alone, %.2f torn", sure.Confidence, torn.Confidence)
	}
}

func TestModelVersionNamesLanguageAndContent(t *testing.T) {
	got := book(t, Options{}).Classify(Input{Text: "x", Language: "en"}).ModelVersion
	if !strings.HasPrefix(got, "rules/en/2/") || len(got) != len("rules/en/2/")+8 {
		t.Errorf("model version %q", got)
	}
}

func BenchmarkClassify(b *testing.B) {
	rules := book(b, Options{})
	in := Input{Language: "en", Text: "@brand flight 1234 delayed 3 hrs, then my bag was lost &amp; I've been on hold for 2 hours. Can somebody please help me?! #fail"}
	b.ReportAllocs()
	for b.Loop() {
		rules.Classify(in)
	}
}
