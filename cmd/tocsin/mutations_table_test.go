package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mutation is one bug, as edits of the sources, and the invariants any of which must catch it.
type mutation struct {
	bug   string
	by    []string
	edits []edit
}

// edit puts a new text in the place of an old one, which stands once in the file.
type edit struct{ file, old, new string }

// edited gives the sources with the bug in them, by path below the root of the module.
func (m mutation) edited(root string) (map[string]string, error) {
	sources := map[string]string{}
	for n, e := range m.edits {
		if _, again := sources[e.file]; !again {
			source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.file)))
			if err != nil {
				return nil, err
			}
			sources[e.file] = string(source)
		}
		if got := strings.Count(sources[e.file], e.old); got != 1 {
			return nil, fmt.Errorf("%s holds the text of edit %d %d times, want once: the source has moved on, and so must the mutation", e.file, n+1, got)
		}
		sources[e.file] = strings.Replace(sources[e.file], e.old, e.new, 1)
	}
	return sources, nil
}

// Whether they are caught is a matter of minutes (-tags mutations); that they still fit the sources is seen at once.
func TestMutationsFitTheSources(t *testing.T) {
	t.Parallel()
	for _, m := range mutations() {
		if _, err := m.edited("../.."); err != nil {
			t.Errorf("%s: %v", m.bug, err)
		}
	}
}

const (
	dispatchSend = "adapters/node/dispatch_send.go"
	queueSelect  = "projections/outbox/select.go"
	noticePolicy = "projections/audience/policy.go"
)

// mutations are the table of RELIABILITY.md, section 7, and one or more for each invariant that it does not name.
func mutations() []mutation {
	return slices.Concat(mutationsOfClaims(), mutationsOfSending(), mutationsOfVersions(), mutationsOfReactors(), mutationsOfRecords())
}

func mutationsOfClaims() []mutation {
	return []mutation{
		{"no revision check on a claim", []string{"I1", "I12"}, []edit{{"adapters/memlog/append.go",
			"	switch head := domain.Revision(len(stream)); {\n",
			"	w.At = domain.Revision(len(stream))\n	switch head := domain.Revision(len(stream)); {\n",
		}}},
		{"a hold does not look at the capacity", []string{"I1"}, []edit{{"domain/inventory/decide.go",
			"	for !s.Unlimited && s.Free() < c.N {\n", "	for false {\n",
		}}},
		{"call-out timers are not rebuilt after a restart", []string{"I10"}, []edit{{"adapters/node/reactor.go",
			"	r.policy.Apply(rec)\n",
			"	if rec.Position > r.acted || rec.Type != \"callout.member_called\" {\n		r.policy.Apply(rec)\n	}\n",
		}}},
		{"somebody who is booked may be booked again", []string{"I10"}, []edit{{"domain/reserve/decide.go",
			"	case s.Booking.CalloutID != \"\":\n		return nil, domain.Refuse(domain.Conflict, \"the member is booked for another call-out\")\n	case !s.Avail",
			"	case !s.Avail",
		}}},
	}
}

func mutationsOfSending() []mutation {
	return []mutation{
		{"a new idempotency key per attempt", []string{"I4"}, []edit{{dispatchSend,
			"Key: outbox.Key(b, ref.I), Channel:", "Key: outbox.Key(b, ref.I) + strings.Repeat(\"+\", v.Attempts), Channel:",
		}}},
		{"marked as sent before sending", []string{"I5"}, []edit{
			{dispatchSend,
				"			d.sendOne(ctx, byRef[ref], came[c.stream])\n",
				"			came[c.stream].Accepted = append(came[c.stream].Accepted, delivery.AcceptedItem{I: ref.I})\n"},
			{dispatchSend,
				"	_, err = d.record(ctx, outcomes)\n	return moved, err\n",
				"	_, err = d.record(ctx, outcomes)\n	for n := range attempts {\n		for _, ref := range sends[n] {\n" +
					"			if attempts[n].refused == nil {\n				d.sendOne(ctx, byRef[ref], &delivery.RecordOutcomes{})\n			}\n		}\n	}\n	return moved, err\n"},
		}},
		{"an unknown item resends its batch", []string{"I4"}, []edit{{dispatchSend,
			"			d.sendOne(ctx, byRef[ref], came[c.stream])\n		}\n",
			"			d.sendOne(ctx, byRef[ref], came[c.stream])\n		}\n		if len(came[c.stream].Unknown) > 0 {\n" +
				"			for _, ref := range sends[n] {\n				d.sendOne(ctx, byRef[ref], &delivery.RecordOutcomes{})\n			}\n		}\n",
		}}},
		{"attempted for a whole batch before the first send", []string{"F1"}, []edit{{"adapters/node/dispatch_choose.go",
			"left = r.d.bounded(kind, max(inFlight, 1));", "left = max(inFlight, 1<<20);",
		}}},
		{"a no that comes behind the request is not looked at", []string{"I23"}, []edit{{dispatchSend,
			"		case contact.Blocked:\n", "		case false && contact.Blocked:\n",
		}}},
		{"other bytes are sent than were approved", []string{"I6"}, []edit{{dispatchSend,
			"Text: notice.Text,", "Text: notice.Text + \" \",",
		}}},
		{"what is done about a batch forgets the exercise", []string{"I7"}, []edit{{"adapters/node/fold.go",
			"	m.Drill = m.Drill || f.drill\n", "",
		}}},
	}
}

