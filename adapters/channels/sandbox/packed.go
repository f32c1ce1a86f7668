package sandbox

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"tocsin/adapters/channels"
)

// book holds entries by their number, which is their place in the order of first acceptance. An ordinary one is 32 bytes
// and about 8 of the index: a provider that takes ten million notices must not need gigabytes for them. What does not fit
// is kept whole.
type book struct {
	pages [][]record
	whole map[uint32]*Entry // by number, in the place of its record, which is zero
	more  map[uint32]more   // of records that were taken or sent again
	tries map[string]int    // sends of keys that have no record
	index []uint32          // open addressing: number+1 by the hash of the key; 0 is free
	len   int
	times []int64 // of acceptances, in nanoseconds; many share one
	names []string
	pack  bool // else every entry is kept whole
}

// record is an entry in little.
type record struct {
	key      id
	at       uint32 // place in times
	later    uint32 // milliseconds from the acceptance to the state
	text     uint32 // the first bits of the hash of its text: the whole of it is in the journal
	channel  uint8  // places in names
	lang     uint8
	attempts uint8
	rest     uint8 // parts from bit 3, drill in bit 2, state below
}

// more is what few records have.
type more struct {
	acceptances, repeats int
	last                 time.Time
}

const (
	perPage   = 1 << 14
	mostParts = 1<<5 - 1
	drillBit  = 1 << 2
	stateMask = drillBit - 1
	partsFrom = 3
)

var states = [...]channels.State{channels.Accepted, channels.Delivered, channels.Read}

// id is a key that is a UUID in its usual spelling.
type id [16]byte

func idOf(key string) (u id, ok bool) {
	if len(key) != 36 || key[8] != '-' || key[13] != '-' || key[18] != '-' || key[23] != '-' {
		return u, false
	}
	at := 0
	for n := range u {
		if at == 8 || at == 13 || at == 18 || at == 23 {
			at++
		}
		high, low := digit(key[at]), digit(key[at+1])
		if high > 15 || low > 15 {
			return id{}, false
		}
		u[n] = high<<4 | low
		at += 2
	}
	return u, true
}

// digit is the value of one in base 16; capitals are none, for they would not come back.
func digit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}

