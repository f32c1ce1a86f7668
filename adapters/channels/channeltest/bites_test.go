package channeltest_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tocsin/adapters/channels"
	"tocsin/adapters/channels/channeltest"
	"tocsin/adapters/channels/sandbox"
)

// flaw spoils a channel in one way that the suite must find.
type flaw struct {
	name, finds string // the case that must fail
	spoil       func(channels.Channel) channels.Channel
}

// spoiled is a channel with some of its methods replaced. It is a Tracker and an Inbox as the one inside is.
type spoiled struct {
	channels.Channel
	is   func(channels.Capability) channels.Capability
	send func(context.Context, channels.Delivery) (channels.Receipt, error)
	say  func([]channels.Report) []channels.Report
	ask  func(channels.Status, error) (channels.Status, error)
}

func (s spoiled) Capability() channels.Capability {
	if s.is != nil {
		return s.is(s.Channel.Capability())
	}
	return s.Channel.Capability()
}

func (s spoiled) Send(ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
	if s.send != nil {
		return s.send(ctx, d)
	}
	return s.Channel.Send(ctx, d)
}

func (s spoiled) Receipts(now time.Time) []channels.Report {
	said := s.Channel.(channels.Inbox).Receipts(now)
	if s.say != nil {
		said = s.say(said)
	}
	return said
}

func (s spoiled) Next() (time.Time, bool) { return s.Channel.(channels.Inbox).Next() }

func (s spoiled) Status(ctx context.Context, key string) (channels.Status, error) {
	st, err := s.Channel.(channels.Tracker).Status(ctx, key)
	if s.ask != nil {
		return s.ask(st, err)
	}
	return st, err
}

func flaws() []flaw {
	sending := func(change func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error)) func(channels.Channel) channels.Channel {
		return func(c channels.Channel) channels.Channel {
			return spoiled{Channel: c, send: func(ctx context.Context, d channels.Delivery) (channels.Receipt, error) { return change(c, ctx, d) }}
		}
	}
	return []flaw{
		{"capability forgotten", "says_what_it_can", func(c channels.Channel) channels.Channel {
			return spoiled{Channel: c, is: func(is channels.Capability) channels.Capability { is.Repeat = ""; return is }}
		}},
		{"no reference", "takes_a_notice", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			_, err := c.Send(ctx, d)
			return channels.Receipt{}, err
		})},
		{"full is for ever", "full_is_temporary", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			r, err := c.Send(ctx, d)
			if no, ok := errors.AsType[*channels.Error](err); ok {
				return r, &channels.Error{Reason: no.Reason}
			}
			return r, err
		})},
		{"sends what is late", "expired_is_not_sent", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			d.NotAfter = time.Time{}
			return c.Send(ctx, d)
		})},
		{"too strict", "not_after_itself_is_not_late", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			if !d.Now.Before(d.NotAfter) {
				return channels.Receipt{}, &channels.Error{Reason: channels.Expired}
			}
			return c.Send(ctx, d)
		})},
		{"takes any kind", "another_kind_is_not_sent", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			d.Channel = "sms"
			return c.Send(ctx, d)
		})},
		{"sends without an address", "malformed_is_not_sent", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			if d.Address == "" {
				d.Address = "?"
			}
			return c.Send(ctx, d)
		})},
		{"refuses drills", "a_drill_stays_in_the_house", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			if d.Drill {
				return channels.Receipt{}, &channels.Error{Reason: channels.DrillOnly}
			}
			return c.Send(ctx, d)
		})},
		{"a lost answer is a no", "a_lost_answer_is_unknown", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			r, err := c.Send(ctx, d)
			if errors.Is(err, sandbox.ErrNoAnswer) {
				err = &channels.Error{Temporary: true, Reason: channels.Unavailable}
			}
			return r, err
		})},
		{"a lost answer is a yes", "a_lost_answer_is_unknown", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			r, err := c.Send(ctx, d)
			if errors.Is(err, sandbox.ErrNoAnswer) {
				err = nil
			}
			return r, err
		})},
		{"cancelled, and yet", "a_cancelled_call_never_claims_success", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			r, err := c.Send(context.WithoutCancel(ctx), d)
			if ctx.Err() != nil {
				err = &channels.Error{Temporary: true, Reason: channels.Unavailable}
			}
			return r, err
		})},
		{"promises to drop repeats", "a_known_key_is_taken_once", func(c channels.Channel) channels.Channel {
			return spoiled{Channel: c, is: func(is channels.Capability) channels.Capability {
				is.Repeat, is.KeyKept = channels.IdempotentKey, 24*time.Hour
				return is
			}}
		}},
		{"cannot look up", "a_lost_one_can_be_looked_up", func(c channels.Channel) channels.Channel {
			return spoiled{Channel: c, ask: func(channels.Status, error) (channels.Status, error) {
				return channels.Status{State: channels.Absent}, nil
			}}
		}},
		{"receipts before acceptance", "receipts_come_after_acceptance", func(c channels.Channel) channels.Channel {
			return spoiled{Channel: c, say: func(said []channels.Report) []channels.Report {
				for i := range said {
					said[i].At = said[i].At.Add(-time.Hour)
				}
				return said
			}}
		}},
		{"receipts without end", "receipts_come_after_acceptance", func(c channels.Channel) channels.Channel {
			var all []channels.Report
			return spoiled{Channel: c, say: func(said []channels.Report) []channels.Report {
				all = append(all, said...)
				return all
			}}
		}},
		{"sends twice", "many_at_once", sending(func(c channels.Channel, ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
			_, _ = c.Send(ctx, d)
			return c.Send(ctx, d)
		})},
	}
}

func open(f flaw) func(*testing.T) channeltest.Fixture {
	return func(*testing.T) channeltest.Fixture {
		k := sandbox.DefaultKinds()["sms"]
		k.Faults = sandbox.Faults{}
		p := sandbox.New(sandbox.Config{Kinds: map[string]sandbox.Kind{"sms": k}})
		return channeltest.Fixture{
			Channel: f.spoil(p.Channel("sms")), Kind: "sms", Address: "someone", Sandbox: true,
			Set: func(m channeltest.Mood) {
				p.Disturb(sandbox.Window{Faults: map[channeltest.Mood]sandbox.Faults{
					channeltest.Full:      {Temporary: 1, RetryAfter: time.Minute},
					channeltest.LosesTook: {Unknown: 1, UnknownAccepted: 1},
					channeltest.LosesMiss: {Unknown: 1},
				}[m]})
			},
			Took:  func(key string) int { e, _ := p.Entry(key); return e.Acceptances },
			Later: func() time.Time { return time.Date(2030, 1, 15, 18, 0, 0, 0, time.UTC) },
		}
	}
}

// flawEnv names the flaw that TestFlawed runs the suite on; without it the test has nothing to do.
const flawEnv = "CHANNELTEST_FLAW"

func TestFlawed(t *testing.T) {
	for _, f := range flaws() {
		if f.name == os.Getenv(flawEnv) {
			channeltest.Run(t, open(f))
		}
	}
}

// A suite that has never failed proves nothing: each flaw must be found by the case that is there for it.
func TestSuiteBites(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Skipf("cannot run itself: %v", err)
	}
	for _, f := range flaws() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestFlawed$")
			cmd.Env = append(os.Environ(), flawEnv+"="+f.name)
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestFlawed/"+f.finds+" ") {
				t.Errorf("not found by %s: %v\n%s", f.finds, err, out)
			}
		})
	}
}
