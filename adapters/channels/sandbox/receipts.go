package sandbox

import (
	"cmp"
	"time"

	"tocsin/adapters/channels"
)

// queue holds what will be said, earliest first, as a heap; ties fall by key, state and turn, so that the order is one.
type queue []saying

// saying is one report of an entry; turn 1 is its repetition.
type saying struct {
	at    int64 // in nanoseconds
	entry uint32
	read  bool // else delivered
	turn  uint8
}

// echo is how much later something is said again.
const echo = 7 * time.Second

func (s saying) due() int64 { return s.at + int64(s.turn)*int64(echo) }

func (s saying) state() channels.State {
	if s.read {
		return channels.Read
	}
	return channels.Delivered
}

// before orders by time, then by what is said.
func (b *book) before(x, y saying) bool {
	if x.due() != y.due() {
		return x.due() < y.due()
	}
	return cmp.Or(b.compare(x.entry, y.entry), cmp.Compare(x.state(), y.state()), cmp.Compare(x.turn, y.turn)) < 0
}

// push puts a saying in its place.
func (b *book) push(q queue, s saying) queue {
	q = append(q, s)
	for at := len(q) - 1; at > 0; {
		above := (at - 1) / 2
		if !b.before(q[at], q[above]) {
			break
		}
		q[at], q[above] = q[above], q[at]
		at = above
	}
	return q
}

// pop takes the first.
func (b *book) pop(q queue) (saying, queue) {
	first, last := q[0], len(q)-1
	q[0] = q[last]
	q = q[:last]
	for at := 0; ; {
		least := at
		for below := 2*at + 1; below <= 2*at+2 && below < len(q); below++ {
			if b.before(q[below], q[least]) {
				least = below
			}
		}
		if least == at {
			return first, q
		}
		q[at], q[least] = q[least], q[at]
		at = least
	}
}

// schedule draws what will be said of an accepted notice.
func (p *Provider) schedule(n uint32) {
	key := p.ledger.key(n)
	c := p.channels[p.ledger.channel(n)]
	r := c.is.Receipts
	if p.chance.share("delivered", key) >= r.Delivered {
		return
	}
	at := p.ledger.at(n).Add(r.DeliveredWithin.at(p.chance.share("delivered within", key)))
	c.say(key, saying{at: at.UnixNano(), entry: n})
	if p.chance.share("read", key) >= r.Read {
		return
	}
	at = at.Add(r.ReadWithin.at(p.chance.share("read within", key)))
	c.say(key, saying{at: at.UnixNano(), entry: n, read: true})
}

// say queues a report, and some of them twice.
func (c *door) say(key string, s saying) {
	p := c.provider
	c.said = p.ledger.push(c.said, s)
	if p.chance.share("doubled", string(s.state()), key) < c.is.Receipts.Doubled {
		s.turn = 1
		c.said = p.ledger.push(c.said, s)
	}
}

// Receipts gives what the provider has said up to now.
func (c *door) Receipts(now time.Time) []channels.Report {
	p := c.provider
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = later(p.now, now)
	var said []channels.Report
	until := c.is.Receipts.upTo(now)
	for len(c.said) > 0 && c.said[0].due() <= until {
		var s saying
		s, c.said = p.ledger.pop(c.said)
		status := channels.Status{State: s.state(), ProviderRef: p.ledger.ref(s.entry, p.chance), At: utc(s.at)}
		p.ledger.say(s.entry, status.State, status.At)
		said = append(said, channels.Report{Key: p.ledger.key(s.entry), Status: status})
	}
	return said
}

// Next is when something more will be said.
func (c *door) Next() (time.Time, bool) {
	c.provider.mu.Lock()
	defer c.provider.mu.Unlock()
	if len(c.said) == 0 {
		return time.Time{}, false
	}
	return c.is.Receipts.said(c.said[0].due()), true
}
