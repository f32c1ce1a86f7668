package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"time"

	"tocsin/adapters/channels"
)

// Entry is what the provider knows of one key.
type Entry struct {
	Key         string         `json:"key"`
	Channel     string         `json:"channel"`
	ProviderRef string         `json:"provider_ref"`
	At          time.Time      `json:"at"` // of the first acceptance
	Last        time.Time      `json:"last"`
	TextHash    string         `json:"text_sha256"` // of the first acceptance; its beginning, where a journal has the whole of it
	Text        string         `json:"text,omitempty"`
	Lang        string         `json:"lang"`
	Parts       int            `json:"parts"`
	Acceptances int            `json:"acceptances"` // more than 1: somebody was told twice
	Repeats     int            `json:"repeats,omitempty"`
	Drill       bool           `json:"drill,omitempty"`
	State       channels.State `json:"state"`    // as far as it was said
	StateAt     time.Time      `json:"state_at"` // since when
}

// Counts sums up a ledger.
type Counts struct {
	Sends       int            `json:"sends"`       // calls, whatever their answer
	Keys        int            `json:"keys"`        // taken at least once
	Acceptances int            `json:"acceptances"` // messages that truly went out
	Doubles     int            `json:"doubles"`     // acceptances beyond the first of a key
	Repeats     int            `json:"repeats"`     // second sends dropped by their key
	Lost        int            `json:"lost"`        // answers that were lost
	LostTaken   int            `json:"lost_taken"`  // of those, taken all the same
	Refused     map[string]int `json:"refused"`     // by reason
	Said        int            `json:"said"`        // receipts handed out
}

// ledger is the provider's own memory. It is guarded by the provider's lock.
type ledger struct {
	*book
	chance   chance
	counts   Counts
	keepText bool
	journal  io.Writer
	line     []byte // buffer
}

// newLedger makes an empty one. What a journal keeps need not be kept in memory too.
func newLedger(keepText bool, journal io.Writer, c chance) *ledger {
	return &ledger{
		book: newBook(journal != nil && !keepText), chance: c, keepText: keepText, journal: journal,
		counts: Counts{Refused: map[string]int{}},
	}
}

// take records an acceptance, of a key that has a number or is new. It is durable in the journal, if there is one,
// before it is answered.
func (l *ledger) take(d channels.Delivery, hash string, n uint32, known bool) (uint32, error) {
	l.counts.Acceptances++
	if known {
		l.counts.Doubles++
		l.again(n, 1, 0, d.Now)
		return n, l.note(l.entry(n, l.chance))
	}
	l.counts.Keys++
	e := Entry{
		Key: d.Key, Channel: d.Channel, ProviderRef: l.chance.ref(d.Key), At: d.Now, Last: d.Now, TextHash: hash, Lang: d.Lang,
		Parts: max(1, d.Parts), Acceptances: 1, Drill: d.Drill, State: channels.Accepted, StateAt: d.Now,
	}
	if l.keepText {
		e.Text = d.Text
	}
	return l.add(e, l.chance), l.note(e)
}

// note writes an entry into the journal.
func (l *ledger) note(e Entry) (err error) {
	if l.journal == nil {
		return nil
	}
	if l.line, err = e.line(l.line[:0]); err == nil {
		_, err = l.journal.Write(l.line)
	}
	if err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	return nil
}

// say moves an entry up to what was said of it, never down.
func (l *ledger) say(n uint32, state channels.State, at time.Time) {
	l.counts.Said++
	if present := l.state(n); present != channels.Read && (state == channels.Read || present == channels.Accepted) {
		l.reach(n, state, at, l.chance)
	}
}

// Counts sums up what the provider was asked and what it did.
func (p *Provider) Counts() Counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.ledger.counts
	c.Refused = maps.Clone(c.Refused)
	return c
}

// Entry gives what the provider knows of a key.
func (p *Provider) Entry(key string) (Entry, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n, known := p.ledger.find(key); known {
		return p.ledger.entry(n, p.chance), true
	}
	return Entry{}, false
}

// Entries gives all that was taken, in the order of the first acceptance.
func (p *Provider) Entries() []Entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]Entry, p.ledger.len)
	for n := range all {
		all[n] = p.ledger.entry(uint32(n), p.chance)
	}
	return all
}

// Export writes the ledger as one line of JSON per key.
func (p *Provider) Export(w io.Writer) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var line []byte
	for n := range uint32(p.ledger.len) {
		var err error
		if line, err = p.ledger.entry(n, p.chance).line(line[:0]); err == nil {
			_, err = w.Write(line)
		}
		if err != nil {
			return fmt.Errorf("export ledger: %w", err)
		}
	}
	return nil
}

// Restore reads a journal or an export into an empty provider; the last line of a key holds. A last line that was cut
// off by a crash is dropped: it was not answered. What is said later is said again, as providers do.
func (p *Provider) Restore(r io.Reader) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	in := json.NewDecoder(r)
	for line := 1; ; line++ {
		var e Entry
		switch err := in.Decode(&e); {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			for n := range uint32(p.ledger.len) {
				p.schedule(n)
			}
			return nil
		case err != nil:
			return fmt.Errorf("read ledger line %d: %w", line, err)
		case p.channels[e.Channel] == nil:
			return fmt.Errorf("read ledger line %d: no channel of kind %q", line, e.Channel)
		}
		p.ledger.restore(e)
	}
}

// restore puts an entry into the ledger, in the place of an earlier one of the same key.
func (l *ledger) restore(e Entry) {
	old := 0
	if n, known := l.find(e.Key); known {
		old = l.entry(n, l.chance).Acceptances
	} else {
		l.counts.Keys++
	}
	l.counts.Acceptances += e.Acceptances - old
	l.counts.Doubles = l.counts.Acceptances - l.counts.Keys
	l.put(e, l.chance)
}
