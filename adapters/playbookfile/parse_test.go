package playbookfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// spoil changes the shipped playbook in one place, and gives the number of the changed line.
func spoil(t *testing.T, old, new string) (text string, line int) {
	t.Helper()
	before, after, found := strings.Cut(airline, old)
	if !found {
		t.Fatalf("the shipped playbook has no %q", old)
	}
	return before + new + after, 1 + strings.Count(before, "\n")
}

func wrong(t *testing.T, text string) Errors {
	t.Helper()
	_, err := Parse("air.yaml", []byte(text))
	if err == nil {
		t.Fatal("it was read")
	}
	all, ok := errors.AsType[Errors](err)
	if !ok || len(all) == 0 {
		t.Fatalf("got %T %v, want Errors", err, err)
	}
	return all
}

// anywhere is a mistake whose line is not that of a change.
const anywhere = -300

// Each mistake is told once, with its line and key. Where %d stands, the line is that of the change plus the number.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		down           int    // lines from the beginning of the change to the mistake
		want           string // after "air.yaml:LINE: "
	}{
		{"no unit", "suspect_after: 10m", "suspect_after: 10", 0, `trigger.suspect_after: duration needs a unit, like "10m"`},
		{"no unit, quoted", "suspect_after: 10m", `suspect_after: "30"`, 0, `trigger.suspect_after: duration needs a unit, like "10m"`},
		{"negative duration", "suspect_after: 10m", "suspect_after: -10m", 0, "trigger.suspect_after: duration must not be negative"},
		{"negative number", "suspect_after: 10m", "suspect_after: -10", 0, "trigger.suspect_after: duration must not be negative"},
		{"unknown unit", "suspect_after: 10m", "suspect_after: 10min", 0, `trigger.suspect_after: must be a duration like "10m", "1h30m" or "30d"`},
		{"too fine", "suspect_after: 10m", "suspect_after: 100.0001s", 0, "trigger.suspect_after: duration is finer than a millisecond"},
		{"too long", "suspect_after: 10m", "suspect_after: 99999d", 0, "trigger.suspect_after: duration is longer than ten years"},
		{"out of range", "suspect_after: 10m", "suspect_after: 25h", 0, "trigger.suspect_after: must be 1m to 24h"},
		{"no value", "suspect_after: 10m", "suspect_after:", 0, "trigger.suspect_after: has no value"},
		{"a list for a duration", "suspect_after: 10m", "suspect_after: [10m]", 0, `trigger.suspect_after: must be a duration like "10m", is a list`},

		{"unknown key", "  suspect_after: 10m", "  suspect_after: 10m\n  color: red", 1, "trigger.color: unknown key; there are tell_affected_at_least, crisis_affected_at_least, proposal_lapses, suspect_after, suspect_level_at_least"},
		{"misspelt key", "  cadence: 60m", "  cadence: 60m\n  roundTo: 5m", 1, `promise.roundTo: unknown key, did you mean "round_to"?`},
		{"unknown top key", "domain: air", "domain: air\nOffsets: []", 1, "Offsets: unknown key; there are id"},
		{"offsets are not given", "domain: air", "domain: air\noffsets: []", 1, "offsets: unknown key; there are id"},
		{"twice", "  cadence: 60m", "  cadence: 60m\n  cadence: 60m", 1, "promise.cadence: is given twice"},
		{"missing", "  cadence: 60m\n", "", -2, "promise.cadence: is missing"},
		{"missing in a list", "{rank: 1, rule: vulnerable}", "{rule: vulnerable}", 0, "outreach.waves[0].rank: is missing"},
		{"group missing", "offer:\n  stands: 2h\n  confirm_within: 2m\n  alternatives_stand: 72h       # those of stock\n", "", anywhere, "offer: is missing"},
		{"merge key", "  cadence: 60m", "  <<: {}\n  cadence: 60m", 0, "promise: a key must be a word, is something else"},
		{"alias", "  cadence: 60m", "  cadence: &x 60m", 0, "promise.cadence: anchors and aliases are not read: write it out"},

		{"number for text", "  skill: care", "  skill: 7", 0, "desk.skill: must be text, is a number: put it in quotes if it is meant"},
		{"text for number", "agents: ", "agents: many # ", 0, "desk.agents: must be a whole number, is text"},
		{"fraction for whole", "agents: ", "agents: 6.5 # ", 0, "desk.agents: must be a whole number, written in digits"},
		{"quoted number", "agents: ", `agents: "6" # `, 0, "desk.agents: must be a whole number, is text"},
		{"octal", "agents: ", "agents: 012 # ", 0, "desk.agents: must be a whole number, written in digits"},
		{"hex", "agents: ", "agents: 0x12 # ", 0, "desk.agents: must be a whole number, written in digits"},
		{"negative count", "agents: ", "agents: -1 # ", 0, "desk.agents: must be 0 to 100000"},
		{"infinite", "occupancy: 0.85", "occupancy: .inf", 0, "desk.occupancy: must be a number, written in digits"},
		{"not a number", "occupancy: 0.85", "occupancy: .nan", 0, "desk.occupancy: must be a number, written in digits"},
		{"percentage", "occupancy: 0.85", "occupancy: 85", 0, "desk.occupancy: must be 0.05 to 1"},
		{"per cent sign", "occupancy: 0.85", "occupancy: 85%", 0, "desk.occupancy: must be a number, is text"},
		{"word for truth", "unlimited: true", "unlimited: yes", 0, "stock[3].unlimited: must be true or false, is text"},
		{"mapping for list", "core_roles: [gold, comms, log]", "core_roles: {gold: 1}", 0, "cell.core_roles: must be a list, is a mapping"},
		{"list for mapping", "offer:\n  stands: 2h\n  confirm_within: 2m\n  alternatives_stand: 72h       # those of stock\n", "offer: [2h]\n", 0, "offer: must be a mapping of keys, is a list"},

		{"alternatives end too soon", "  confirm_within: 2m", "  confirm_within: 2m\n  stop_before: 72h", 2, "offer.alternatives_stand: must be longer than offer.stop_before, 3d"},
		{"edges do not rise", "level_edges: [1.5, 3, 6]", "level_edges: [1.5, 3, 3]", 0, "detector.level_edges[2]: must be more than the one before it"},
		{"two edges", "level_edges: [1.5, 3, 6]", "level_edges: [1.5, 3]", 0, "detector.level_edges: must have 3 elements, has 2"},
		{"crisis sizes do not rise", "[500, 5000, 30000]", "[500, 500, 30000]", 0, "trigger.crisis_affected_at_least[1]: must be more than the one before it"},
		{"guard of one", "guard_min: 1.2", "guard_min: 1", 0, "detector.guard_min: must be 1.01 to 10"},
		{"no topic other", "    - other\n\n", "\n", -13, `detector.topics: must hold "other"`},
		{"topic twice", "    - baggage\n", "    - baggage\n    - baggage\n", 1, `detector.topics[2]: "baggage" is given twice, also at detector.topics[1]`},
		{"lateness of an unknown channel", "{channel: chat, within: 5s}", "{channel: chatt, within: 5s}", 0, `detector.lateness[0].channel: "chatt" is not in detector.channels: social, chat`},
		{"no lateness of others", `{channel: "*", within: 60s}`, "{channel: sms, within: 60s}", -4, `detector.lateness: must hold "*"`},

		{"unknown zone", "zone: UTC", "zone: Mars/Olympus", 0, `zone: is no IANA time zone`},
		{"the computer's zone", "zone: UTC", "zone: Local", 0, `zone: is no IANA time zone`},
		{"language twice", "languages: [en, fr, de]", "languages: [en, fr, de, en]", 0, `languages[3]: "en" is given twice, also at languages[0]`},
		{"not a language", "languages: [en, fr, de]", "languages: [English, fr, de]", 0, `languages[0]: must be a language tag`},
		{"link with scheme", "link_domain: care.example", "link_domain: https://care.example", 0, "link_domain: must be a host name, without scheme and path"},

		{"unknown role", "core_roles: [gold, comms, log]", "core_roles: [gold, comms, boss]", 0, "cell.core_roles[2]: must be one of gold, silver"},
		{"unknown approver", "{kind: holding, required: [[comms]]}", "{kind: holding, required: [[boss]]}", 0, "approvals[0].required[0][0]: must be one of gold, silver"},
		{"empty set", "{kind: holding, required: [[comms]]}", "{kind: holding, required: [[]]}", 0, "approvals[0].required[0]: must have 1 to 10 elements, has 0"},
		{"no default approval", `  - {kind: "*", required: [[comms], [gold, legal]]}`, "", -7, `approvals: must hold "*"`},
		{"approval twice", "{kind: instruction, required: [[comms]]}", "{kind: holding, required: [[comms]]}", 0, `approvals[1].kind: "holding" is given twice, also at approvals[0].kind`},
		{"all-clear without gold", "[[comms], [gold]]", "[[comms], [gold, legal]]", 0, "approvals[5].required: an all-clear must be approved by gold: one set must be [gold]"},
		{"drafted before the last", "draft_before: 10m", "draft_before: 60m", 0, "promise.draft_before: must be less than promise.cadence, 1h"},

		{"ladder of nothing", "ladder: [sms, email]", "ladder: [pigeon, sms, email]", 0, `outreach.ladder[0]: "pigeon" is not in the kinds of channels: sms, email, push`},
		{"public ladder", "private: true, in_flight: 100", "private: false, in_flight: 100", anywhere, `outreach.ladder[0]: "sms" is not private: notices carry personal data`},
		{"unknown rule", "{rank: 4, rule: top}", "{rank: 4, rule: richest}", 0, "outreach.waves[3].rule: must be one of vulnerable, departs_within, top, rest"},
		{"ranks out of order", "{rank: 4, rule: top}", "{rank: 5, rule: top}", 0, "outreach.waves[3].rank: must be 4: waves are listed in their order"},
		{"hours missing", "{rank: 2, rule: departs_within, hours: 6}", "{rank: 2, rule: departs_within}", 0, "outreach.waves[1].hours: is missing"},
		{"hours out of place", "{rank: 4, rule: top}", "{rank: 4, rule: top, hours: 6}", 0, "outreach.waves[3].hours: belongs to departs_within only"},
		{"an empty wave", "hours: 24}", "hours: 6}", 0, "outreach.waves[2].hours: must be more than in the wave before it"},
		{"nobody left", "{rank: 5, rule: rest}", "{rank: 5, rule: vulnerable}", -5, "outreach.waves: the last wave must be rest"},
		{"marketing", "purpose: service", "purpose: marketing", 0, "outreach.purpose: must be one of service, legal"},

		{"stock twice", "{id: rail,", "{id: rebook_own,", 0, `stock[1].id: "rebook_own" is given twice, also at stock[0].id`},
		{"rank twice", "unit: seat, rank: 2", "unit: seat, rank: 1", 0, `stock[1].rank: "1" is given twice, also at stock[0].rank`},
		{"stock without measure", "rank: 2, per_100: 10", "rank: 2", 0, "stock[1].per_100: is missing: units per 100 affected, or unlimited: true"},
		{"stock with two", "rank: 9, unlimited: true", "rank: 9, unlimited: true, per_100: 5", 0, "stock[3].per_100: must be left out of what is unlimited"},
		{"unknown kind of stock", "kind: rail", "kind: camel", 0, "stock[1].kind: must be one of rebook"},

		{"shares", "{lang: en, share: 0.8}", "{lang: en, share: 0.7}", -1, "desk.langs: the shares add up to 0.9, must be 1"},
		{"weights", "curve_weights: [0.6, 0.4]", "curve_weights: [0.6, 0.3]", 0, "forecast.curve_weights: the shares add up to 0.9, must be 1"},
		{"a weight without a constant", "curve_taus_h: [2, 12]", "curve_taus_h: [2]", 0, "forecast.curve_taus_h: has 1 values, but forecast.curve_weights has 2"},
		{"informed ask more", "contact_informed: 0.08", "contact_informed: 0.5", 0, "forecast.contact_informed: must not be more than forecast.contact_uninformed"},
		{"horizon off the grid", "horizon: 6h", "horizon: 50m", 0, "forecast.horizon: must be a multiple of forecast.interval, 15m"},
		{"called by nothing", "  channel: sms", "  channel: pigeon", 0, `callout.channel: "pigeon" is not in the kinds of channels: sms, email, push`},
		{"nobody has the skill", "  skill: care\n", "  skill: juggling\n", -3, `desk.langs[0].lang: nobody in the roster has the skill "juggling" and speaks "en"`},
		{"group without prefix", "{count: 20, prefix: r,", "{count: 20,", 0, "roster[1].prefix: is missing"},
		{"group with an id", "{count: 20, prefix: r,", "{count: 20, prefix: r, id: x,", 0, "roster[1].id: unknown key; there are count, prefix"},
		{"member twice", "{count: 20, prefix: r,", "{id: r001,", 0, `roster[1].id: "r001" is given twice, also at roster[0].id`},
		{"too many", "count: 56", "count: 99999999", 0, "roster[0].count: must be 1 to 9999"},

		{"channel twice", "{kind: push,", "{kind: email,", 0, `channels[2].kind: "email" is given twice, also at channels[1].kind`},
		{"status is no door", "{kind: push,", "{kind: status,", 0, "channels[2].kind: the status page is no door: leave it out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, line := spoil(t, c.old, c.new)
			got := wrong(t, text)[0]
			if c.down != anywhere && got.Line != line+c.down {
				t.Errorf("line %d, want %d", got.Line, line+c.down)
			}
			if message := strings.TrimPrefix(got.Error(), fmt.Sprintf("air.yaml:%d: ", got.Line)); !strings.HasPrefix(message, c.want) {
				t.Errorf("got  %s\nwant %s", message, c.want)
			}
		})
	}
}

