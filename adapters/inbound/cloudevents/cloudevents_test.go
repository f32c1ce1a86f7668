package cloudevents

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/adapters/inbound"
	"tocsin/adapters/inbound/strictjson"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
)

func sample(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "sample.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func collect(text string, o Options) (facts []Fact, bad []string) {
	for f, problem := range Facts("s.ndjson", strings.NewReader(text), o) {
		if problem != nil {
			bad = append(bad, problem.Error())
			continue
		}
		facts = append(facts, f)
	}
	return facts, bad
}

func utc(hour, minute int) time.Time { return time.Date(2015, 2, 22, hour, minute, 0, 0, time.UTC) }

func TestSample(t *testing.T) {
	got, bad := collect(sample(t), Options{})
	snow := incident.Source{System: "occ", ExternalRef: "SNOW-1"}
	first := snow
	first.Seq = 1
	flight := func(number, dest string, std time.Time) incident.Scope {
		return incident.Scope{Flights: []incident.Flight{{Carrier: "XX", Number: number, DateLocal: "2015-02-22", Origin: "AAA", Dest: dest, Std: std, Status: "CANCELLED"}}}
	}
	n := func(n int) *int { return &n }
	want := []Fact{
		{Line: 1, Name: "incident.reported", Version: 1, ID: "1", Source: "urn:ops:occ", Subject: "XX17", OccurredAt: utc(4, 40),
			CorrelationID: "c-1", CausationID: "e-0", PartitionKey: "p", TraceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
			Data: IncidentReported{incident.Reported{Source: first, Brand: "Example Air", Domain: "air", Kind: "AIRPORT_CLOSED",
				Scope: flight("17", "BBB", utc(10, 40)), StartedAt: utc(4, 38), AwareAt: utc(4, 40)}}},
		{Line: 2, Name: "incident.scope_changed", Version: 1, ID: "2", Source: "urn:ops:occ", OccurredAt: utc(4, 50),
			Data: IncidentScopeChanged{Source: snow, Added: flight("18", "CCC", utc(11, 0)), Seq: 2}},
		{Line: 4, Name: "incident.eta_set", Version: 1, ID: "3", Source: "urn:ops:occ", OccurredAt: utc(4, 55),
			Data: IncidentEtaSet{Source: snow, EtaSet: incident.EtaSet{EtaAt: utc(12, 0), Confidence: "low", ValidUntil: utc(6, 0)}}},
		{Line: 5, Name: "conversation.message_received", Version: 1, ID: "4", Source: "urn:ops:occ", OccurredAt: utc(5, 0),
			Data: MessageReceived{Brand: "Example Air", Channel: "chat", Account: "help", ThreadRef: "somebody", ExternalID: "m-1", Addressed: "direct",
				Visibility: "private", From: "somebody", Body: "=HYPERLINK(\"x\") {{.}} ${jndi:ldap://x} <script>\x1b[31m\r\n", Lang: "en", ReceivedAt: utc(5, 0)}},
		{Line: 6, Name: "inventory.alternative_added", Version: 1, ID: "5", Source: "urn:ops:seats", OccurredAt: utc(5, 0),
			Data: AlternativeAdded{AlternativeID: "seats-1", N: n(40), AsOf: utc(5, 0), AlternativeAdded: inventory.AlternativeAdded{Kind: "rebook", Unit: "seat",
				ValidFrom: utc(5, 0), ValidTo: utc(29, 0), Eligibility: "*", Source: "seats", Rank: 1}}},
		{Line: 7, Name: "inventory.capacity_set", Version: 1, ID: "6", Source: "urn:ops:seats", OccurredAt: utc(5, 1),
			Data: CapacitySet{AlternativeID: "seats-1", N: n(38), AsOf: utc(5, 1), Source: "seats"}},
		{Line: 8, Name: "inventory.capacity_corrected", Version: 1, ID: "7", Source: "urn:ops:seats", OccurredAt: utc(5, 2),
			Data: CapacityCorrected{AlternativeID: "seats-1", To: n(0), Source: "seats"}},
		{Line: 9, Name: "incident.resolved", Version: 1, ID: "8", Source: "urn:ops:occ", OccurredAt: utc(12, 30),
			Data: IncidentResolved{Source: snow, At: utc(12, 20), StableSince: utc(12, 0)}},
		{Line: 10, Name: "incident.reopened", Version: 1, ID: "9", Source: "urn:ops:occ", OccurredAt: utc(13, 0),
			Data: IncidentReopened{Source: snow, Reason: "snow again"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{
		"s.ndjson:11: duplicate_key: a key is given twice",
		"s.ndjson:12: type: unknown_type: no type that is known here",
		"s.ndjson:13: wrong_type: an object or a list is due here, and only that",
	}, bad); diff != "" {
		t.Error(diff)
	}
}

func TestCommands(t *testing.T) {
	facts, _ := collect(sample(t), Options{})
	stream := incident.Stream(incident.IDFor("occ", "SNOW-1"))
	want := []string{
		fmt.Sprint(stream, " incident.Report"), fmt.Sprint(stream, " incident.ChangeScope"), fmt.Sprint(stream, " incident.SetEta"), "none",
		"inventory-seats-1 inventory.Add", "inventory-seats-1 inventory.SetCapacity", "inventory-seats-1 inventory.CorrectCapacity",
		fmt.Sprint(stream, " incident.Resolve"), fmt.Sprint(stream, " incident.Reopen"),
	}
	var got []string
	for _, f := range facts {
		to, command, ok := f.Command()
		if !ok {
			got = append(got, "none")
			continue
		}
		got = append(got, fmt.Sprintf("%s %T", to, command))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	add := inventory.Add{AlternativeAdded: facts[4].Data.(AlternativeAdded).AlternativeAdded, Capacity: inventory.CapacitySet{N: 40, AsOf: utc(5, 0), Source: "seats"}}
	if _, command, _ := facts[4].Command(); !cmp.Equal(command, any(add)) {
		t.Error(cmp.Diff(any(add), command))
	}
}

func TestKeyNamesTheEvent(t *testing.T) {
	a, b, c := Fact{Source: "s", ID: "1"}, Fact{Source: "s", ID: "1", Line: 9}, Fact{Source: "s1", ID: ""}
	if a.Key() != b.Key() || a.Key() == c.Key() {
		t.Errorf("keys %s %s %s", a.Key(), b.Key(), c.Key())
	}
}

func TestPrefix(t *testing.T) {
	text := strings.ReplaceAll(sample(t), "dev.tocsin.", "com.example.")
	if facts, _ := collect(text, Options{Prefix: "com.example"}); len(facts) != 9 {
		t.Errorf("%d facts under another prefix", len(facts))
	}
	if facts, _ := collect(text, Options{}); len(facts) != 0 {
		t.Errorf("%d facts under a foreign prefix", len(facts))
	}
}

const message = `{"specversion":"1.0","id":"4","source":"urn:x","type":"dev.tocsin.conversation.message_received.v1","time":"2015-02-22T05:00:00Z","data":{"brand":"B","channel":"chat","account":"help","external_id":"m","visibility":"public","from":"f","body":"b"}}`

// TestRefused goes from a good event to a bad one by one replacement.
func TestRefused(t *testing.T) {
	incidentEvent := strings.SplitN(sample(t), "\n", 2)[0]
	capacityEvent := strings.Split(sample(t), "\n")[6]
	for name, tc := range map[string]struct {
		event, old, new string
		code            strictjson.Code
		field           string
	}{
		"no specversion":       {message, `"specversion":"1.0",`, ``, BadAttribute, "specversion"},
		"old specversion":      {message, `"1.0"`, `"0.3"`, BadAttribute, "specversion"},
		"no id":                {message, `"id":"4",`, ``, BadAttribute, "id"},
		"empty id":             {message, `"id":"4"`, `"id":" "`, BadAttribute, "id"},
		"null id":              {message, `"id":"4"`, `"id":null`, BadAttribute, "id"},
		"id is a number":       {message, `"id":"4"`, `"id":9007199254740993`, strictjson.NumberRange, "id"},
		"long id":              {message, `"id":"4"`, `"id":"` + strings.Repeat("x", 300) + `"`, BadAttribute, "id"},
		"no source":            {message, `"source":"urn:x",`, ``, BadAttribute, "source"},
		"source is no URI":     {message, `"urn:x"`, `":\t"`, BadAttribute, "source"},
		"no type":              {message, `"type":"dev.tocsin.conversation.message_received.v1",`, ``, BadAttribute, "type"},
		"case variant":         {message, `"id"`, `"Id"`, strictjson.UnknownField, ""},
		"upper-case extension": {message, `"id":"4"`, `"id":"4","TraceParent":"x"`, BadAttribute, ""},
		"extension is a list":  {message, `"id":"4"`, `"id":"4","ext":[1]`, BadAttribute, ""},
		"nameless extension":   {message, `"id":"4"`, `"id":"4","":1`, BadAttribute, ""},
		"time without zone":    {message, `05:00:00Z`, `05:00:00`, BadAttribute, "time"},
		"time in the year 1":   {message, `2015-02-22T`, `0001-01-01T`, BadAttribute, "time"},
		"no such time":         {message, `2015-02-22T`, `2015-02-30T`, BadAttribute, "time"},
		"time is a number":     {message, `"2015-02-22T05:00:00Z"`, `12`, strictjson.WrongType, "time"},
		"unknown type":         {message, `message_received`, `message_lost`, UnknownType, "type"},
		"unknown version":      {message, `.v1"`, `.v2"`, UnknownType, "type"},
		"version written odd":  {message, `.v1"`, `.v01"`, UnknownType, "type"},
		"foreign prefix":       {message, `dev.tocsin.`, `com.example.`, UnknownType, "type"},
		"XML":                  {message, `"id":"4"`, `"id":"4","datacontenttype":"text/xml"`, BadAttribute, "datacontenttype"},
		"no payload":           {message, `"data":{`, `"extra":"","data":null,"dataschema":null}`, strictjson.Trailing, ""},
		"payload null":         {message, message[strings.Index(message, `{"brand`):], `null}`, Missing, "data"},
		"payload a list":       {message, message[strings.Index(message, `{"brand`):], `[]}`, strictjson.WrongType, "data"},
		"payload twice":        {message, `"data":{`, `"data_base64":"e30=","data":{`, BadAttribute, "data"},
		"base64 is a number":   {message, `"data":{`, `"data_base64":1,"data":{`, strictjson.WrongType, "data_base64"},
		"unknown field":        {message, `"brand"`, `"brnad"`, strictjson.UnknownField, "data"},
		"case variant in data": {message, `"brand"`, `"Brand"`, strictjson.UnknownField, "data"},
		"duplicate in data":    {message, `"brand":"B"`, `"brand":"B","brand":"B"`, strictjson.DuplicateKey, "data"},
		"lone surrogate":       {message, `"body":"b"`, `"body":"\ud83d"`, strictjson.Surrogate, "data"},
		"NUL":                  {message, `"body":"b"`, `"body":"\u0000"`, strictjson.NUL, "data"},
		"bad UTF-8":            {message, `"body":"b"`, "\"body\":\"\xff\"", strictjson.NotUTF8, "data"},
		"too deep":             {message, `"id":"4"`, `"id":"4","ext":` + strings.Repeat("[", 99) + strings.Repeat("]", 99), strictjson.TooDeep, ""},
		"too large":            {message, `"body":"b"`, `"body":"` + strings.Repeat("b", 64<<10) + `"`, strictjson.TooLarge, ""},
		"two documents":        {message, `"b"}}`, `"b"}}{}`, strictjson.Trailing, ""},
		"brand of all":         {message, `"brand":"B"`, `"brand":" * "`, BadValue, "data.brand"},
		"brand that rings":     {message, `"brand":"B"`, `"brand":"B\u0007"`, BadValue, "data.brand"},
		"channel of all":       {message, `"chat"`, `"*"`, BadValue, "data.channel"},
		"incident of all":      {incidentEvent, `"brand":"Example Air"`, `"brand":"*"`, BadValue, "data.brand"},
		"no body":              {message, `"body":"b"`, `"body":" "`, Missing, "data.body"},
		"no visibility":        {message, `"visibility":"public",`, ``, Missing, "data.visibility"},
		"odd visibility":       {message, `"public"`, `"secret"`, BadValue, "data.visibility"},
		"negative reach":       {message, `"from"`, `"reach":-1,"from"`, BadValue, "data.reach"},
		"no time at all":       {message, `"time":"2015-02-22T05:00:00Z",`, ``, Missing, "data.received_at"},
		"no external ref":      {incidentEvent, `"external_ref":"SNOW-1",`, ``, Missing, "data.source.external_ref"},
		"odd domain":           {incidentEvent, `"domain":"air"`, `"domain":"sea"`, BadValue, "data.domain"},
		"flight without day":   {incidentEvent, `"date_local":"2015-02-22"`, `"date_local":"22.02.2015"`, BadValue, "data.scope.flights[0].date_local"},
		"slash in a flight":    {incidentEvent, `"number":"17"`, `"number":"1/7"`, BadValue, "data.scope.flights[0].number"},
		"no such std":          {incidentEvent, `"std":"2015-02-22T10:40:00Z"`, `"std":"10:40"`, strictjson.BadValue, "data.scope.flights[0].std"},
		"started in year 1":    {incidentEvent, `"started_at":"2015`, `"started_at":"0001`, BadValue, "data.started_at"},
		"no number of units":   {capacityEvent, `"n":38,`, ``, Missing, "data.n"},
		"limit and no limit":   {capacityEvent, `"n":38`, `"n":38,"unlimited":true`, BadValue, "data.n"},
		"negative units":       {capacityEvent, `"n":38`, `"n":-1`, BadValue, "data.n"},
		"half a unit":          {capacityEvent, `"n":38`, `"n":1.5`, strictjson.WrongType, "data.n"},
		"stream name":          {capacityEvent, `seats-1`, `../seats`, BadValue, "data.alternative_id"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Decode([]byte(tc.event), Options{}); err != nil {
				t.Fatalf("the good event is refused: %v", err)
			}
			if !strings.Contains(tc.event, tc.old) {
				t.Fatalf("the good event has no %s", tc.old)
			}
			_, err := Decode([]byte(strings.Replace(tc.event, tc.old, tc.new, 1)), Options{})
			got, ok := errors.AsType[*strictjson.Error](err)
			if !ok || got.Code != tc.code || got.Field != tc.field {
				t.Errorf("got %v, want %s at %q", err, tc.code, tc.field)
			}
		})
	}
}

func TestATypeThatLacksAPartIsAskedAbout(t *testing.T) {
	const full = "org.example.conversation.message_received.v1"
	for _, lacking := range []string{"org.example.conversation.message_received", "conversation.message_received.v1", "conversation.message_received"} {
		_, err := Decode([]byte(strings.Replace(message, "dev.tocsin.conversation.message_received.v1", lacking, 1)), Options{Prefix: "org.example"})
		if want := "type: unknown_type: no type that is known here; did you mean " + full + "?"; err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", lacking, err, want)
		}
	}
	_, err := Decode([]byte(strings.Replace(message, "message_received.v1", "message_received.v2", 1)), Options{})
	if err == nil || strings.Contains(err.Error(), "mean") {
		t.Errorf("another version: got %v", err)
	}
}

func TestNoInputInErrors(t *testing.T) {
	for _, change := range [][2]string{
		{`"id":"4"`, `"id":"4","hunter2X":1`}, {`urn:x`, `:hunter2\t`}, {`05:00:00Z`, `hunter2`}, {`message_received`, `hunter2`},
		{`"public"`, `"hunter2"`}, {`"brand"`, `"hunter2"`}, {`"id":"4"`, `"id":"4","datacontenttype":"hunter2/\u0001"`},
	} {
		_, err := Decode([]byte(strings.Replace(message, change[0], change[1], 1)), Options{})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", change[1], err)
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Replace(message, `"body":"b"`, `"body":"`+strings.Repeat("b", 200_000)+`"`, 1)
	fits := strings.Replace(message, `"body":"b"`, `"body":"`+strings.Repeat("b", strictjson.DefaultMaxBytes-len(message)+1)+`"`, 1)
	facts, bad := collect("\ufeff"+message+"\r\n\n \t\n"+long+"\n"+fits+"\r\n"+message, Options{})
	if len(facts) != 3 || facts[0].Line != 1 || facts[1].Line != 5 || facts[2].Line != 6 {
		t.Errorf("got %d facts", len(facts))
	}
	if diff := cmp.Diff([]string{"s.ndjson:4: the line is longer than 65536 bytes"}, bad); diff != "" {
		t.Error(diff)
	}
}

func TestAFaultOfTheFileEndsTheReading(t *testing.T) {
	var problems []*inbound.RowError
	for _, problem := range Facts("s.ndjson", iotest.ErrReader(iotest.ErrTimeout), Options{}) {
		problems = append(problems, problem)
	}
	if len(problems) != 1 || problems[0].Reason != "the file cannot be read on" {
		t.Errorf("got %v", problems)
	}
}

func TestEarlyEnd(t *testing.T) {
	for range Facts("s.ndjson", strings.NewReader(sample(t)), Options{}) {
		break
	}
}
