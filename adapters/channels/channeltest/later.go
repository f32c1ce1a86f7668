package channeltest

import (
	"fmt"
	"sync"
	"time"

	"tocsin/adapters/channels"
)

func (s suite) repeat() {
	is := s.Channel.Capability()
	if is.Repeat != channels.IdempotentKey {
		s.Skipf("%s does not drop repeats", is.Repeat)
	}
	s.Set(LosesTook)
	d := s.notice("a/s/1/x")
	if _, err := s.send(d); !unknown(err) {
		s.Fatalf("got %v, want a lost answer", err)
	}
	s.Set(Healthy)
	first, err := s.send(d)
	if err != nil {
		s.Fatal(err)
	}
	d.Now = d.Now.Add(is.KeyKept - time.Hour) // the last instant at which anybody repeats
	d.NotAfter = d.Now
	again, err := s.send(d)
	if err != nil || again != first {
		s.Errorf("got %+v, %v, want the same receipt %+v", again, err, first)
	}
	s.took(d.Key, 1)
}

func (s suite) otherText() {
	if is := s.Channel.Capability(); is.Repeat != channels.IdempotentKey {
		s.Skipf("%s does not know keys", is.Repeat)
	}
	d := s.notice("a/s/1/x")
	if _, err := s.send(d); err != nil {
		s.Fatal(err)
	}
	d.Text = "Something else."
	_, _ = s.send(d) // a provider may refuse it, or answer as for the first
	s.took(d.Key, 1)
}

func (s suite) lookup() {
	tracker, ok := s.Channel.(channels.Tracker)
	if !ok {
		s.Skip("cannot be asked")
	}
	for mood, want := range map[Mood]channels.State{LosesTook: channels.Accepted, LosesMiss: channels.Absent} {
		key := fmt.Sprintf("a/s/%d/x", mood)
		s.Set(mood)
		if _, err := s.send(s.notice(key)); !unknown(err) {
			s.Fatalf("got %v, want a lost answer", err)
		}
		s.Set(Healthy)
		got, err := tracker.Status(s.T.Context(), key)
		if err != nil || got.State != want || (got.ProviderRef == "") != (want == channels.Absent) {
			s.Errorf("status of %s: got %+v, %v, want %s", key, got, err, want)
		}
	}
	if got, err := tracker.Status(s.T.Context(), "never/s/1/x"); err != nil || got.State != channels.Absent {
		s.Errorf("a key never sent: got %+v, %v, want absent", got, err)
	}
}

func (s suite) receipts() {
	inbox, ok := s.Channel.(channels.Inbox)
	if !ok || s.Later == nil {
		s.Skip("says nothing later")
	}
	accepted, refs := map[string]time.Time{}, map[string]string{}
	for i := range 40 {
		d := s.notice(fmt.Sprintf("p%02d/s/1/x", i))
		d.Now = d.Now.Add(time.Duration(i) * time.Second)
		r, err := s.send(d)
		if err != nil {
			s.Fatal(err)
		}
		accepted[d.Key], refs[d.Key] = d.Now, r.ProviderRef
	}
	s.Set(Full)
	if _, err := s.send(s.notice("refused/s/1/x")); err == nil {
		s.Fatal("got success from a full provider")
	}
	if early := inbox.Receipts(noon.Add(-time.Second)); len(early) > 0 {
		s.Errorf("%d receipts before anything was sent", len(early))
	}
	said := inbox.Receipts(s.Later())
	if len(said) == 0 {
		s.Error("no receipt at all")
	}
	for _, r := range said {
		at, sent := accepted[r.Key]
		switch {
		case !sent:
			s.Errorf("a receipt for %q, which was not taken", r.Key)
		case r.At.Before(at) || r.At.After(s.Later()):
			s.Errorf("%s of %s at %v, accepted at %v", r.State, r.Key, r.At, at)
		case r.State != channels.Delivered && r.State != channels.Read:
			s.Errorf("state %q is no receipt", r.State)
		case r.ProviderRef != refs[r.Key]:
			s.Errorf("%s has reference %q, want %q", r.Key, r.ProviderRef, refs[r.Key])
		}
	}
	if more := inbox.Receipts(s.Later()); len(more) > 0 {
		s.Errorf("%d receipts are said again without end", len(more))
	}
}

func (s suite) many() {
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			if _, err := s.send(s.notice(fmt.Sprintf("p%02d/s/1/x", i))); err != nil {
				s.Errorf("send %d: %v", i, err)
			}
		})
	}
	all.Wait()
	for i := range 32 {
		s.took(fmt.Sprintf("p%02d/s/1/x", i), 1)
	}
}