// One slip is one complaint, not a heap of them.
func TestOneSlipOneComplaint(t *testing.T) {
	for _, c := range [][2]string{
		{"suspect_after: 10m", "suspect_after: 10"}, {"languages: [en, fr, de]", "languages: [en, fr, DE]"},
		{"level_edges: [1.5, 3, 6]", "level_edges: [1.5, x, 6]"}, {"{kind: sms, parts_per_s: 100", "{kind: sms, parts_per_s: -1"},
		{"channel: chat,", "channel: chatt,"}, {"ladder: [sms, email]", "ladder: [sms, 7]"},
	} {
		text, _ := spoil(t, c[0], c[1])
		if all := wrong(t, text); len(all) != 1 {
			t.Errorf("%s: %d complaints:\n%v", c[1], len(all), all)
		}
	}
}

func TestAllMistakesAreTold(t *testing.T) {
	text := airline
	for _, c := range [][2]string{
		{"suspect_after: 10m", "suspect_after: 10"}, {"occupancy: 0.85", "occupancy: 85"}, {"rule: top", "rule: tip"},
		{"unit: room", "unit: room"}, {"level_edges: [1.5, 3, 6]", "level_edges: [6, 3, 1.5]"},
		{"zone: UTC", "zone: Here"}, {"  cadence: 60m\n", "  kadence: 60m\n"},
	} {
		text = strings.Replace(text, c[0], c[1], 1)
	}
	_, err := Parse("air.yaml", []byte(text))
	var keys []string
	for line := range strings.Lines(err.Error()) {
		keys = append(keys, regexp.MustCompile(`^air.yaml:\d+: ([^:]+):`).FindStringSubmatch(line)[1])
	}
	want := []string{
		"zone", "trigger.suspect_after", "detector.level_edges[1]", "detector.level_edges[2]", "promise.cadence",
		"promise.kadence", "outreach.waves[3].rule", "desk.occupancy",
	}
	if fmt.Sprint(keys) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", keys, want)
	}
	if one, ok := errors.AsType[*Error](err); !ok || one.Key != "zone" {
		t.Errorf("a single error is not found: %v", one)
	}
}

