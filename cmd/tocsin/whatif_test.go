package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/lever"
	"tocsin/projections/forecast"
)

// smallDay records a day with one closed airport, 160 passengers and 120 messages.
func smallDay(t *testing.T) (log string) {
	t.Helper()
	begin := time.Date(2031, 5, 5, 6, 0, 0, 0, time.UTC)
	var lines strings.Builder
	add := func(id int, at time.Time, kind, data string) {
		fmt.Fprintf(&lines, `{"specversion":"1.0","id":"%d","source":"/occ","type":"dev.tocsin.%s.v1","time":"%s","datacontenttype":"application/json","data":%s}`+"\n",
			id, kind, at.Format(time.RFC3339), data)
	}
	var flights []string
	for n := range 8 {
		flights = append(flights, fmt.Sprintf(`{"carrier":"XX","number":"%d","date_local":"2031-05-05","origin":"AAA","dest":"BBB","std":"2031-05-05T%02d:00:00Z","status":"CANCELLED"}`, 100+n, 9+n))
	}
	add(1, begin, "incident.reported", `{"source":{"system":"occ","external_ref":"AAA"},"brand":"Example Air","domain":"air","kind":"AIRPORT_CLOSED","scope":{"flights":[`+strings.Join(flights, ",")+`]},"started_at":"2031-05-05T06:00:00Z","aware_at":"2031-05-05T06:00:00Z"}`)
	for n := range 120 {
		at := begin.Add(20*time.Minute + time.Duration(n)*2*time.Minute)
		add(10+n, at, "conversation.message_received", fmt.Sprintf(`{"brand":"Example Air","channel":"social","account":"main","external_id":"m%d","thread_ref":"t%d","visibility":"public","from":"c%d","body":"My flight XX100 is cancelled, what now?","lang":"en","received_at":"%s"}`,
			n, n, n, at.Format(time.RFC3339)))
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "events.ndjson")
	if err := os.WriteFile(path, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	log = filepath.Join(folder, "log.db")
	_, _, errs := tocsin(t, "replay", "--quiet", "--events", path, "--log", "sqlite://"+log, "--settle", "12h")
	if errs != "" {
		t.Fatal(errs)
	}
	return log
}

// The recorded playbook, printed and read again, is the recorded playbook.
func TestTheRecordedPlaybookCanBePrinted(t *testing.T) {
	t.Parallel()
	log := smallDay(t)
	printed := inFile(t, "recorded.yaml", mustRun(t, "whatif", "--log", log, "--print-playbook"))
	if o := whatIf(t, "--log", log, "--playbook", printed); o.Playbook != o.WhatIf[0].Playbook {
		t.Errorf("playbooks %v, %v", o.Playbook, o.WhatIf[0].Playbook)
	}
}

// otherwise writes the shipped playbook with one line changed, and gives its path.
func otherwise(t *testing.T, was, is string) string {
	t.Helper()
	text := mustRun(t, "config", "print")
	if !strings.Contains(text, was) {
		t.Fatalf("the shipped playbook has no line %q", was)
	}
	return inFile(t, "other.yaml", strings.Replace(text, was, is, 1))
}

func whatIf(t *testing.T, args ...string) (o whatifOutcome) {
	t.Helper()
	out := mustRun(t, append([]string{"whatif", "--quiet", "-o", "json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestTheSamePlaybookGivesTheSameDay(t *testing.T) {
	t.Parallel()
	log := smallDay(t)
	for _, contacts := range []string{contactsFixed, contactsRespond} {
		kept := filepath.Join(t.TempDir(), "other.db")
		o := whatIf(t, "--log", log, "--contacts", contacts, "--keep", "sqlite://"+kept)
		if o.Recorded.Contacts.Messages != 120 || o.Recorded.Informed.Affected != 160 || o.Recorded.Informed.BeforeAsking == 0 {
			t.Fatalf("the recorded day: %+v", o.Recorded)
		}
		if a, b := bytesOf(o.Recorded), bytesOf(o.WhatIf[0].dayFigures); a != b {
			t.Errorf("contacts %s:\nrecorded %s\nwhat if  %s", contacts, a, b)
		}
		if a, b := recordsOf(t, log), recordsOf(t, kept); a != b {
			t.Errorf("contacts %s: the logs differ: %s, %s", contacts, a, b)
		}
	}
}

// recordsOf gives what a log says, without what is sealed under the keys of its own vault.
func recordsOf(t *testing.T, path string) string {
	t.Helper()
	log, err := openForReading(path)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	n, types := 0, map[string]int{}
	for r, err := range log.ReadAll(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		types[r.Type+r.Meta.RecordedAt.Format(time.RFC3339)+r.ID.String()]++
	}
	return fmt.Sprint(n, " ", len(types), " ", domain.DeriveID("log", fmt.Sprint(types)))
}

// If nobody is told, nobody is informed before he asks, and those who respond ask more.
func TestWithoutAWordNobodyIsInformed(t *testing.T) {
	t.Parallel()
	log, silent := smallDay(t), otherwise(t, "tell_affected_at_least: 1", "tell_affected_at_least: 1000000")
	fixed := whatIf(t, "--log", log, "--playbook", silent, "--contacts", contactsAuto)
	responding := whatIf(t, "--log", log, "--playbook", silent, "--contacts", contactsRespond)
	for _, o := range []whatifOutcome{fixed, responding} {
		if o.WhatIf[0].Informed.BeforeAsking != 0 || o.WhatIf[0].Notices.Owed != 0 || o.WhatIf[0].Informed.Reachable != o.Recorded.Informed.Reachable {
			t.Errorf("contacts %s: %+v, notices %+v", o.Contacts, o.WhatIf[0].Informed, o.WhatIf[0].Notices)
		}
		if o.WhatIf[0].Model.AsTold != o.WhatIf[0].Model.IfNobodyTold || o.Recorded.Model.Deflected <= 0 {
			t.Errorf("contacts %s: the model says %+v, of the recorded day %+v", o.Contacts, o.WhatIf[0].Model, o.Recorded.Model)
		}
	}
	if fixed.Contacts != contactsFixed || fixed.WhatIf[0].Contacts.Messages != 120 {
		t.Errorf("messages of a recorded day changed: %s, %+v", fixed.Contacts, fixed.WhatIf[0].Contacts)
	}
	if responding.WhatIf[0].Contacts.Messages <= 150 {
		t.Errorf("%d messages although nobody was told", responding.WhatIf[0].Contacts.Messages)
	}
	if len(fixed.Notes) == 0 || !strings.Contains(fixed.Notes[0], "contacts are fixed") {
		t.Errorf("notes %q", fixed.Notes)
	}
}

// The people of a scenario have manners and cues of their own, and its providers bad times.
func TestAScenarioIsPlayedByItsOwnPeople(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIPPED in short mode: a whole scenario, twice")
	}
	log := filepath.Join(t.TempDir(), "log.db")
	mustRun(t, "demo", "airline", "--quiet", "--scale", "0.02", "--log", "sqlite://"+log)
	o := whatIf(t, "--log", log, "--scale", "0.02")
	if o.Contacts != contactsRespond || o.Recorded.Notices.Owed == 0 || bytesOf(o.Recorded) != bytesOf(o.WhatIf[0].dayFigures) {
		t.Errorf("contacts %s\nrecorded %s\nagain    %s", o.Contacts, bytesOf(o.Recorded), bytesOf(o.WhatIf[0].dayFigures))
	}
}

// Several alternatives are columns of one table; without the notices the text is published, and nobody gets it.
func TestSeveralDaysStandSideBySide(t *testing.T) {
	t.Parallel()
	log, early := smallDay(t), otherwise(t, "gap_assessments: 2", "gap_assessments: 1")
	o := whatIf(t, "--log", log, "--playbook", early, "--without", "notices", "--contacts", contactsRespond)
	if len(o.WhatIf) != 2 || o.WhatIf[0].Name != "other" || o.WhatIf[1].Name != "without notices" {
		t.Fatalf("%+v", o.WhatIf)
	}
	mute := o.WhatIf[1]
	if mute.Informed.BeforeAsking != 0 || mute.Notices.Owed != 0 || mute.Published != o.Recorded.Published || mute.Playbook != o.Playbook {
		t.Errorf("without notices: %+v", mute)
	}
	if o.WhatIf[0].Informed != o.Recorded.Informed && o.WhatIf[0].Informed.BeforeAsking == 0 {
		t.Errorf("called earlier: %+v", o.WhatIf[0].Informed)
	}
	if mute.Contacts.Messages <= o.Recorded.Contacts.Messages {
		t.Errorf("%d messages although nobody was told", mute.Contacts.Messages)
	}
}

func TestALogThatCannotBePlayedAgainSaysWhy(t *testing.T) {
	t.Parallel()
	log := smallDay(t)
	renamed := func(r domain.Recorded) (domain.Recorded, bool) {
		if r.Type == "incident.reported" {
			r.Version = 99
		}
		return r, true
	}
	future := rewritten(t, log, renamed)
	for _, suffix := range []string{".vault.db", ".vault.key"} {
		b, err := os.ReadFile(strings.TrimSuffix(log, ".db") + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(strings.TrimSuffix(future, ".db")+suffix, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(strings.TrimSuffix(log, ".db") + ".vault.db"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{}, exitUsage, "--log"},
		{[]string{"--log", "none.db"}, exitUsage, "none.db"},
		{[]string{"--log", log}, exitUsage, "vault.db is missing"},
		{[]string{"--log", future}, exitFailure, "schema version 99"},
		{[]string{"--log", log, "--contacts", "some"}, exitUsage, "--contacts"},
		{[]string{"--log", log, "-o", "xml"}, exitUsage, "--output"},
		{[]string{"--log", log, "--keep", "x"}, exitUsage, "--keep"},
		{[]string{"--log", log, "--scale", "2"}, exitUsage, "--scale"},
		{[]string{"--log", log, "--scale", "0"}, exitUsage, "--scale"},
		{[]string{"--log", log, "--playbook", "a", "--without", "notices", "--keep", "sqlite:///x"}, exitUsage, "more than one"},
	} {
		code, _, errs := tocsin(t, append([]string{"whatif", "--quiet"}, c.args...)...)
		if code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("%v: exit code %d, %q; want %d and %q", c.args, code, errs, c.code, c.says)
		}
	}
}

// What a table says of a day on which nobody was told is no number of minutes.
func TestTheTableStandsSideBySide(t *testing.T) {
	t.Parallel()
	log, silent := smallDay(t), otherwise(t, "tell_affected_at_least: 1", "tell_affected_at_least: 1000000")
	out := mustRun(t, "whatif", "--quiet", "--log", log, "--playbook", silent)
	for _, want := range []string{"informed before asking", "backlog, peak", "contacts (messages)", "points", "contacts are fixed", "days side by side"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// While customers serve themselves, fewer messages come; the share is drawn by the key of the message.
func TestSelfServiceLeavesFewerMessages(t *testing.T) {
	rules, err := loadPlaybook("")
	if err != nil {
		t.Fatal(err)
	}
	inlet := &responding{respond: true, seed: 1, model: customersOf(rules)}
	at := time.Date(2031, 5, 5, 6, 0, 0, 0, time.UTC)
	inlet.model.Apply(domain.Recorded{Stream: "lever-blue", Meta: domain.Meta{RecordedAt: at}, Event: lever.Pulled{
		Lever: lever.SelfService, Brand: "blue", Params: lever.Params{Share: 0.25}, At: at,
	}})
	come, others := 0, 0
	for n := range 4_000 {
		f := asked{brand: "blue", expected: forecast.Asking{Left: 1}}
		f.Meta.Key = fmt.Sprint(n)
		come += inlet.times(f)
		f.brand = "green"
		others += inlet.times(f)
	}
	if come < 2_900 || come > 3_100 || others != 4_000 {
		t.Errorf("of 4000 messages come %d, to another brand %d", come, others)
	}
}
