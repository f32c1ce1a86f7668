package sandbox_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tocsin/adapters/channels"
	"tocsin/adapters/channels/sandbox"
)

var noon = time.Date(2030, 1, 15, 12, 0, 0, 0, time.UTC)

func notice(kind string, i int) channels.Delivery {
	return channels.Delivery{
		Key: fmt.Sprintf("p%05d/s/1/%s", i, kind), Channel: kind, Address: fmt.Sprintf("address %d", i), Lang: "en",
		Text: "Flight late.\n\nNext update 13:00.", Parts: 1, NotAfter: noon.Add(6 * time.Hour),
		Now: noon.Add(time.Duration(i) * 10 * time.Millisecond),
	}
}

// sendAll sends n notices as a dispatcher does: what failed for a time is sent again later, what is unknown is looked up
// or repeated, as the channel allows.
func sendAll(t testing.TB, p *sandbox.Provider, kind string, order []int) {
	t.Helper()
	c := p.Channel(kind)
	tracker, _ := c.(channels.Tracker)
	for round := 0; len(order) > 0 && round < 10; round++ {
		var again []int
		for _, i := range order {
			d := notice(kind, i)
			d.Now = d.Now.Add(time.Duration(round) * time.Minute)
			_, err := c.Send(t.Context(), d)
			no, certain := errors.AsType[*channels.Error](err)
			switch {
			case err == nil || certain && !no.Temporary:
				continue
			case !certain && tracker != nil:
				if s, err := tracker.Status(t.Context(), d.Key); err != nil || s.State != channels.Absent {
					continue
				}
			}
			again = append(again, i)
		}
		order = again
	}
	if len(order) > 0 {
		t.Errorf("%d notices found no end", len(order))
	}
}

func upTo(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

// A dispatcher that keeps to the capability reaches everybody who can be reached, nobody twice; and the provider fails
// as often as it was told to.
func TestNobodyTwiceNobodyForgotten(t *testing.T) {
	const n = 25_000
	for _, kind := range []string{"sms", "email", "push"} {
		p := sandbox.New(sandbox.Config{Seed: 7})
		sendAll(t, p, kind, upTo(n))
		c := p.Counts()
		if c.Doubles != 0 {
			t.Errorf("%s: %d messages went out twice", kind, c.Doubles)
		}
		if c.Keys != c.Acceptances || c.Keys != len(p.Entries()) {
			t.Errorf("%s: the counts do not agree: %+v", kind, c)
		}
		bad := c.Refused[channels.BadAddress]
		if c.Keys+bad != n {
			t.Errorf("%s: %d taken and %d of bad addresses are not %d", kind, c.Keys, bad, n)
		}
		near(t, kind+" temporary", float64(c.Refused[channels.Unavailable])/float64(c.Sends), 0.05, 0.006)
		near(t, kind+" unknown", float64(c.Lost)/float64(c.Sends), 0.02, 0.004)
		near(t, kind+" unknown but taken", float64(c.LostTaken)/float64(c.Lost), 0.5, 0.08)
		near(t, kind+" bad addresses", float64(bad)/n, 0.015, 0.003)
		checkReceipts(t, p, kind, n)
	}
}

// checkReceipts hears all receipts in steps of a minute.
func checkReceipts(t *testing.T, p *sandbox.Provider, kind string, n int) {
	t.Helper()
	inbox := p.Channel(kind).(channels.Inbox)
	states := map[channels.State]int{}
	seen := map[channels.Report]int{}
	for {
		next, ok := inbox.Next()
		if !ok {
			break
		}
		if early := inbox.Receipts(next.Add(-time.Nanosecond)); len(early) > 0 {
			t.Fatalf("%s: %d receipts before Next", kind, len(early))
		}
		said := inbox.Receipts(next.Add(time.Minute))
		if len(said) == 0 {
			t.Fatalf("%s: Next is %v, but nothing is said then", kind, next)
		}
		for _, r := range said {
			if seen[r]++; seen[r] == 1 {
				states[r.State]++
			}
		}
	}
	doubled := 0
	for r, times := range seen {
		e, ok := p.Entry(r.Key)
		switch {
		case !ok || r.At.Before(e.At):
			t.Fatalf("%s: %+v, but the ledger says %+v", kind, r, e)
		case times > 2:
			t.Fatalf("%s: %+v is said %d times", kind, r, times)
		case times == 2:
			doubled++
		}
	}
	kinds := sandbox.DefaultKinds()[kind].Receipts
	near(t, kind+" delivered", float64(states[channels.Delivered])/float64(p.Counts().Keys), kinds.Delivered, 0.01)
	near(t, kind+" read", float64(states[channels.Read])/float64(max(1, states[channels.Delivered])), kinds.Read, 0.015)
	near(t, kind+" doubled", float64(doubled)/float64(len(seen)), 0.1, 0.01)
	read := 0
	for _, e := range p.Entries() {
		if e.State == channels.Read {
			read++
		}
	}
	if read != states[channels.Read] {
		t.Errorf("%s: the ledger has %d read, %d were said", kind, read, states[channels.Read])
	}
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s: %.4f, want %.4f within %.4f", what, got, want, within)
	}
}