func TestTexts(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown place", "Some flights of {brand}", "Some flights of {operator}", "texts.holding.en.status: unknown place {operator}; on this channel there are {brand} {next} {until}"},
		{"a person on the public page", "Some flights of {brand}", "Flight {flight} of {brand}", "texts.holding.en.status: unknown place {flight}"},
		{"lone brace", "Some flights of {brand}", "Some flights of {brand", "texts.holding.en.status: a brace has no partner or no name inside"},
		{"no next update", "queue. Next update by {next}.", "queue.", "texts.holding.en.status: a text of this kind must say when the next update comes: {next}"},
		{"unknown kind", "  holding:\n", "  hodling:\n", "texts.hodling: must be one of holding, update"},
		{"unknown language", "    fr:\n      sms", "    it:\n      sms", `texts.holding.it.email: "it" is not in languages: en, fr, de`},
		{"unknown channel", "      push: >-", "      fax: >-", `texts.holding.en.fax: "fax" is not in the kinds of channels, or status: sms, email, push, status`},
		{"other places in French", "Le vol {flight} {origin}-{dest} du {date} ne peut", "Le vol {flight} du {date} ne peut", "texts.holding.fr.sms: has places {brand} {date} {flight} {next}, but texts.holding.en.sms has"},
		{"no subject", ": not as planned\n\n        Dear", ": not as planned\n        Dear", "texts.holding.en.email: an e-mail is a subject of at most 78 characters, an empty line, and the body"},
		{"long subject", "on {date}: not as planned\n", "on {date}: not as planned, " + strings.Repeat("and so on ", 5) + "\n", "texts.holding.en.email: an e-mail is a subject"},
		{"too long for a short message", "Nous sommes désolés.", "Nous sommes désolés, ça arrive.", `texts.holding.fr.sms: leaves the 7-bit alphabet by "ç" at 32 ("c"): 4 parts instead of 2, 66.7 minutes instead of 33.3 for 100000 people; write: {brand} : Nous sommes désolés, ca arrive. Le vol`},
		{"another script", "Nous sommes désolés.", "Нам жаль.", "texts.holding.fr.sms: is 4 short messages with its places filled, at most 3"},
		{"a circumflex", "Es tut uns leid.", "Pardon, café à côté.", `texts.holding.de.sms: leaves the 7-bit alphabet by "ô" at 26 ("o")`},
		{"too long to show", "        Flight {flight} {origin}-{dest} on {date} cannot", "        " + strings.Repeat("Please read this. ", 10) + "Flight {flight} {origin}-{dest} on {date} cannot", "texts.holding.en.push: has 315 characters"},
		{"not a text", "      push: >-", "      push: {}\n      pushh: >-", "texts.holding.en.push: must be text, is a mapping"},
		{"a promise at the end", "        Flight {flight} {origin}-{dest} on {date} cannot run as planned. Choose", "        By {next}: flight {flight} {origin}-{dest} on {date} cannot run as planned. Choose", "texts.instruction.fr.push: has places"},
		{"hidden direction", "Some flights of {brand}", "Some \u202eflights of {brand}", "texts.holding.en.status: has a control or formatting character"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, _ := spoil(t, c.old, c.new)
			all := wrong(t, text)
			if !strings.Contains(all.Error(), c.want) {
				t.Errorf("got\n%v\nwant %s", all, c.want)
			}
		})
	}
}