// String is the usual spelling.
func (u id) String() string {
	var s [36]byte
	hex.Encode(s[:8], u[:4])
	hex.Encode(s[9:13], u[4:6])
	hex.Encode(s[14:18], u[6:8])
	hex.Encode(s[19:23], u[8:10])
	hex.Encode(s[24:], u[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

func hashOf(key string) uint64 {
	if u, ok := idOf(key); ok {
		return u.hash()
	}
	return chance(0).word(key)
}

func (u id) hash() uint64 {
	x := binary.LittleEndian.Uint64(u[:8])*0x9e3779b97f4a7c15 + binary.LittleEndian.Uint64(u[8:])
	x *= 0xbf58476d1ce4e5b9
	return x ^ x>>32
}

func newBook(pack bool) *book {
	return &book{pack: pack, whole: map[uint32]*Entry{}, more: map[uint32]more{}, tries: map[string]int{}}
}

func (b *book) record(n uint32) *record { return &b.pages[n/perPage][n%perPage] }

// kept gives an entry that is kept whole, nil for one that is a record.
func (b *book) kept(n uint32) *Entry {
	if b.record(n).key != (id{}) {
		return nil
	}
	return b.whole[n]
}

// find gives the number of a key.
func (b *book) find(key string) (n uint32, known bool) {
	if b.len == 0 {
		return 0, false
	}
	u, _ := idOf(key)
	mask := uint64(len(b.index) - 1)
	for at := hashOf(key) & mask; b.index[at] != 0; at = (at + 1) & mask {
		n := b.index[at] - 1
		if e := b.kept(n); e != nil {
			if e.Key == key {
				return n, true
			}
		} else if b.record(n).key == u {
			return n, true
		}
	}
	return 0, false
}

// add appends an entry of a new key.
func (b *book) add(e Entry, c chance) (n uint32) {
	n = uint32(b.len)
	r, ok := b.little(e, c)
	if ok {
		r.attempts = uint8(b.tries[e.Key])
		delete(b.tries, e.Key)
	} else {
		r = record{}
		b.whole[n] = &e
	}
	if b.len%perPage == 0 {
		b.pages = append(b.pages, nil)
	}
	last := &b.pages[len(b.pages)-1]
	*last = append(*last, r)
	b.len++
	b.enter(n, hashOf(e.Key))
	return n
}

// enter puts a number into the index, which is at most three quarters full.
func (b *book) enter(n uint32, hash uint64) {
	if 4*b.len > 3*len(b.index) {
		b.index = make([]uint32, max(64, 2*len(b.index)))
		for m := range n { // and those before it
			b.enter(m, b.hash(m))
		}
	}
	mask := uint64(len(b.index) - 1)
	at := hash & mask
	for b.index[at] != 0 {
		at = (at + 1) & mask
	}
	b.index[at] = n + 1
}

func (b *book) hash(n uint32) uint64 {
	if e := b.kept(n); e != nil {
		return hashOf(e.Key)
	}
	return b.record(n).key.hash()
}

// little gives an entry as a record; ok is false if one cannot be made that says the same.
func (b *book) little(e Entry, c chance) (r record, ok bool) {
	if !b.pack || b.tries[e.Key] > 255 || e.Text != "" || e.Acceptances != 1 || e.Repeats != 0 || e.State != channels.Accepted || e.Parts > mostParts ||
		e.Parts < 0 || e.At != utc(e.At.UnixNano()) || e.Last != e.At || e.StateAt != e.At {
		return r, false
	}
	var ids [3]bool
	r.key, ids[0] = idOf(e.Key)
	r.channel, ids[1] = b.name(e.Channel)
	r.lang, ids[2] = b.name(e.Lang)
	text, err := hex.DecodeString(e.TextHash)
	if slices.Contains(ids[:], false) || r.key == (id{}) || err != nil || len(text) != 32 || e.ProviderRef != c.ref(e.Key) {
		return r, false
	}
	r.text, r.rest = binary.BigEndian.Uint32(text), uint8(e.Parts)<<partsFrom
	if e.Drill {
		r.rest |= drillBit
	}
	at := e.At.UnixNano()
	if n := len(b.times); n == 0 || b.times[n-1] != at {
		b.times = append(b.times, at)
	}
	r.at = uint32(len(b.times) - 1)
	return r, true
}

func utc(nanos int64) time.Time { return time.Unix(0, nanos).UTC() }

// name gives the place of a name that many entries share.
func (b *book) name(name string) (uint8, bool) {
	at := slices.Index(b.names, name)
	if at < 0 && len(b.names) < 256 {
		at = len(b.names)
		b.names = append(b.names, strings.Clone(name))
	}
	return uint8(at), at >= 0
}

// entry gives an entry whole. Of the hash of the text a record keeps the beginning.
func (b *book) entry(n uint32, c chance) Entry {
	if e := b.kept(n); e != nil {
		return *e
	}
	r, key := b.record(n), b.key(n)
	e := Entry{
		Key: key, Channel: b.names[r.channel], ProviderRef: c.ref(key), At: b.at(n), Lang: b.names[r.lang],
		TextHash: hex.EncodeToString(binary.BigEndian.AppendUint32(nil, r.text)), Parts: int(r.rest >> partsFrom),
		Acceptances: 1, Drill: r.rest&drillBit != 0, State: b.state(n), StateAt: b.stateAt(n),
	}
	e.Last = e.At
	if m, again := b.more[n]; again {
		e.Acceptances, e.Repeats, e.Last = m.acceptances, m.repeats, m.last
	}
	return e
}

// unpack keeps an entry whole from now on.
func (b *book) unpack(n uint32, c chance) *Entry {
	if e := b.kept(n); e != nil {
		return e
	}
	e := b.entry(n, c)
	b.tries[e.Key] = int(b.record(n).attempts)
	b.whole[n] = &e
	*b.record(n) = record{}
	delete(b.more, n)
	return &e
}

func (b *book) key(n uint32) string {
	if e := b.kept(n); e != nil {
		return e.Key
	}
	return b.record(n).key.String()
}

func (b *book) ref(n uint32, c chance) string {
	if e := b.kept(n); e != nil {
		return e.ProviderRef
	}
	return c.ref(b.key(n))
}

func (b *book) channel(n uint32) string {
	if e := b.kept(n); e != nil {
		return e.Channel
	}
	return b.names[b.record(n).channel]
}

func (b *book) at(n uint32) time.Time {
	if e := b.kept(n); e != nil {
		return e.At
	}
	return utc(b.times[b.record(n).at])
}

// last is when it was last taken.
func (b *book) last(n uint32) time.Time {
	if e := b.kept(n); e != nil {
		return e.Last
	}
	if m, again := b.more[n]; again {
		return m.last
	}
	return b.at(n)
}

func (b *book) state(n uint32) channels.State {
	if e := b.kept(n); e != nil {
		return e.State
	}
	return states[b.record(n).rest&stateMask]
}

func (b *book) stateAt(n uint32) time.Time {
	if e := b.kept(n); e != nil {
		return e.StateAt
	}
	return b.at(n).Add(time.Duration(b.record(n).later) * time.Millisecond)
}

// reach notes a state.
func (b *book) reach(n uint32, state channels.State, at time.Time, c chance) {
	later := at.Sub(b.at(n))
	millis, s := later/time.Millisecond, slices.Index(states[:], state)
	if b.kept(n) != nil || later%time.Millisecond != 0 || millis < 0 || millis > 1<<32-1 || s < 0 || at != b.at(n).Add(later) {
		e := b.unpack(n, c)
		e.State, e.StateAt = state, at
		return
	}
	r := b.record(n)
	r.later, r.rest = uint32(millis), r.rest&^stateMask|uint8(s)
}

// sameText tells whether an entry was taken with the text of this hash.
func (b *book) sameText(n uint32, hash string) bool {
	if e := b.kept(n); e != nil {
		return e.TextHash != "" && strings.HasPrefix(hash, e.TextHash)
	}
	text, err := hex.DecodeString(hash[:8])
	return err == nil && binary.BigEndian.Uint32(text) == b.record(n).text
}

// again counts a further acceptance or a repeat.
func (b *book) again(n uint32, acceptances, repeats int, last time.Time) {
	if e := b.kept(n); e != nil {
		e.Acceptances, e.Repeats, e.Last = e.Acceptances+acceptances, e.Repeats+repeats, last
		return
	}
	m, known := b.more[n]
	if !known {
		m = more{acceptances: 1}
	}
	b.more[n] = more{m.acceptances + acceptances, m.repeats + repeats, last}
}

// compare orders two numbers by their keys.
func (b *book) compare(n, m uint32) int {
	if b.kept(n) != nil || b.kept(m) != nil {
		return strings.Compare(b.key(n), b.key(m))
	}
	return bytes.Compare(b.record(n).key[:], b.record(m).key[:])
}

// attempt counts a send of a key.
func (b *book) attempt(key string, c chance) int {
	if n, known := b.find(key); known && b.kept(n) == nil {
		if r := b.record(n); r.attempts < 255 {
			r.attempts++
			return int(r.attempts)
		}
		b.unpack(n, c)
	}
	b.tries[key]++
	return b.tries[key]
}

// put adds an entry, or puts it in the place of the one of its key.
func (b *book) put(e Entry, c chance) {
	if n, known := b.find(e.Key); known {
		*b.unpack(n, c) = e
	} else {
		b.add(e, c)
	}
}