// The order of calls changes nothing but the order.
func TestFaultsDoNotDependOnOrder(t *testing.T) {
	ledger := func(order []int) []string {
		p := sandbox.New(sandbox.Config{Seed: 3})
		for _, kind := range p.Kinds() {
			sendAll(t, p, kind, order)
		}
		var lines []string
		for _, e := range p.Entries() {
			lines = append(lines, fmt.Sprint(e))
		}
		slices.Sort(lines)
		return append(lines, fmt.Sprint(p.Counts()))
	}
	want := ledger(upTo(300))
	rapid.Check(t, func(t *rapid.T) {
		if diff := cmp.Diff(want, ledger(rapid.Permutation(upTo(300)).Draw(t, "order"))); diff != "" {
			t.Fatalf("another order, another outcome:\n%s", diff)
		}
	})
	other := sandbox.New(sandbox.Config{Seed: 4})
	for _, kind := range other.Kinds() {
		sendAll(t, other, kind, upTo(300))
	}
	if fmt.Sprint(other.Counts()) == want[len(want)-1] {
		t.Error("another seed gives the same faults")
	}
}

// A sender that does not keep to the capability is found out.
func TestLedgerShowsDoubles(t *testing.T) {
	p := sandbox.New(sandbox.Config{Kinds: map[string]sandbox.Kind{
		"sms":   sandbox.Quiet(channels.Capability{PartsPerSecond: 1, Repeat: channels.LookupByRef}),
		"email": sandbox.Quiet(channels.Capability{PartsPerSecond: 1, Repeat: channels.IdempotentKey, KeyKept: time.Hour}),
		"post":  sandbox.Quiet(channels.Capability{PartsPerSecond: 1, Repeat: channels.None}),
	}})
	for kind, want := range map[string]int{"sms": 2, "email": 1, "post": 2} {
		for range 2 {
			if _, err := p.Channel(kind).Send(t.Context(), notice(kind, 1)); err != nil {
				t.Fatal(err)
			}
		}
		if e, _ := p.Entry(notice(kind, 1).Key); e.Acceptances != want || e.Repeats != 2-want {
			t.Errorf("%s: taken %d times, dropped %d", kind, e.Acceptances, e.Repeats)
		}
	}
	late := notice("email", 1)
	late.Now, late.NotAfter = late.Now.Add(time.Hour+time.Nanosecond), time.Time{}
	if _, err := p.Channel("email").Send(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	if e, _ := p.Entry(late.Key); e.Acceptances != 2 {
		t.Error("a key is dropped for longer than it is kept")
	}
	if c := p.Counts(); c.Doubles != 3 || c.Keys != 3 || c.Acceptances != 6 || c.Repeats != 1 {
		t.Errorf("counts %+v", c)
	}
	changed := late
	changed.Text = "Something else."
	if _, err := p.Channel("email").Send(t.Context(), changed); err == nil {
		t.Error("a known key takes another text")
	}
}

func TestOutages(t *testing.T) {
	p := sandbox.New(sandbox.Config{Seed: 1, Kinds: map[string]sandbox.Kind{
		"sms":   sandbox.Quiet(channels.Capability{PartsPerSecond: 1, Repeat: channels.LookupByRef}),
		"email": sandbox.Quiet(channels.Capability{PartsPerSecond: 1, Repeat: channels.IdempotentKey, KeyKept: day}),
	}})
	p.Disturb(sandbox.Window{Kind: "sms", From: noon.Add(time.Minute), Until: noon.Add(2 * time.Minute), Faults: sandbox.Faults{Temporary: 0.37}, Reason: channels.Throttled})
	refused := map[string]int{}
	for i := range 3000 {
		for _, kind := range p.Kinds() {
			d := notice(kind, i)
			d.Now = noon.Add(time.Duration(i) * 60 * time.Millisecond) // three minutes
			_, err := p.Channel(kind).Send(t.Context(), d)
			if err == nil {
				continue
			}
			if no, ok := errors.AsType[*channels.Error](err); !ok || !no.Temporary || no.Reason != channels.Throttled {
				t.Fatal(err)
			}
			if d.Now.Before(noon.Add(time.Minute)) || !d.Now.Before(noon.Add(2*time.Minute)) {
				t.Fatalf("refused at %v, outside of the window", d.Now)
			}
			refused[kind]++
		}
	}
	near(t, "share in the window", float64(refused["sms"])/1000, 0.37, 0.05)
	if refused["email"] > 0 {
		t.Error("the window of one kind disturbs another")
	}

	p.FailAll("maintenance")
	for _, kind := range p.Kinds() {
		_, err := p.Channel(kind).Send(t.Context(), notice(kind, 5000))
		if no, ok := errors.AsType[*channels.Error](err); !ok || no.Reason != "maintenance" {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := p.Channel("sms").(channels.Tracker).Status(t.Context(), "x"); err == nil {
		t.Error("a provider that is down answers look-ups")
	}
	p.FailAll("")
	if _, err := p.Channel("sms").Send(t.Context(), notice("sms", 5000)); err != nil {
		t.Errorf("after the outage: %v", err)
	}
}

const day = 24 * time.Hour

// The ledger is the provider's: it outlives the process of the node by its journal, and can be carried elsewhere.
func TestRestore(t *testing.T) {
	var journal bytes.Buffer
	p := sandbox.New(sandbox.Config{Seed: 9, Journal: &journal, KeepText: true})
	sendAll(t, p, "sms", upTo(500))
	sendAll(t, p, "email", upTo(500))
	_, _ = p.Channel("sms").Send(t.Context(), notice("sms", 1)) // twice, to see that it is kept
	var export bytes.Buffer
	if err := p.Export(&export); err != nil {
		t.Fatal(err)
	}
	cut := journal.String()
	for name, text := range map[string]string{
		"journal": cut, "export": export.String(), "journal with a cut end": cut + cut[:40],
	} {
		again := sandbox.New(sandbox.Config{Seed: 9})
		if err := again.Restore(strings.NewReader(text)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, want := again.Counts(), p.Counts(); got.Keys != want.Keys || got.Acceptances != want.Acceptances || got.Doubles != want.Doubles {
			t.Errorf("%s: counts %+v, want %+v", name, got, want)
		}
		if e, ok := again.Entry(notice("email", 4).Key); !ok || e.Text == "" || len(e.TextHash) != 64 {
			t.Errorf("%s: entry %+v", name, e)
		}
		if _, ok := again.Channel("sms").(channels.Inbox).Next(); !ok {
			t.Errorf("%s: nothing more will be said", name)
		}
	}
	if err := sandbox.New(sandbox.Config{Kinds: map[string]sandbox.Kind{}}).Restore(strings.NewReader(cut)); err == nil {
		t.Error("a ledger of unknown kinds is read")
	}
	if err := sandbox.New(sandbox.Config{}).Restore(strings.NewReader("{]")); err == nil {
		t.Error("nonsense is read")
	}
}

// errWriter is a disk that is full.
type errWriter struct{}

func (errWriter) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// What could not be written down may have been taken: nobody knows.
func TestJournalFailureIsUnknown(t *testing.T) {
	p := sandbox.New(sandbox.Config{Journal: errWriter{}, Kinds: map[string]sandbox.Kind{"sms": {}}})
	_, err := p.Channel("sms").Send(t.Context(), notice("sms", 1))
	if _, certain := errors.AsType[*channels.Error](err); err == nil || certain {
		t.Errorf("got %v, want an unknown outcome", err)
	}
}

func TestLedgerKeepsNoText(t *testing.T) {
	p := sandbox.New(sandbox.Config{Kinds: map[string]sandbox.Kind{"sms": {}}})
	if _, err := p.Channel("sms").Send(t.Context(), notice("sms", 1)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := p.Export(&out); err != nil {
		t.Fatal(err)
	}
	for _, personal := range []string{"Flight", "address 1"} {
		if strings.Contains(out.String(), personal) {
			t.Errorf("the export holds %q: %s", personal, out.String())
		}
	}
	if p.Channel("pigeon") != nil {
		t.Error("there is a channel of a kind that nobody configured")
	}
}

func BenchmarkSend(b *testing.B) {
	p := sandbox.New(sandbox.Config{Seed: 1})
	c := p.Channel("sms")
	for i := 0; b.Loop(); i++ {
		_, _ = c.Send(b.Context(), notice("sms", i))
	}
}
