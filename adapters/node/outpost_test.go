package node

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/adapters/channels"
	"tocsin/adapters/memlog"
	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/statement"
)

// outpost is a dispatcher with everything around it, on a log in memory: a playbook, one incident with people on its
// list, a statement and runs of it.
type outpost struct {
	*testing.T
	log       *memlog.Log
	types     *domain.Catalogue
	clock     *Virtual
	fails     Fails
	x         *Executor
	vault     *roll
	doors     map[string]channels.Channel
	resolvers *Resolvers
	d         *Dispatcher
	told      int // facts, for their keys
}

// roll is a directory of people whose contacts a test may change.
type roll struct {
	people map[string]Reach
	err    error
}

func (r *roll) Affected(context.Context, []string) (people []incident.Person, err error) {
	for _, subject := range slices.Sorted(maps.Keys(r.people)) {
		people = append(people, incident.Person{Subject: subject, Lang: "en"})
	}
	return people, r.err
}

func (r *roll) Reach(_ context.Context, subjects []string) (map[string]Reach, error) {
	found := map[string]Reach{}
	for _, s := range subjects {
		if who, ok := r.people[s]; ok {
			found[s] = who
		}
	}
	return found, r.err
}

func (r *roll) Unreachable(_ context.Context, subjects []string) (erased, contactless int, err error) {
	for _, s := range subjects {
		if who, ok := r.people[s]; !ok {
			erased++
		} else if len(who) == 0 {
			contactless++
		}
	}
	return erased, contactless, r.err
}

func (r *roll) Token(value string) string { return "token-of-" + value }

// reached is somebody with these kinds of contact.
func reached(subject string, kinds ...string) Reach {
	var who Reach
	for _, kind := range slices.Sorted(slices.Values(kinds)) {
		who = append(who, Contact{Channel: kind, ID: "c-" + kind, Address: kind + ":" + subject})
	}
	return who
}

// block is a no to a channel.
func block(who Reach, channel string) {
	for n := range who {
		who[n].Blocked = who[n].Blocked || who[n].Channel == channel
	}
}

// Confirm is the answer of the host: offers whose id begins with "no" are refused, those with "err" meet a fault.
func (r *roll) Confirm(_ context.Context, offerID, option string, seats int, _ time.Time) (string, error) {
	switch {
	case offerID[:2] == "no":
		return "", domain.Refuse(domain.Exhausted, "no seat left")
	case offerID[:2] == "er":
		return "", errDisk
	}
	return fmt.Sprint("host/", offerID, "/", option, "/", seats), nil
}

// rules of the channels of these tests.
func channelRules() playbook.Playbook {
	kind := func(name string) playbook.Channel {
		return playbook.Channel{Kind: name, InFlight: 5, Attempts: 3, RetryAfter: 30 * time.Second, ResolveAfter: time.Minute}
	}
	return playbook.Playbook{Channels: []playbook.Channel{kind("sms"), kind("email"), kind("push")}}
}

// newOutpost has so many people, p0 and on, with SMS and e-mail.
func newOutpost(t *testing.T, people int, doors map[string]channels.Channel) *outpost {
	o := &outpost{T: t, log: memlog.New(), clock: NewVirtual(noon), vault: &roll{people: map[string]Reach{}}, doors: doors}
	o.types = domain.NewCatalogue(playbook.Types, incident.Types, statement.Types, outreach.Types, delivery.Types, offer.Types, reaction.Types)
	listed := incident.AffectedListed{Listing: "l", Chunk: 1, Of: 1}
	for n := range people {
		subject := fmt.Sprint("p", n)
		o.vault.people[subject] = reached(subject, "sms", "email")
		listed.People = append(listed.People, incident.Person{Subject: subject, Lang: "en", Party: subject})
	}
	o.adopt(channelRules())
	o.tell("incident-i1", incident.Reported{Brand: "blue"}, listed)
	o.publish(1)
	o.restart()
	return o
}

// tell records facts as they are.
func (o *outpost) tell(stream domain.StreamID, events ...domain.Event) {
	o.Helper()
	var at domain.Revision
	for r := range o.log.Read(o.Context(), stream, 0) {
		at = r.Revision
	}
	var proposed []domain.Proposed
	for _, e := range events {
		o.told++
		name, version, data, err := o.types.Encode(e)
		if err != nil {
			o.Fatal(err)
		}
		proposed = append(proposed, domain.Proposed{
			ID: domain.NewEventID(stream, "told", o.told), Type: name, Version: version, Data: data,
			Meta: domain.Meta{Key: fmt.Sprint("told ", o.told), OccurredAt: o.clock.Now(), RecordedAt: o.clock.Now()},
		})
	}
	if _, err := o.log.Append(o.Context(), stream, at, proposed...); err != nil {
		o.Fatal(err)
	}
	if o.x != nil {
		o.x.cache = newCache(cachedStreams, cachedBytes) // the facts went past it
	}
}

func (o *outpost) adopt(rules playbook.Playbook) {
	content, hash := rules.Content()
	o.tell("playbook-house", playbook.Adopted{Content: content, Hash: hash})
}

// publish puts a version of the statement in force; its texts differ by channel.
func (o *outpost) publish(version int) {
	events := []domain.Event{statement.Drafted{Version: version, Brand: "blue", IncidentIDs: []string{"i1"}, Audience: "affected"}}
	for _, kind := range []string{"sms", "email", "push"} {
		events = append(events, statement.VariantSet{
			Version: version, Lang: "en", Channel: kind, Template: fmt.Sprintf("{brand}: version %d by %s. {link}", version, kind),
			Params: []statement.Param{{Name: "brand", Type: "brand"}, {Name: "link", Type: "link"}}, LinkDomains: []string{"care.example"},
			TemplateHash: fmt.Sprint("t", version, kind), Parts: 1,
		})
	}
	o.tell("statement-s1", append(events, statement.Published{Version: version, Brand: "blue", IncidentIDs: []string{"i1"}})...)
}