func mutationsOfVersions() []mutation {
	return []mutation{
		{"no hold of v2 while v1 is under way", []string{"I3"}, []edit{{queueSelect,
			"	return o.inFlight[o.flight(b, i)] == 0\n", "	return true\n",
		}}},
		{"v1 is not superseded", []string{"I2"}, []edit{{"domain/statement/publish.go",
			"	if s.Current > 0 {\n", "	if s.Current > 0 && c.Version == 0 {\n",
		}}},
		{"nobody notices that v1 is superseded", []string{"I8"}, []edit{
			{queueSelect, "	case o.current[batch.StatementID] != batch.StatementVersion, b.notices[i].NotYet.After(now):\n", "	case b.notices[i].NotYet.After(now), batch.StatementVersion == 0:\n"},
			{queueSelect, "	return o.current[batch.StatementID] <= batch.StatementVersion\n", "	return batch.StatementVersion > 0\n"},
			{noticePolicy, "	case abortRun:\n", "	case abortRun:\n		return nil\n	case abortRun + \"?\":\n"},
			{noticePolicy, "	case suppressBatch:\n", "	case suppressBatch:\n		return nil\n	case suppressBatch + \"?\":\n"},
		}},
	}
}

func mutationsOfReactors() []mutation {
	const asking = "adapters/node/reactor_ask.go"
	return []mutation{
		{"a refusal is not recorded", []string{"I25"}, []edit{{asking,
			"		case a.Err == nil || refused:\n			refusals = append(refusals, r.refusal(a))\n", "		case a.Err == nil || refused:\n",
		}}},
		{"a full alternative ends the search", []string{"I25"}, []edit{{"domain/policy/offers_ask.go",
			"			continue\n		}\n		a.ask(o)\n", "			return nil\n		}\n		a.ask(o)\n",
		}}},
		{"a lost checkpoint is read as 0", []string{"I25"}, []edit{{"cmd/tocsin/house.go",
			"!known && held != nil {", "!known && held != nil && len(at) == 0 {",
		}}},
		{"the first record behind a checkpoint is passed over", []string{"I15"}, []edit{{"adapters/node/reactor.go",
			"	if rec.Position <= r.acted || r.held != nil {\n", "	if rec.Position <= r.acted+1 || r.held != nil {\n",
		}}},
		{"what the dispatcher does names no cause", []string{"I16"}, []edit{{"adapters/node/dispatch_record.go",
			"CausationID: b.Cause,", "",
		}}},
	}
}

func mutationsOfRecords() []mutation {
	return []mutation{
		{"map order in a projection", []string{"I13"}, []edit{{"projections/outbox/snapshot.go",
			"slices.Sorted(maps.Keys(o.offers))", "slices.Collect(maps.Keys(o.offers))",
		}}},
		{"a random nonce", []string{"I12"}, []edit{
			{"adapters/vault/crypt.go", "	\"crypto/hkdf\"\n", "	\"crypto/hkdf\"\n	\"crypto/rand\"\n"},
			{"adapters/vault/crypt.go", "	return mac(s.nonce[:], append(message, text...))\n", "	return mac(s.nonce[:], append(append(message, text...), rand.Text()...))\n"},
		}},
		{"a key is not recognised", []string{"I12"}, []edit{{"adapters/node/decide.go",
			"	if known, ok := f.keys[idOf(a.Meta.Key)]; ok {\n", "	if known, ok := f.keys[idOf(a.Meta.Key)]; ok && a.Meta.Key == \"\" {\n",
		}}},
		{"a word that comes late is not marked", []string{"I12"}, []edit{{"domain/incident/scope.go",
			"Late: seq < s.seq}", "Late: seq < 0}",
		}}},
		{"the detector counts again what it has seen", []string{"I21"}, []edit{
			{"projections/projection.go", "	if l.halt != nil || r.Position <= l.at {\n", "	if l.halt != nil {\n"},
			{"projections/volume/lane.go", "durationMs(f.rules.Counting.RepeatMin)", "0*durationMs(f.rules.Counting.RepeatMin)"},
			{"projections/volume/fold.go", "r.Event == nil || r.Position != 0 && r.Position <= f.position {", "r.Event == nil {"},
		}},
	}
}