func TestMissingTextsAreNamed(t *testing.T) {
	text, _ := spoil(t, "ladder: [sms, email]", "ladder: [sms, email, push]")
	text = strings.Replace(text, "      push: >-", "      pus: >-", 1) // wrong channel, so push of holding in English is missing
	text = strings.Replace(text, "languages: [en, fr, de]", "languages: [en, fr, de, it]", 1)
	all := wrong(t, text).Error()
	for _, want := range []string{"texts.holding.en.push: is missing: every kind needs", "texts.all_clear.it.status: is missing", "texts.update.it.sms: is missing"} {
		if !strings.Contains(all, want) {
			t.Errorf("not told: %s", want)
		}
	}
	if strings.Contains(all, "apology") {
		t.Error("an apology is asked for, though nobody has to have one")
	}
}

func TestNotAPlaybook(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":      {"", "air.yaml:1: the file is empty"},
		"comments":   {"# nothing\n", "air.yaml:1: the file is empty"},
		"scalar":     {"hello", "must be a mapping of keys, is text"},
		"list":       {"- a", "must be a mapping of keys, is a list"},
		"two":        {airline + "\n---\na: 1\n", "more than one document"},
		"bad indent": {"id: x\n  version: 1\n", "air.yaml:2: not YAML: mapping values are not allowed in this context"},
		"tab":        {"trigger:\n\tx: 1\n", "not YAML: found character that cannot start any token"},
		"second bad": {airline + "\n---\n\t", "not YAML"},
		"too large":  {strings.Repeat("#", MaxBytes+1), "more than 1048576 bytes"},
		"bomb":       {"a: &a [x]\nb: &b [*a, *a]\n", "unknown key"},
	} {
		if got := wrong(t, c.text).Error(); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.yaml")
	if _, err := Read(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if err := os.WriteFile(path, []byte(airline), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := Read(path); err != nil || p.ID != "airline" {
		t.Errorf("got %q, %v", p.ID, err)
	}
	if err := os.WriteFile(path, []byte("id: 7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.HasPrefix(err.Error(), "mine.yaml:1: ") {
		t.Errorf("got %v, want the name of the file and the line", err)
	}
}

func TestZone(t *testing.T) {
	text, _ := spoil(t, "zone: UTC", "zone: Europe/Amsterdam")
	p, err := Parse("air.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.Offsets); n != 1+2*41 {
		t.Errorf("%d offsets, want one and two a year", n)
	}
	for at, want := range map[string]int{
		"2000-01-01T00:00:00Z": 3600, "2015-02-22T12:00:00Z": 3600, "2030-07-01T00:00:00Z": 7200,
		"2031-03-30T00:59:59Z": 3600, "2031-03-30T01:00:00Z": 7200, "2040-12-31T23:59:59Z": 3600,
	} {
		if got := p.OffsetAt(instant(t, at)); got != want {
			t.Errorf("offset at %s is %d, want %d", at, got, want)
		}
	}
}
