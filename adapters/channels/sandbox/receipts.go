package sandbox

import (
	"cmp"
	"container/heap"
	"time"

	"tocsin/adapters/channels"
)

// queue holds what will be said, earliest first; ties fall by key, state and turn, so that the order is one.
type queue []saying

// saying is one report; turn 1 is its repetition.
type saying struct {
	channels.Report
	turn int
}

// Len, Less, Swap, Push and Pop make it a heap.
func (q queue) Len() int { return len(q) }

// Less orders by time, then by what is said.
func (q queue) Less(i, j int) bool {
	a, b := q[i], q[j]
	return cmp.Or(a.due().Compare(b.due()), cmp.Compare(a.Key, b.Key), cmp.Compare(a.State, b.State),
		cmp.Compare(a.turn, b.turn)) < 0
}

// Swap exchanges two places.
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push appends.
func (q *queue) Push(x any) { *q = append(*q, x.(saying)) }

// Pop takes the last.
func (q *queue) Pop() any {
	last := len(*q) - 1
	s := (*q)[last]
	(*q)[last] = saying{}
	*q = (*q)[:last]
	return s
}

// echo is how much later something is said again.
const echo = 7 * time.Second

func (s saying) due() time.Time { return s.At.Add(time.Duration(s.turn) * echo) }

// schedule draws what will be said of an accepted notice.
func (p *Provider) schedule(e Entry) {
	c := p.channels[e.Channel]
	r := c.is.Receipts
	if p.chance.share("delivered", e.Key) >= r.Delivered {
		return
	}
	at := e.At.Add(r.DeliveredWithin.at(p.chance.share("delivered within", e.Key)))
	c.say(channels.Report{Key: e.Key, Status: channels.Status{State: channels.Delivered, ProviderRef: e.ProviderRef, At: at}})
	if p.chance.share("read", e.Key) >= r.Read {
		return
	}
	at = at.Add(r.ReadWithin.at(p.chance.share("read within", e.Key)))
	c.say(channels.Report{Key: e.Key, Status: channels.Status{State: channels.Read, ProviderRef: e.ProviderRef, At: at}})
}

// say queues a report, and some of them twice.
func (c *door) say(r channels.Report) {
	heap.Push(&c.said, saying{r, 0})
	if c.provider.chance.share("doubled", string(r.State), r.Key) < c.is.Receipts.Doubled {
		heap.Push(&c.said, saying{r, 1})
	}
}

// Receipts gives what the provider has said up to now.
func (c *door) Receipts(now time.Time) []channels.Report {
	p := c.provider
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = later(p.now, now)
	var said []channels.Report
	for len(c.said) > 0 && !c.said[0].due().After(now) {
		r := heap.Pop(&c.said).(saying).Report
		p.ledger.say(r)
		said = append(said, r)
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
	return c.said[0].due(), true
}
