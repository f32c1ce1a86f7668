package delivery

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
)

// decode reads what is stored under a name, in version 2 or 1.
func decode(name string, version int, data string) (domain.Event, error) {
	return domain.NewCatalogue(Types).Decode(domain.Recorded{Type: name, Version: version, Data: []byte(data)})
}

// wantBack writes an event, reads it, and gives what is stored.
func wantBack(t *testing.T, e domain.Event) string {
	t.Helper()
	name, version, data, err := domain.NewCatalogue(Types).Encode(e)
	if err != nil {
		t.Fatalf("%T: %v", e, err)
	}
	if !json.Valid(data) {
		t.Fatalf("%T is no JSON:\n%s", e, data)
	}
	back, err := decode(name, version, string(data))
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, data)
	}
	if reflect.DeepEqual(e, back) { // the quick answer; times may be told in zones that are equal and not the same
		return string(data)
	}
	if diff := cmp.Diff(e, back); diff != "" {
		t.Fatalf("%s (-written +read):\n%s\n%s", name, diff, data)
	}
	return string(data)
}

// texts that differ in how they are quoted.
var texts = []string{
	"", "p", "p0", `a "quoted" \ one`, "Zürich → 北京", "\U0001f6a8", "a\tb\nc\u2028d\x7f<&>", strings.Repeat("x", 500),
	strings.Repeat("y", 7) + `"`, strings.Repeat("y", 8) + `\`, strings.Repeat("z", 15) + "ö", "\x00\x1f", "*", "{}[],:",
}

func TestEveryTextComesBack(t *testing.T) {
	for _, s := range texts {
		for _, other := range texts {
			wantBack(t, Attempted{Provider: s, Items: []AttemptedItem{{I: 299, Attempt: -1, Channel: other, ContactID: s}, {I: 0, Channel: s}}})
			wantBack(t, Requested{
				OutreachID: s, Ladder: []string{s, other}, NotAfter: noon,
				Items: []Item{{Subject: s, ContactID: other}, {I: 1, Subject: other, ContactID: other + s}, {I: 2, Subject: s, ContactID: s + other, Lang: other}},
			})
		}
	}
}

// What encoding/json makes of a text is what is made of it here.
func TestTextsAreReadAsTheStandardLibraryDoes(t *testing.T) {
	for _, token := range []string{
		`"plain"`, `"\u0041\n\/\"\\"`, `"\ud83d\udea8"`, `"\ud83d"`, `"\udea8x"`, `"\ud83dA"`, "\"\xff\xfe\"", "\"\xe2\x82\"", `"é"`,
		`"\x"`, `"\u12"`, `"\u12g4"`, "\"a\nb\"", "\"\x00\"", `"`, `"\"`, `""`, `"no end`, `"\\"`, `"12345678\"90"`,
	} {
		var want string
		fault := json.Unmarshal([]byte(token), &want)
		e, err := decode("delivery.accepted", 2, `{"i":[0],"provider_ref":`+token+`}`)
		if (err == nil) != (fault == nil) {
			t.Errorf("%s: got %v, want %v", token, err, fault)
			continue
		}
		if err == nil && e.(Accepted).Items[0].ProviderRef != want {
			t.Errorf("%s: got %q, want %q", token, e.(Accepted).Items[0].ProviderRef, want)
		}
	}
}

func TestNumbersAreReadAsTheStandardLibraryDoes(t *testing.T) {
	for _, token := range []string{
		"0", "-0", "7", "-7", "07", "+7", "", "-", "1.0", "1e2", "1_0", "0x1", "9223372036854775807", "9223372036854775808",
		"-9223372036854775808", "-9223372036854775809", "1234567890123456789", "12345678901234567890123", "12345678901234567a", "null", `"1"`, "1 2",
		"0.1", ".1", "1.", "1e400", "-1E-3", "1e", "NaN", "Inf", "true", "4.9e-324", "0.30000000000000004",
	} {
		var number int
		fault := json.Unmarshal([]byte(token), &number)
		e, err := decode("delivery.attempted", 2, `{"provider":"","i":[0],"attempt":`+token+`}`)
		if token != "null" && (err == nil) != (fault == nil) {
			t.Errorf("integer %s: got %v, want %v", token, err, fault)
		}
		if err == nil && e.(Attempted).Items[0].Attempt != number {
			t.Errorf("integer %s: got %d, want %d", token, e.(Attempted).Items[0].Attempt, number)
		}
		var float float64
		fault = json.Unmarshal([]byte(token), &float)
		e, err = decode("delivery.outcome_unknown", 2, `{"i":[0],"after_s":`+token+`}`)
		if token != "null" && (err == nil) != (fault == nil) {
			t.Errorf("number %s: got %v, want %v", token, err, fault)
		}
		if err == nil && math.Float64bits(e.(OutcomeUnknown).Items[0].AfterS) != math.Float64bits(float) {
			t.Errorf("number %s: got %v, want %v", token, e.(OutcomeUnknown).Items[0].AfterS, float)
		}
	}
}

func TestFloatsComeBackToTheBit(t *testing.T) {
	values := []float64{0, math.Copysign(0, -1), 0.1, 1.0 / 3, 30, 1e21, -5e-324, math.MaxFloat64}
	for _, a := range values {
		for _, b := range values {
			data := wantBack(t, OutcomeUnknown{Items: []UnknownItem{{I: 1, AfterS: a}, {I: 0, AfterS: b}}})
			e, _ := decode("delivery.outcome_unknown", 2, data)
			got := e.(OutcomeUnknown).Items
			if math.Float64bits(got[0].AfterS) != math.Float64bits(a) || math.Float64bits(got[1].AfterS) != math.Float64bits(b) {
				t.Errorf("%v and %v come back as %+v", a, b, got)
			}
		}
	}
}

func TestInstantsComeBackAsTheyWereTold(t *testing.T) {
	east, west := time.FixedZone("", 5400), time.FixedZone("", -3600)
	values := []time.Time{
		{}, noon, noon.Add(1), noon.Add(time.Microsecond), noon.Add(time.Millisecond), noon.Add(time.Hour), noon.In(east), noon.In(west),
		time.Unix(0, 0).UTC(), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC),
		noon.AddDate(0, 0, 1).In(east),
	}
	for _, a := range values {
		for _, b := range values {
			for _, c := range values {
				data := wantBack(t, Delivered{Items: []ReceiptItem{{I: 2, At: a}, {I: 0, At: b}, {I: 1, At: c}}})
				e, _ := decode("delivery.delivered", 2, data)
				for k, want := range []time.Time{a, b, c} {
					if got := e.(Delivered).Items[k].At; got.Format(time.RFC3339Nano) != want.Format(time.RFC3339Nano) {
						t.Fatalf("%s comes back as %s:\n%s", want, got, data)
					}
				}
			}
		}
	}
}

// fill makes an event of n items whose fields are drawn: few values, many, none.
func fill(r *draws, v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			if at := r.next(4); at > 0 {
				v.Set(reflect.ValueOf(noon.Add(time.Duration(r.next(5)) * []time.Duration{1, time.Millisecond, time.Second}[at-1])))
			}
			return
		}
		for i := range v.NumField() {
			fill(r, v.Field(i), n)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String {
			n = r.next(3)
		}
		if n == 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(r, v.Index(i), 0)
			if v.Index(i).Kind() == reflect.Struct {
				v.Index(i).FieldByName("I").SetInt(int64(i))
			}
		}
	case reflect.String:
		v.SetString([]string{"", "sms", fmt.Sprintf("subject-%d/sms", r.next(300)), texts[r.next(len(texts))]}[r.next(4)])
	case reflect.Int:
		v.SetInt(int64(r.next(5) - 2))
	case reflect.Float64:
		v.SetFloat(float64(r.next(5)) / 3)
	case reflect.Bool:
		v.SetBool(r.next(2) == 0)
	}
}

// draws are numbers that follow from a seed.
type draws uint64

func (d *draws) next(n int) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int(uint64(*d)>>33) % n
}

func TestEveryEventComesBackWithAnyNumberOfItems(t *testing.T) {
	r := draws(1)
	for _, et := range Types {
		for _, n := range []int{0, 1, 2, 3, 16, 17, 18, 40, MaxItems} {
			e := reflect.New(reflect.TypeOf(et.Zero())).Elem()
			fill(&r, e, n)
			wantBack(t, e.Interface())
		}
	}
}

func TestWhatCannotBeReadAgainIsNotWritten(t *testing.T) {
	long := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, e := range []domain.Event{
		Requested{Items: []Item{{I: 1, Subject: "p"}}}, Requested{Items: make([]Item, MaxItems+1)}, Requested{NotAfter: long},
		Requested{Items: []Item{{Expires: long}}}, Accepted{Items: []AcceptedItem{{I: -1}}}, Accepted{Items: []AcceptedItem{{I: MaxItems}}},
		Accepted{Items: []AcceptedItem{{I: 3}, {I: 3}}}, OutcomeUnknown{Items: []UnknownItem{{AfterS: math.NaN()}}},
		Failed{Items: []FailedItem{{RetryAfterS: math.Inf(1)}}}, Read{Items: []ReceiptItem{{At: long}}},
		Read{Items: []ReceiptItem{{At: noon}, {I: 1, At: long}}}, Suppressed{Items: make([]SuppressedItem, MaxItems+1)},
	} {
		if _, _, data, err := domain.NewCatalogue(Types).Encode(e); err == nil || data != nil {
			t.Errorf("%T: got %s and %v, want an error", e, data, err)
		}
	}
}

func TestWhatIsNotWrittenSoIsAnError(t *testing.T) {
	const head = `{"outreach_id":"o","wave":1,"incident_id":"i","statement_id":"s","statement_version":1,"not_after":"2015-02-22T12:00:00Z",`
	for _, c := range []struct{ name, data, says string }{
		{"accepted", ``, "want '{'"},
		{"accepted", `null`, "want '{'"},
		{"accepted", `[]`, "want '{'"},
		{"accepted", `{}`, `key "i" is missing`},
		{"accepted", `{"i":[0]`, "want ','"},
		{"accepted", `{"i":[0],}`, "want a text"},
		{"accepted", `{"i":[0] "provider_ref":"a"}`, "want ','"},
		{"accepted", `{"i":[0],"provider_ref" "a"}`, "want ':'"},
		{"accepted", `{"i":[0]}}`, "behind the object"},
		{"accepted", `{"i":[0]} x`, "behind the object"},
		{"accepted", `{"provider_ref":"a","i":[0]}`, `key "i" is missing`},
		{"accepted", `{"i":[0],"i":[0]}`, `key "i" has no place`},
		{"accepted", `{"i":[0],"provider_ref":"a","provider_ref":"a"}`, `key "provider_ref" has no place`},
		{"accepted", `{"i":[0],"more":1}`, `key "more" has no place`},
		{"accepted", `{"i":[],"provider_ref":"a"}`, `key "provider_ref" has no place`},
		{"accepted", `{"items":[{"i":0}]}`, `key "i" is missing`},
		{"accepted", `{"i":0}`, "want '['"},
		{"accepted", `{"i":["0"]}`, "want an integer"},
		{"accepted", `{"i":[0.5]}`, "want an integer"},
		{"accepted", `{"i":[0,]}`, "want an integer"},
		{"accepted", `{"i":[0 1]}`, "want ']'"},
		{"accepted", `{"i":[300]}`, "index 300 is beyond"},
		{"accepted", `{"i":[-1]}`, "index -1 is beyond"},
		{"accepted", `{"i":[5,6,5]}`, "index 5 is beyond a batch, or stands twice"},
		{"accepted", `{"i":[0,1],"provider_ref":["a"]}`, "want ','"},
		{"accepted", `{"i":[0,1],"provider_ref":["a","b","c"]}`, "want ']'"},
		{"accepted", `{"i":[0,1],"provider_ref":["a",1]}`, "want a text"},
		{"accepted", `{"i":[0,1],"provider_ref":{"of":["a"],"at":[0,0]}}`, "want a text"},
		{"suppressed", `{"i":[0,1],"reason":{}}`, "want a text"},
		{"suppressed", `{"i":[0,1],"reason":{"at":[0,0],"of":["a"]}}`, `under "of"`},
		{"suppressed", `{"i":[0,1],"reason":{"of":["a"],"in":[0,0]}}`, `under "at"`},
		{"suppressed", `{"i":[0,1],"reason":{"of":["a"],"at":[0,1]}}`, "no text at place 1"},
		{"suppressed", `{"i":[0,1],"reason":{"of":["a"],"at":[0,-1]}}`, "no text at place -1"},
		{"suppressed", `{"i":[0,1],"reason":{"of":["a"],"at":[0]}}`, "want ','"},
		{"suppressed", `{"i":[0,1],"reason":{"of":["a"],"at":[0,0,0]}}`, "want ']'"},
		{"suppressed", `{"i":[0,1],"reason":{"of":["a"],"at":[0,0],"more":1}}`, "want '}'"},
		{"suppressed", `{"i":[0,1],"reason":{"of":["a` + strings.Repeat(`","a`, MaxItems) + `"],"at":[0,0]}}`, "more than a batch"},
		{"suppressed", `{"i":[0],"reason":null}`, "want a text"},
		{"failed", `{"i":[0],"permanent":1}`, "want true or false"},
		{"failed", `{"i":[0],"retry_after_s":"5"}`, "want a number"},
		{"failed", `{"i":[0],"permanent":true,"code":"x"}`, `key "code" has no place`},
		{"read", `{"i":[0],"at":"noon"}`, "noon"},
		{"read", `{"i":[0],"at":1}`, "want a text"},
		{"read", `{"i":[0,1],"at":"2015-02-22T12:00:00Z","plus_s":5}`, "want '['"},
		{"read", `{"i":[0,1],"at":"2015-02-22T12:00:00Z","plus_s":[0,-1]}`, "beyond all times"},
		{"read", `{"i":[0,1],"at":"2015-02-22T12:00:00Z","plus_s":[0,9223372037]}`, "beyond all times"},
		{"read", `{"i":[0,1],"at":"9999-12-31T23:59:59Z","plus_s":[0,1]}`, "beyond all times"},
		{"read", `{"i":[0,1],"at":"2015-02-22T12:00:00Z","plus_s":[0,1],"plus_ms":[0,1]}`, `key "plus_ms" has no place`},
		{"requested", `{"outreach_id":"o"}`, `key "wave" is missing`},
		{"requested", head + `"count":-1}`, "more than a batch"},
		{"requested", head + `"count":301}`, "more than a batch"},
		{"requested", head + `"count":1e2}`, "want an integer"},
		{"requested", head + `"count":2,"subject":["p"]}`, "want ','"},
		{"requested", head + `"count":2,"subject":["p","q"],"contact_suffix":["/sms"]}`, "want ','"},
		{"requested", head + `"count":2,"subject":["p","q"],"contact_suffix":"/sms","contact_id":["a","b"]}`, `key "contact_id" has no place`},
	} {
		e, err := decode("delivery."+c.name, 2, c.data)
		if err == nil || e != nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %s: got %v and %v, want %q", c.name, c.data, e, err, c.says)
		}
	}
}

func TestWhiteSpaceIsOfNoConsequence(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.v2*.json")
	if len(files) < len(Types) {
		t.Fatalf("only %d files", len(files))
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(filepath.Base(f), ".v")
		var short []byte
		if e, err := decode(name, 2, string(data)); err != nil {
			t.Errorf("%s: %v", f, err)
		} else if _, _, short, err = domain.NewCatalogue(Types).Encode(e); err != nil {
			t.Errorf("%s: %v", f, err)
		}
		for n := range short { // and every part of it is an error
			if e, err := decode(name, 2, string(short[:n])); err == nil {
				t.Fatalf("%s was read as %v", short[:n], e)
			}
		}
	}
}

// What has a golden file of version 1 and one of version 2 under the same name is the same event.
func TestVersion1IsLiftedWithoutLoss(t *testing.T) {
	data, err := os.ReadFile("testdata/delivery.requested.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	var want Requested
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	got, err := decode("delivery.requested", 1, string(data))
	if diff := cmp.Diff(domain.Event(want), got); err != nil || diff != "" {
		t.Errorf("error %v, (-version 1 +lifted):\n%s", err, diff)
	}
	if _, err := decode("delivery.requested", 1, `{"items":[{"i":1}]}`); err == nil {
		t.Error("an item at the wrong place was lifted")
	}
}

func TestTextsOfABatchAreShared(t *testing.T) {
	data, err := large(MaxItems).AppendStored(nil)
	if err != nil {
		t.Fatal(err)
	}
	allocated := testing.AllocsPerRun(20, func() {
		var e Requested
		if err := e.ReadStored(data); err != nil {
			t.Fatal(err)
		}
	})
	if allocated > 60 {
		t.Errorf("%v pieces of memory for %d items", allocated, MaxItems)
	}
}

// FuzzDecodeStored: bytes are read or refused, and what was read is written and read alike.
func FuzzDecodeStored(f *testing.F) {
	for n, et := range Types {
		files, _ := filepath.Glob("testdata/" + et.Name + ".v2*.json")
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(n), data)
		}
	}
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		et := Types[int(n)%len(Types)]
		e, err := decode(et.Name, 2, string(data))
		if err != nil {
			return
		}
		if !json.Valid(data) {
			t.Errorf("%s was read from what is no JSON: %q", et.Name, data)
		}
		wantBack(t, e)
	})
}

// FuzzStoredTexts: any texts come back, as far as they are texts.
func FuzzStoredTexts(f *testing.F) {
	f.Add("p0", "p0/sms", "en", uint8(3))
	f.Add(`"`, "\\", "\u2028", uint8(40))
	f.Fuzz(func(t *testing.T, a, b, c string, n uint8) {
		if len(a)+len(b)+len(c) > 100 {
			return // longer ones only take longer
		}
		a, b, c = strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?"), strings.ToValidUTF8(c, "?")
		r := Requested{OutreachID: a, Ladder: []string{a, b}, NotAfter: noon}
		e := Escalated{}
		for i := range int(n) % 64 {
			it := Item{I: i, Subject: a + fmt.Sprint(i), Lang: []string{a, b, c}[i%3], Channel: b, ParamsHash: c + fmt.Sprint(i%7)}
			it.ContactID = []string{it.Subject + b, "", it.Subject + c, c}[i%4]
			r.Items = append(r.Items, it)
			e.Items = append(e.Items, EscalatedItem{I: i, From: []string{a, b, c}[i%3], To: c, ContactID: b})
		}
		wantBack(t, r)
		wantBack(t, e)
	})
}
