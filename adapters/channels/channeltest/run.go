package channeltest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tocsin/adapters/channels"
)

// Mood is how the fake provider behind a channel behaves until it is told otherwise.
type Mood int

// Moods.
const (
	Healthy   Mood = iota // takes everything
	Full                  // refuses for now
	LosesTook             // takes it, and its answer is lost
	LosesMiss             // does not take it, and its answer is lost
)

// Fixture is one channel with a fake provider of its own.
type Fixture struct {
	Channel channels.Channel
	Kind    string               // of deliveries that it takes
	Address string               // that the provider knows
	Set     func(Mood)           // from now on
	Took    func(key string) int // messages that truly went out under a key
	Sandbox bool                 // reaches nobody, so that it takes drills
	Later   func() time.Time     // an instant by which everything was said; nil: the provider says nothing later
}

// noon is when the deliveries of the suite are sent.
var noon = time.Date(2030, 1, 15, 12, 0, 0, 0, time.UTC)

// suite is one case at work.
type suite struct {
	*testing.T
	Fixture
}

// Run puts a channel through the contract; open gives a fresh one for each case, Healthy.
func Run(t *testing.T, open func(*testing.T) Fixture) {
	cases := []struct {
		name string
		run  func(suite)
	}{
		{"says what it can", suite.capability},
		{"takes a notice", suite.takes},
		{"full is temporary", suite.full},
		{"expired is not sent", suite.expired},
		{"not_after itself is not late", suite.justInTime},
		{"another kind is not sent", suite.otherKind},
		{"malformed is not sent", suite.malformed},
		{"a drill stays in the house", suite.drill},
		{"a lost answer is unknown", suite.lost},
		{"a cancelled call never claims success", suite.cancelled},
		{"a known key is taken once", suite.repeat},
		{"a known key with another text is never sent", suite.otherText},
		{"a lost one can be looked up", suite.lookup},
		{"receipts come after acceptance", suite.receipts},
		{"many at once", suite.many},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(suite{t, open(t)}) })
	}
}

// notice is one delivery of the suite.
func (s suite) notice(key string) channels.Delivery {
	return channels.Delivery{
		Key: key, Channel: s.Kind, Address: s.Address, Lang: "en", Text: "Your flight is late.\n\nNext update 13:00.",
		Parts: 1, NotAfter: noon.Add(time.Hour), Now: noon,
	}
}

func (s suite) send(d channels.Delivery) (channels.Receipt, error) {
	s.Helper()
	return s.Channel.Send(s.T.Context(), d)
}

// took checks how often a key truly went out.
func (s suite) took(key string, want int) {
	s.Helper()
	if got := s.Took(key); got != want {
		s.Errorf("provider took %q %d times, want %d", key, got, want)
	}
}

// refused checks that an error is a certain no of this kind, and that nothing went out.
func (s suite) refused(err error, key string, temporary bool) *channels.Error {
	s.Helper()
	no, ok := errors.AsType[*channels.Error](err)
	switch {
	case !ok:
		s.Fatalf("got %v, want a *channels.Error", err)
	case no.Temporary != temporary:
		s.Errorf("got temporary %v, want %v (%v)", no.Temporary, temporary, no)
	case no.Reason == "" || len(no.Reason) > 40 || strings.Contains(no.Reason, s.Address):
		s.Errorf("reason %q is not a metric label", no.Reason)
	case no.RetryAfter < 0 || no.RetryAfter > 0 && !no.Temporary:
		s.Errorf("retry after %v does not fit temporary %v", no.RetryAfter, no.Temporary)
	}
	s.took(key, 0)
	return no
}

