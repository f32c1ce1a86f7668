package sandbox

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"tocsin/adapters/channels"
)

// ErrNoAnswer is the lost answer: nobody knows whether the notice went out.
var ErrNoAnswer = errors.New("sandbox: no answer")

// Provider is the world outside: it outlives the nodes that use it.
type Provider struct {
	name     string
	chance   chance
	channels map[string]*door

	mu     sync.Mutex
	ledger *ledger
	faults []Window
	down   string
	now    time.Time // the latest that anybody has said
	text   []byte    // buffer
}

// New makes a provider.
func New(c Config) *Provider {
	if c.Kinds == nil {
		c.Kinds = DefaultKinds()
	}
	p := &Provider{
		name: cmp.Or(c.Name, "sandbox"), chance: chance(c.Seed), channels: map[string]*door{}, ledger: newLedger(c.KeepText, c.Journal, chance(c.Seed)),
	}
	for kind, k := range c.Kinds {
		p.channels[kind] = &door{provider: p, kind: kind, is: k}
	}
	return p
}

// Kinds lists the kinds of channel there are, sorted.
func (p *Provider) Kinds() []string { return slices.Sorted(maps.Keys(p.channels)) }

// Channel gives the channel of a kind, or nil. It is a channels.Inbox too, and a channels.Tracker if it can be asked.
func (p *Provider) Channel(kind string) channels.Channel {
	d := p.channels[kind]
	switch {
	case d == nil:
		return nil
	case d.Capability().Repeat == channels.LookupByRef:
		return tracked{d}
	}
	return d
}

// door is the provider's side of one kind of channel.
type door struct {
	provider *Provider
	kind     string
	is       Kind
	said     queue // guarded by the provider's lock
}

var (
	_ channels.Channel = (*door)(nil)
	_ channels.Inbox   = (*door)(nil)
	_ channels.Tracker = tracked{}
)

// Name is that of the provider with the kind.
func (c *door) Name() string { return c.provider.name + "-" + c.kind }

// Capability is the configured one.
func (c *door) Capability() channels.Capability { return c.is.Capability }

// Send takes a notice, or one of the faults befalls it.
func (c *door) Send(ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
	p := c.provider
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ledger.counts.Sends++
	if err := channels.Check(c.kind, d); err != nil {
		return p.refuse(err)
	}
	if ctx.Err() != nil { // it has not left the house
		return p.refuse(&channels.Error{Temporary: true, Reason: channels.Unavailable})
	}
	p.now = later(p.now, d.Now)
	attempt := strconv.Itoa(p.ledger.attempt(d.Key, p.chance))
	f, reason := p.mood(c, d.Now)
	u := p.chance.share("send", d.Key, attempt)
	switch {
	case u < f.Temporary:
		return p.refuse(&channels.Error{Temporary: true, RetryAfter: f.RetryAfter, Reason: reason})
	case p.chance.share("address", c.kind, d.Address) < f.BadAddress:
		return p.refuse(&channels.Error{Reason: channels.BadAddress})
	case u >= f.Temporary+f.Unknown:
		return c.take(d)
	case p.chance.share("lost", d.Key, attempt) < f.UnknownAccepted:
		if _, err := c.take(d); err != nil {
			return channels.Receipt{}, err
		}
		p.ledger.counts.LostTaken++
	}
	p.ledger.counts.Lost++
	return channels.Receipt{}, ErrNoAnswer
}

// take accepts a notice, or finds that its key is known already.
func (c *door) take(d channels.Delivery) (channels.Receipt, error) {
	p := c.provider
	l := p.ledger
	hash := p.hash(d.Text)
	n, known := l.find(d.Key)
	if known && c.keeps(l.last(n), d.Now) {
		if !l.sameText(n, hash) {
			return p.refuse(&channels.Error{Reason: channels.KeyConflict})
		}
		l.again(n, 0, 1, l.last(n))
		l.counts.Repeats++
		return channels.Receipt{ProviderRef: l.ref(n, p.chance)}, nil
	}
	n, err := l.take(d, hash, n, known)
	if err != nil {
		return channels.Receipt{}, err // taken, but the answer is not given
	}
	if !known {
		p.schedule(n)
	}
	return channels.Receipt{ProviderRef: l.ref(n, p.chance)}, nil
}

// hash is that of a text, in hex.
func (p *Provider) hash(text string) string {
	p.text = append(p.text[:0], text...)
	sum := sha256.Sum256(p.text)
	return hex.EncodeToString(sum[:])
}

// keeps says that a second send of a key that was last taken then is dropped.
func (c *door) keeps(last, now time.Time) bool {
	is := c.Capability()
	return is.Repeat == channels.IdempotentKey && now.Sub(last) <= is.KeyKept
}

// refuse counts a certain no.
func (p *Provider) refuse(err error) (channels.Receipt, error) {
	if no, ok := errors.AsType[*channels.Error](err); ok {
		p.ledger.counts.Refused[no.Reason]++
	}
	return channels.Receipt{}, err
}

// tracked is a door that can be asked.
type tracked struct{ *door }

// Status says what became of a key, as far as the provider has said it; what it never took is Absent.
func (c tracked) Status(ctx context.Context, key string) (channels.Status, error) {
	p := c.provider
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return channels.Status{}, err
	}
	if f, reason := p.mood(c.door, p.now); f.Temporary >= 1 || f.Blind {
		return channels.Status{}, fmt.Errorf("look up: %s", reason)
	}
	l := p.ledger
	n, known := l.find(key)
	if !known || l.channel(n) != c.kind {
		return channels.Status{State: channels.Absent}, nil
	}
	return channels.Status{State: l.state(n), ProviderRef: l.ref(n, p.chance), At: l.stateAt(n)}, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
