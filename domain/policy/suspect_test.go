package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/incident"
	"tocsin/domain/policy"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
)

func suspect() domain.Policy { return policy.NewSuspect() }

// surgeOf is detected at an instant, at the level that makes one suspicious.
func surgeOf(brand, topic string, after time.Duration) surge.Detected {
	return surge.Detected{Key: surge.Key{Brand: brand, Topic: topic, Channel: "*"}, Level: 1, At: noon.Add(after)}
}

// wantSuspected compares the brands and topics that are suspected, and when.
func wantSuspected(t *testing.T, s *foldtest.Story, want ...incident.Suspect) {
	t.Helper()
	asked := played(t, suspect, s, 5*time.Hour)
	if len(asked) != len(want) {
		t.Fatalf("asked %v, want %d requests", lines(asked), len(want))
	}
	for n, w := range want {
		if c := commandOf[incident.Suspect](t, asked, n); c.Brand != w.Brand || c.Topic != w.Topic || !c.At.Equal(w.At) {
			t.Errorf("request %d: %s %s at %s, want %s %s at %s", n, c.Brand, c.Topic, c.At, w.Brand, w.Topic, w.At)
		}
	}
}

func suspected(brand, topic string, after time.Duration) incident.Suspect {
	return incident.Suspect{Brand: brand, Topic: topic, At: noon.Add(after)}
}

func TestAPooledSurgeWaitsTwiceAsLongForThatOfABrand(t *testing.T) {
	alone := story(book()).Add("surge-s0", surgeOf("*", "phone", 0))
	wantSuspected(t, alone, suspected("*", "phone", 20*time.Minute))

	for _, topic := range []string{"phone", "*"} {
		joined := story(book()).Add("surge-s0", surgeOf("*", "phone", 0)).
			At(19*time.Second).Add("surge-s1", surgeOf("blue", topic, 19*time.Second))
		wantSuspected(t, joined, suspected("blue", topic, 10*time.Minute+19*time.Second))

		late := story(book()).Add("surge-s0", surgeOf("*", "phone", 0)).
			At(19*time.Minute).Add("surge-s1", surgeOf("blue", topic, 19*time.Minute))
		wantSuspected(t, late, suspected("blue", topic, 29*time.Minute))
	}
	every := story(book()).Add("surge-s0", surgeOf("*", "*", 0)).At(time.Minute).Add("surge-s1", surgeOf("blue", "phone", time.Minute))
	wantSuspected(t, every, suspected("blue", "phone", 11*time.Minute))
}

func TestAPooledSurgeOfAnotherTopicIsNotSilencedByABrand(t *testing.T) {
	explained := surgeOf("blue", "baggage", 0)
	explained.ExplainedBy = "i1"
	s := story(book()).Add("surge-s1", explained).Add("surge-s0", surgeOf("*", "phone", 0))
	wantSuspected(t, s, suspected("*", "phone", 20*time.Minute))

	watch := surgeOf("blue", "phone", 0)
	watch.Level = 0
	below := story(book()).Add("surge-s1", watch).Add("surge-s0", surgeOf("*", "phone", 0))
	wantSuspected(t, below, suspected("*", "phone", 20*time.Minute))
}

func TestAPooledSurgeIsSilentWhileTheBrandBehindItIsExplained(t *testing.T) {
	explained := surgeOf("blue", "phone", 0)
	explained.ExplainedBy = "i1"
	s := story(book()).Add("surge-s1", explained).Add("surge-s0", surgeOf("*", "phone", 0))
	wantSuspected(t, s)

	linked := story(book()).Add("surge-s1", surgeOf("blue", "phone", 0)).Add("surge-s0", surgeOf("*", "phone", 0)).
		At(5*time.Minute).Add("surge-s1", surge.Linked{IncidentID: "i1"})
	wantSuspected(t, linked)
}

func TestAPooledSurgeWaitsAnewWhenThatOfTheBrandIsOver(t *testing.T) {
	for _, over := range []surge.Event{surge.Ended{At: noon.Add(8 * time.Minute)}, surge.Dismissed{By: "p1", Reason: "a campaign"}} {
		s := story(book()).Add("surge-s0", surgeOf("*", "phone", 0)).Add("surge-s1", surgeOf("blue", "phone", 0)).
			At(8*time.Minute).Add("surge-s1", over)
		wantSuspected(t, s, suspected("*", "phone", 28*time.Minute))
		s.At(25*time.Minute).Add("surge-s0", surge.Ended{At: noon.Add(25 * time.Minute)})
		wantSuspected(t, s)
	}
}

func TestWhatABrandIsSuspectedOfIsNotSuspectedOfAllBrands(t *testing.T) {
	first := incident.Suspected{Brand: "blue", Topic: "phone", SurgeID: "s1", At: noon.Add(10 * time.Minute)}
	s := story(book()).Add("surge-s1", surgeOf("blue", "phone", 0)).At(10*time.Minute).Add("incident-i1", first).
		At(time.Hour).Add("surge-s1", surge.Ended{At: noon.Add(time.Hour)}).Add("surge-s0", surgeOf("*", "phone", time.Hour))
	wantSuspected(t, s, suspected("blue", "phone", 10*time.Minute))
}

func TestThePlaybookSaysHowLongABrandIsQuietAfterASuspicion(t *testing.T) {
	before := incident.Suspected{Brand: "blue", Topic: "phone", SurgeID: "s1", At: noon.Add(-2 * time.Hour)}
	for quiet, want := range map[time.Duration]int{2 * time.Hour: 1, 3 * time.Hour: 0} {
		rules := book()
		rules.Trigger.QuietAfterSuspicion = quiet
		s := story(rules).Add("incident-i1", before).Add("surge-s2", surgeOf("blue", "baggage", 0))
		if asked := played(t, suspect, s, time.Hour); len(asked) != want {
			t.Errorf("quiet for %s: asked %v, want %d requests", quiet, lines(asked), want)
		}
	}
}
