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
	TextHash    string         `json:"text_sha256"` // of the first acceptance
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
	entries  map[string]*Entry
	order    []string // keys by first acceptance
	attempts map[string]int
	counts   Counts
	keepText bool
	journal  io.Writer
}

func newLedger(keepText bool, journal io.Writer) *ledger {
	return &ledger{
		entries: map[string]*Entry{}, attempts: map[string]int{}, keepText: keepText, journal: journal,
		counts: Counts{Refused: map[string]int{}},
	}
}

// take records an acceptance. It is durable in the journal, if there is one, before it is answered.
func (l *ledger) take(d channels.Delivery, hash, ref string) (*Entry, error) {
	e, known := l.entries[d.Key]
	if known {
		l.counts.Doubles++
	} else {
		e = &Entry{
			Key: d.Key, Channel: d.Channel, ProviderRef: ref, At: d.Now, TextHash: hash, Lang: d.Lang,
			Parts: max(1, d.Parts), Drill: d.Drill, State: channels.Accepted, StateAt: d.Now,
		}
		if l.keepText {
			e.Text = d.Text
		}
		l.entries[d.Key] = e
		l.order = append(l.order, d.Key)
		l.counts.Keys++
	}
	e.Acceptances++
	e.Last = d.Now
	l.counts.Acceptances++
	if l.journal == nil {
		return e, nil
	}
	if err := json.NewEncoder(l.journal).Encode(e); err != nil {
		return nil, fmt.Errorf("write ledger: %w", err)
	}
	return e, nil
}

// say moves an entry up to what was said of it, never down.
func (l *ledger) say(r channels.Report) {
	l.counts.Said++
	e := l.entries[r.Key]
	if e != nil && e.State != channels.Read && (r.State == channels.Read || e.State == channels.Accepted) {
		e.State, e.StateAt = r.State, r.At
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
	if e := p.ledger.entries[key]; e != nil {
		return *e, true
	}
	return Entry{}, false
}

// Entries gives all that was taken, in the order of the first acceptance.
func (p *Provider) Entries() []Entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]Entry, len(p.ledger.order))
	for i, key := range p.ledger.order {
		all[i] = *p.ledger.entries[key]
	}
	return all
}

// Export writes the ledger as one line of JSON per key.
func (p *Provider) Export(w io.Writer) error {
	out := json.NewEncoder(w)
	for _, e := range p.Entries() {
		if err := out.Encode(e); err != nil {
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
			for _, key := range p.ledger.order {
				p.schedule(*p.ledger.entries[key])
			}
			return nil
		case err != nil:
			return fmt.Errorf("read ledger line %d: %w", line, err)
		case p.channels[e.Channel] == nil:
			return fmt.Errorf("read ledger line %d: no channel of kind %q", line, e.Channel)
		}
		p.ledger.put(e)
	}
}

// put replaces an entry by a later one of the same key.
func (l *ledger) put(e Entry) {
	old := l.entries[e.Key]
	if old == nil {
		old = &Entry{}
		l.order = append(l.order, e.Key)
		l.counts.Keys++
	}
	l.counts.Acceptances += e.Acceptances - old.Acceptances
	l.counts.Doubles = l.counts.Acceptances - l.counts.Keys
	l.entries[e.Key] = &e
}
