package audience

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"slices"

	"tocsin/domain"
	"tocsin/domain/delivery"
)

// places are people of one incident.
type places []uint32

// nowhere is the place of somebody who is not on the list.
const nowhere = math.MaxUint32

// gone is a notice that ended without being sent, and how.
type gone struct {
	Item   uint32
	Reason uint32 // in Audience.reasons
}

// reason numbers a reason, of which there are few.
func (a *Audience) reason(name string) uint32 {
	at := slices.Index(a.reasons, name)
	if at < 0 {
		at = len(a.reasons)
		a.reasons = append(a.reasons, name)
	}
	return uint32(at)
}

// request takes in a batch, and keeps of it what is asked for later: some ten bytes for a notice.
func (a *Audience) request(r domain.Recorded, e delivery.Requested) {
	b := &Batch{
		Stream: r.Stream, Outreach: e.OutreachID, IncidentID: e.IncidentID, Statement: e.StatementID, Version: e.StatementVersion,
		Places: make(places, len(e.Items)), States: make([]itemState, len(e.Items)), open: len(e.Items),
	}
	o := a.outreaches[e.OutreachID]
	if o != nil {
		b.Outreach = o.ID // one text for all batches of a run
		if o.Offers != nil {
			b.Parties = make([]string, len(e.Items))
		}
	}
	if s := a.statements[e.StatementID]; s != nil {
		b.Statement = s.ID
	}
	if i := a.incidents[e.IncidentID]; i != nil {
		b.IncidentID = i.ID
	}
	held := a.owe(b, e.Items)
	a.keepBatch(b)
	if o == nil {
		return
	}
	o.Pending--
	o.Open += len(e.Items)
	o.Waiting -= held
	if o.Ended { // the run was aborted while its wave was being composed
		a.reactions = append(a.reactions, trigger{kind: suppressBatch, batch: b.Stream, reason: o.Why, at: r.Meta.RecordedAt})
		return
	}
	a.fill(r, o)
	a.proceed(r, o)
}

// owe finds the people of a batch. It answers how many notices no wave waits for.
func (a *Audience) owe(b *Batch, items []delivery.Item) (held int) {
	i := a.incidents[b.IncidentID]
	for n, item := range items {
		if b.Parties != nil {
			b.Parties[n] = item.Party
		}
		place, known := uint32(nowhere), false
		if i != nil {
			place, known = i.crowd.find(item.Subject)
		}
		if !known {
			b.Places[n] = nowhere
			continue
		}
		b.Places[n] = place
		if item.Pool != "" {
			a.offers[item.OfferID] = partyOf{Incident: i.ID, Party: i.crowd.oneText(item.Party), Back: true}
		}
		if b.Statement != i.StatementID {
			continue // a text to some
		}
		p := i.crowd.at(place)
		if p.assigned == numbered(b.Version) {
			p.state = Owed
		}
		if p.loose > 0 {
			b.States[n] = itemHeld
			held++
		}
	}
	return held
}

// keepBatch puts a batch on the lists.
func (a *Audience) keepBatch(b *Batch) {
	if old := a.batches[b.Stream]; old != nil {
		a.dropBatch(old)
	}
	a.batches[b.Stream] = b
	if o := a.outreaches[b.Outreach]; o != nil {
		b.place = len(o.batches)
		o.batches = append(o.batches, b)
	}
}

// dropBatch forgets a batch.
func (a *Audience) dropBatch(b *Batch) {
	delete(a.batches, b.Stream)
	if o := a.outreaches[b.Outreach]; o != nil && b.place < len(o.batches) && o.batches[b.place] == b {
		last := len(o.batches) - 1
		o.batches[b.place] = o.batches[last]
		o.batches[b.place].place = b.place
		o.batches[last] = nil
		o.batches = o.batches[:last]
	}
}

// openBatches lists those of a run that have something left to wait for, by stream.
func (o *Outreach) openBatches() (open []*Batch) {
	for _, b := range o.batches {
		if b.open > 0 {
			open = append(open, b)
		}
	}
	slices.SortFunc(open, func(x, y *Batch) int { return cmp.Compare(x.Stream, y.Stream) })
	return open
}

// MarshalJSON gives four bytes for a place.
func (p places) MarshalJSON() ([]byte, error) {
	packed := make([]byte, 0, 4*len(p))
	for _, place := range p {
		packed = binary.LittleEndian.AppendUint32(packed, place)
	}
	text := make([]byte, 0, base64.StdEncoding.EncodedLen(len(packed))+2)
	return append(base64.StdEncoding.AppendEncode(append(text, '"'), packed), '"'), nil
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (p *places) UnmarshalJSON(text []byte) error {
	var packed []byte
	if err := json.Unmarshal(text, &packed); err != nil {
		return err
	}
	if len(packed)%4 != 0 {
		return errors.New("a place has four bytes")
	}
	*p = make(places, 0, len(packed)/4)
	for ; len(packed) > 0; packed = packed[4:] {
		*p = append(*p, binary.LittleEndian.Uint32(packed))
	}
	return nil
}