// owe asks the resolver for a batch of a run of a version to these people, and records its answer.
func (o *outpost) owe(run string, version int, people ...string) domain.StreamID {
	o.Helper()
	stream := delivery.Stream(run, 1, 1)
	request := domain.Request{To: stream, Command: ask.Notices{
		Brand: "blue", First: 1, Batch: delivery.Requested{
			OutreachID: run, Wave: 1, IncidentID: "i1", StatementID: "s1", StatementVersion: version,
			Ladder: []string{"push", "sms", "email"}, NotAfter: noon.Add(2 * time.Hour),
		},
	}}
	command := request.Command.(ask.Notices)
	for _, p := range people {
		command.Items = append(command.Items, delivery.Item{Subject: p, Lang: "en"})
	}
	request.Command = command
	answers, mine, err := o.resolvers.Resolve(o.Context(), request)
	if err != nil || !mine || len(answers) != 1 {
		o.Fatalf("resolver: %v, %t, %v", answers, mine, err)
	}
	if _, err := o.x.Do(o.Context(), answers[0], domain.Meta{Key: "owed"}); err != nil {
		o.Fatal(err)
	}
	return stream
}

// restart begins another life on the same log.
func (o *outpost) restart() {
	kinds := []domain.Kind{incident.Kind, outreach.Kind, delivery.Kind, offer.Kind, reaction.Kind}
	o.x = NewExecutor(o.log, o.types, o.clock, plainHash, o.fails, kinds...)
	texts := NewTexts(o.log, o.types)
	o.resolvers = NewResolvers(o.vault, o.vault, texts, func() string { return "care.example" }, o.fails)
	o.d = NewDispatcher(o.log, o.types, o.x, o.vault, o.resolvers, o.doors, o.clock, o.fails)
}

// run lets the dispatcher work for a while.
func (o *outpost) run(d time.Duration) {
	o.Helper()
	until := o.clock.Now().Add(d)
	if err := NewDeterministic(o.clock, o.d).Run(o.Context(), until); err != nil {
		o.Fatal(err)
	}
	o.clock.AdvanceTo(until)
}

// events lists the names of what was recorded of a batch, each with its items.
func (o *outpost) events(stream domain.StreamID) (lines []string) {
	o.Helper()
	for _, r := range readAll(o.T, o.types.Decoded(o.log.Read(o.Context(), stream, 0))) {
		line := r.Type[len("delivery."):]
		switch e := r.Event.(type) {
		case delivery.Attempted:
			for _, it := range e.Items {
				line += fmt.Sprintf(" %d:%s#%d", it.I, it.Channel, it.Attempt)
			}
		case delivery.Failed:
			for _, it := range e.Items {
				line += fmt.Sprintf(" %d:%s,%t", it.I, it.Code, it.Permanent)
			}
		case delivery.Suppressed:
			for _, it := range e.Items {
				line += fmt.Sprintf(" %d:%s", it.I, it.Reason)
			}
		case delivery.Escalated:
			for _, it := range e.Items {
				line += fmt.Sprintf(" %d:%s", it.I, it.To)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// want compares what was recorded of a batch behind its request.
func (o *outpost) want(stream domain.StreamID, want ...string) {
	o.Helper()
	if diff := cmp.Diff(want, append([]string(nil), o.events(stream)[1:]...)); diff != "" {
		o.Errorf("%s (-want +got):\n%s", stream, diff)
	}
}

// door is a channel that does as it is told; it remembers what it was given.
type door struct {
	kind    string
	repeat  channels.Repeat
	answers []error // of the next sends; then all are taken
	always  error   // in place of answers
	sent    []channels.Delivery
	reports []channels.Report
}

var (
	errNoAnswer = errors.New("no answer")
	busy        = &channels.Error{Temporary: true, Reason: channels.Throttled}
	noAddress   = &channels.Error{Reason: channels.BadAddress}
)

func (d *door) Name() string { return "scripted-" + d.kind }

func (d *door) Capability() channels.Capability {
	return channels.Capability{PartsPerSecond: 100, Private: true, Repeat: d.repeat, KeyKept: 24 * time.Hour}
}

func (d *door) Send(_ context.Context, n channels.Delivery) (channels.Receipt, error) {
	if err := channels.Check(d.kind, n); err != nil {
		return channels.Receipt{}, fmt.Errorf("the dispatcher must not send it: %w", err)
	}
	d.sent = append(d.sent, n)
	if d.always != nil {
		return channels.Receipt{}, d.always
	}
	if len(d.answers) > 0 {
		err := d.answers[0]
		d.answers = d.answers[1:]
		return channels.Receipt{ProviderRef: "r"}, err
	}
	return channels.Receipt{ProviderRef: "r"}, nil
}

func (d *door) Receipts(time.Time) []channels.Report {
	reports := d.reports
	d.reports = nil
	return reports
}

func (d *door) Next() (time.Time, bool) { return time.Time{}, len(d.reports) > 0 }

// asking is a door that can be asked what became of a notice.
type asking struct {
	*door
	status channels.Status
	err    error
	asked  int
}

func (a *asking) Status(context.Context, string) (channels.Status, error) {
	a.asked++
	return a.status, a.err
}

func keyed() *door { return &door{kind: "sms", repeat: channels.IdempotentKey} }

// sentTo lists who was sent to, in order.
func (d *door) sentTo() (addresses []string) {
	for _, n := range d.sent {
		addresses = append(addresses, n.Address)
	}
	return addresses
}