func (s suite) capability() {
	c := s.Channel.Capability()
	_, tracks := s.Channel.(channels.Tracker)
	switch {
	case s.Channel.Name() == "":
		s.Error("no name")
	case c.PartsPerSecond <= 0:
		s.Errorf("parts per second %v, want above 0", c.PartsPerSecond)
	case c.Repeat != channels.None && c.Repeat != channels.IdempotentKey && c.Repeat != channels.LookupByRef:
		s.Errorf("repeat %q is not filled in", c.Repeat)
	case (c.Repeat == channels.IdempotentKey) != (c.KeyKept > 0):
		s.Errorf("repeat %q with a key kept for %v", c.Repeat, c.KeyKept)
	case c.Repeat == channels.IdempotentKey && c.KeyKept <= time.Hour:
		s.Errorf("key kept for %v, but nothing is repeated in its last hour", c.KeyKept)
	case c.Repeat == channels.LookupByRef && !tracks:
		s.Error("a look-up is promised, but it is no Tracker")
	case c != s.Channel.Capability():
		s.Error("the capability changes")
	}
}

func (s suite) takes() {
	r, err := s.send(s.notice("a/s/1/x"))
	if err != nil || r.ProviderRef == "" {
		s.Fatalf("got %+v, %v, want a reference", r, err)
	}
	s.took("a/s/1/x", 1)
}

func (s suite) full() {
	s.Set(Full)
	_, err := s.send(s.notice("a/s/1/x"))
	s.refused(err, "a/s/1/x", true)
	s.Set(Healthy)
	if _, err := s.send(s.notice("a/s/1/x")); err != nil {
		s.Errorf("the next try: %v", err)
	}
	s.took("a/s/1/x", 1)
}

func (s suite) expired() {
	d := s.notice("a/s/1/x")
	d.NotAfter = d.Now.Add(-time.Nanosecond)
	_, err := s.send(d)
	if no := s.refused(err, d.Key, false); no.Reason != channels.Expired {
		s.Errorf("reason %q, want %q", no.Reason, channels.Expired)
	}
}

func (s suite) justInTime() {
	d := s.notice("a/s/1/x")
	d.NotAfter = d.Now
	if _, err := s.send(d); err != nil {
		s.Errorf("at not_after: %v", err)
	}
	d = s.notice("b/s/1/x")
	d.NotAfter = time.Time{}
	if _, err := s.send(d); err != nil {
		s.Errorf("without not_after: %v", err)
	}
}

func (s suite) otherKind() {
	d := s.notice("a/s/1/x")
	d.Channel = "carrier pigeon"
	_, err := s.send(d)
	s.refused(err, d.Key, false)
}

func (s suite) malformed() {
	for name, spoil := range map[string]func(*channels.Delivery){
		"address": func(d *channels.Delivery) { d.Address = "" },
		"text":    func(d *channels.Delivery) { d.Text = "" },
		"key":     func(d *channels.Delivery) { d.Key = "" },
		"now":     func(d *channels.Delivery) { d.Now = time.Time{} },
	} {
		d := s.notice("a/s/1/" + name)
		spoil(&d)
		_, err := s.send(d)
		s.refused(err, d.Key, false)
	}
}

func (s suite) drill() {
	d := s.notice("a/s/1/x")
	d.Drill = true
	_, err := s.send(d)
	if !s.Sandbox {
		s.refused(err, d.Key, false)
	} else if err != nil {
		s.Errorf("a sandbox takes drills: %v", err)
	}
}

func (s suite) lost() {
	for mood, want := range map[Mood]int{LosesTook: 1, LosesMiss: 0} {
		key := fmt.Sprintf("a/s/%d/x", mood)
		s.Set(mood)
		if _, err := s.send(s.notice(key)); !unknown(err) {
			s.Errorf("got %v, want an error that is no *channels.Error", err)
		}
		s.took(key, want)
	}
}

// unknown says that an error leaves open what became of a notice.
func unknown(err error) bool {
	_, certain := errors.AsType[*channels.Error](err)
	return err != nil && !certain
}

func (s suite) cancelled() {
	ctx, cancel := context.WithCancel(s.T.Context())
	cancel()
	d := s.notice("a/s/1/x")
	_, err := s.Channel.Send(ctx, d)
	_, certain := errors.AsType[*channels.Error](err)
	switch took := s.Took(d.Key); {
	case err == nil:
		s.Error("got success on a cancelled call")
	case certain && took > 0:
		s.Errorf("got a certain no (%v), but it went out", err)
	}
}
