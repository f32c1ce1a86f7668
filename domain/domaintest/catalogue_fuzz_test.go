package domaintest_test

import (
	"bytes"
	"testing"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/customer"
	"tocsin/domain/delivery"
	"tocsin/domain/demand"
	"tocsin/domain/desk"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/lever"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
)

// FuzzCatalogue: bytes that are no event of the type are an error, never a panic; and an event that was read is written
// and read again alike.
func FuzzCatalogue(f *testing.F) {
	types := domain.NewCatalogue(
		incident.Types, surge.Types, feed.BaselineTypes, feed.ChannelTypes, crisis.Types, statement.Types, outreach.Types,
		delivery.Types, inventory.Types, offer.Types, conversation.Types, desk.Types, customer.Types, reserve.Types,
		callout.Types, playbook.Types, reaction.Types, feed.FeedTypes, crisis.ScopeTypes, demand.Types, lever.Types,
	)
	names := types.Types()
	for n, one := range names {
		_, _, data, err := types.Encode(one.Zero())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint16(n), 1, data)
	}
	f.Fuzz(func(t *testing.T, n uint16, version int, data []byte) {
		r := domain.Recorded{Type: names[int(n)%len(names)].Name, Version: version, Data: data}
		e, err := types.Decode(r)
		if err != nil {
			return
		}
		name, today, once, err := types.Encode(e)
		if err != nil || name != r.Type {
			t.Fatalf("encode %s: %v", name, err)
		}
		back, err := types.Decode(domain.Recorded{Type: name, Version: today, Data: once})
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if _, _, again, err := types.Encode(back); err != nil || !bytes.Equal(again, once) {
			t.Errorf("%s becomes\n%s, %v, and was\n%s", name, again, err, once)
		}
	})
}
