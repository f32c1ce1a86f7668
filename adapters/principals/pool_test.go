package principals

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/desk"
	"tocsin/projections/foldtest"
)

// claimed plays a cast in which each brand has so many agents, and lists who takes a customer within a minute.
func claimed(agents int, s *foldtest.Story) (who []string) {
	cast := New(1, DefaultManners(), func(string, string, string) (domain.Sealed, error) { return domain.Sealed{}, nil })
	cast.rules.Desk.Agents, cast.rules.Desk.HandlingS = agents, 600
	for _, r := range s.Records {
		cast.Apply(r)
	}
	for _, act := range cast.Due(noon.Add(time.Minute)) {
		if c, ok := act.Command.(desk.Claim); ok {
			who = append(who, c.Owner)
		}
	}
	slices.Sort(who)
	return who
}

func written(s *foldtest.Story, brand string, customers int) {
	for n := range customers {
		id := fmt.Sprintf("%s %d", brand, n)
		s.Add(domain.StreamID("conversation-"+id), conversation.Classified{Brand: brand, Subject: id, ReceivedAt: noon})
	}
}

func TestEachBrandHasADeskOfItsOwn(t *testing.T) {
	s := foldtest.New(noon)
	written(s, "Example Air", 5)
	written(s, "Other", 1)
	want := []string{"agent/example-air/001", "agent/example-air/002", "agent/other/001"}
	if got := claimed(2, s); !slices.Equal(got, want) {
		t.Errorf("customers are taken by %v, want %v", got, want)
	}
}

func TestWhoIsCalledOutJoinsTheDeskOfHisBrand(t *testing.T) {
	s := foldtest.New(noon)
	s.Add("callout-c1", callout.Raised{Brand: "Other", StartBy: noon, EndBy: noon.Add(time.Hour)}, callout.Accepted{Member: "m1"})
	written(s, "Example Air", 3)
	written(s, "Other", 3)
	want := []string{"agent/example-air/001", "agent/other/001", "agent/other/002"}
	if got := claimed(1, s); !slices.Equal(got, want) {
		t.Errorf("customers are taken by %v, want %v", got, want)
	}
}

func TestTheMostUrgentIsServedFirst(t *testing.T) {
	p := (&floor{pools: map[string]*pool{}}).pool("Other")
	for n, urgency := range []string{"none", "soon", "life_safety", "stranded", "soon"} {
		p.queue = append(p.queue, waiting{subject: fmt.Sprint(urgency, n), rank: rank(urgency), since: noon.Add(time.Duration(-n) * time.Second)})
	}
	var served []string
	for {
		w, _, ok := p.next(len(served) + 1)
		if !ok {
			break
		}
		served = append(served, w.subject)
	}
	if got := strings.Join(served, " "); got != "life_safety2 stranded3 soon4 soon1 none0" {
		t.Errorf("served: %s", got)
	}
}
