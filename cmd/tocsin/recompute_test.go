package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"tocsin/adapters/sqlitelog"
)

// figures are recomputed from the raw rows of a log by their JSON alone: no type, fold or state of the program is used.
type figures struct {
	messages, incidents, suspected, surges    int
	owed, sent, unreached, open               int
	suppressed                                map[string]int
	made, accepted, confirmed, expired        int
	refused, crises, published, drafted       int
	raised, gaps, filled, joined, surplusFree int
	called, notNeeded                         int // members, per call-out
	running                                   int // outreaches that were planned and have not ended
	positions                                 uint64
}

// notice is the state of one item of a batch: 0 open, 1 sent, 2 ended otherwise.
type notices map[string][]int

// figuresOf reads a log row by row.
func figuresOf(t *testing.T, path string) figures {
	t.Helper()
	log, err := sqlitelog.OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	f, states := figures{suppressed: map[string]int{}}, notices{}
	levels, answered := map[string]int{}, map[string]bool{}
	for r, err := range log.ReadAll(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		var e map[string]any
		if err := json.Unmarshal(r.Data, &e); err != nil {
			t.Fatal(err)
		}
		f.positions = uint64(r.Position)
		f.count(r.Type, e)
		if strings.HasPrefix(r.Type, "surge.") {
			if level, ok := e["level"].(float64); ok {
				levels[string(r.Stream)] = max(levels[string(r.Stream)], int(level))
			}
		}
		if member, says := answerOf(string(r.Stream), r.Type, e); member != "" {
			answered[member] = answered[member] || says
		}
		if strings.HasPrefix(r.Type, "delivery.") {
			f.notice(states, string(r.Stream), r.Type, e)
		}
	}
	for _, level := range levels {
		if level >= 1 {
			f.surges++
		}
	}
	f.called = len(answered)
	for _, says := range answered {
		if !says {
			f.notNeeded++
		}
	}
	for _, batch := range states {
		for _, state := range batch {
			if state == 0 {
				f.open++
			}
		}
	}
	return f
}

// answerOf names a member of a call-out and tells whether he is called or has said something; silence is an answer, too.
func answerOf(stream, name string, e map[string]any) (member string, says bool) {
	switch name {
	case "callout.member_called", "callout.accepted", "callout.declined", "callout.timed_out":
		return strings.TrimPrefix(stream, "callout-") + "/" + e["member"].(string), name != "callout.member_called"
	case "reserve.unbooked":
		if e["reason"] == "surplus" {
			return e["callout_id"].(string) + "/" + strings.TrimPrefix(stream, "reserve-"), true
		}
	}
	return "", false
}

func (f *figures) count(name string, e map[string]any) {
	for stored, counter := range map[string]*int{
		"conversation.message_received": &f.messages, "incident.reported": &f.incidents, "incident.suspected": &f.suspected,
		"offer.made": &f.made, "offer.accepted": &f.accepted, "offer.confirmed": &f.confirmed, "offer.expired": &f.expired,
		"crisis.proposed": &f.crises, "statement.published": &f.published, "statement.drafted": &f.drafted,
		"callout.filled": &f.filled, "callout.accepted": &f.joined,
	} {
		if name == stored {
			*counter++
		}
	}
	switch name {
	case "outreach.planned":
		f.running++
	case "outreach.completed", "outreach.aborted":
		f.running--
	case "callout.raised":
		f.gaps += int(e["gap"].(float64))
		for _, need := range e["need"].([]any) {
			f.raised += int(need.(map[string]any)["count"].(float64))
		}
	case "reserve.unbooked":
		if e["reason"] == "surplus" {
			f.surplusFree++
		}
	case "reaction.refused":
		if e["policy"] == "offers" && e["code"] == "exhausted" {
			f.refused++
		}
	}
}

func (f *figures) notice(states notices, stream, name string, e map[string]any) {
	if name == "delivery.requested" {
		count := int(e["count"].(float64))
		states[stream] = make([]int, count)
		f.owed += count
		return
	}
	for k, i := range e["i"].([]any) {
		state := &states[stream][int(i.(float64))]
		switch name {
		case "delivery.accepted", "delivery.delivered", "delivery.read":
			if *state == 0 {
				*state, f.sent = 1, f.sent+1
			}
		case "delivery.suppressed":
			if *state == 0 {
				*state = 2
				f.suppressed[textAt(e["reason"], k)]++
			}
		case "delivery.unreachable", "delivery.expired", "delivery.parked":
			if *state == 0 {
				*state, f.unreached = 2, f.unreached+1
			}
		}
	}
}

// textAt is the text of the k-th item in a column: one for all, one for each, or few with the place of each.
func textAt(column any, k int) string {
	switch c := column.(type) {
	case string:
		return c
	case []any:
		return c[k].(string)
	case map[string]any:
		return c["of"].([]any)[int(c["at"].([]any)[k].(float64))].(string)
	}
	return ""
}

// ledgerOf reads the journal that the sandbox wrote: distinct keys, and acceptances beyond the first of a key.
func ledgerOf(t *testing.T, path string) (keys, doubles int) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	seen := map[string]bool{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var entry struct {
			Key string `json:"key"`
		}
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			t.Fatal(err)
		}
		if seen[entry.Key] {
			doubles++
		}
		seen[entry.Key] = true
	}
	return len(seen), doubles
}
