package sandbox_test

import (
	"testing"
	"time"

	"tocsin/adapters/channels/channeltest"
	"tocsin/adapters/channels/sandbox"
)

func TestContract(t *testing.T) {
	for _, kind := range []string{"sms", "email", "push"} {
		t.Run(kind, func(t *testing.T) {
			channeltest.Run(t, func(*testing.T) channeltest.Fixture {
				kinds := sandbox.DefaultKinds()
				k := kinds[kind]
				k.Faults = sandbox.Faults{}
				kinds[kind] = k
				p := sandbox.New(sandbox.Config{Seed: 1, Kinds: kinds})
				return channeltest.Fixture{
					Channel: p.Channel(kind), Kind: kind, Address: "someone", Sandbox: true,
					Set:   func(m channeltest.Mood) { p.Disturb(sandbox.Window{Faults: faults(m)}) },
					Took:  func(key string) int { e, _ := p.Entry(key); return e.Acceptances },
					Later: func() time.Time { return time.Date(2030, 1, 15, 18, 0, 0, 0, time.UTC) },
				}
			})
		})
	}
}

func faults(m channeltest.Mood) sandbox.Faults {
	switch m {
	case channeltest.Full:
		return sandbox.Faults{Temporary: 1, RetryAfter: time.Minute}
	case channeltest.LosesTook:
		return sandbox.Faults{Unknown: 1, UnknownAccepted: 1}
	case channeltest.LosesMiss:
		return sandbox.Faults{Unknown: 1}
	}
	return sandbox.Faults{}
}
