package sandbox_test

import (
	"testing"
	"time"

	"tocsin/adapters/channels"
	"tocsin/adapters/channels/sandbox"
)

// A provider that reports now and then says the same, with the same instants, together and later.
func TestReportsComeTogetherWithTheInstantsOfWhatTheyTell(t *testing.T) {
	kinds := func(every time.Duration) map[string]sandbox.Kind {
		kinds := sandbox.DefaultKinds()
		k := kinds["email"]
		k.Receipts.Every = every
		kinds["email"] = k
		return kinds
	}
	said := func(every time.Duration) (all map[channels.Report]int, moments int) {
		p := sandbox.New(sandbox.Config{Seed: 1, Kinds: kinds(every)})
		sendAll(t, p, "email", upTo(200))
		inbox := p.Channel("email").(interface {
			channels.Inbox
			Next() (time.Time, bool)
		})
		all = map[channels.Report]int{}
		for {
			next, more := inbox.Next()
			if !more {
				return all, moments
			}
			if early := inbox.Receipts(next.Add(-1)); len(early) > 0 {
				t.Fatalf("%d reports before %s", len(early), next)
			}
			reports := inbox.Receipts(next)
			if len(reports) == 0 || every > 0 && !next.Equal(next.Truncate(every)) {
				t.Fatalf("%d reports at %s", len(reports), next)
			}
			moments++
			for _, r := range reports {
				if all[r]++; r.At.After(next) {
					t.Errorf("%v is said at %s already", r, next)
				}
			}
		}
	}
	single, many := said(0)
	together, few := said(10 * time.Minute)
	if len(single) < 200 || len(single) != len(together) || few > many/10 {
		t.Errorf("%d reports at %d moments, %d at %d", len(single), many, len(together), few)
	}
	for r, times := range single {
		if together[r] != times {
			t.Errorf("%v: said %d times, %d by itself", r, together[r], times)
		}
	}
}
