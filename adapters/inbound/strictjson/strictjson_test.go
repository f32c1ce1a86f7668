package strictjson

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

type inner struct {
	At   time.Time  `json:"at"`
	Till *time.Time `json:"till,omitempty"`
}

type base struct {
	Kind string `json:"kind"`
}

type target struct {
	base
	ID      string            `json:"id"`
	N       int               `json:"n,omitempty"`
	Ratio   float64           `json:"ratio,omitempty"`
	On      bool              `json:"on,omitempty"`
	Inner   inner             `json:"inner,omitzero"`
	List    []inner           `json:"list,omitempty"`
	Names   map[string]string `json:"names,omitempty"`
	Raw     json.RawMessage   `json:"raw,omitempty"`
	Any     any               `json:"any,omitempty"`
	Bytes   []byte            `json:"bytes,omitempty"`
	Hidden  string            `json:"-"`
	Untaged string
}

func TestDecode(t *testing.T) {
	at := time.Date(2015, 2, 22, 5, 40, 0, 0, time.FixedZone("", 3600))
	var got target
	in := ` { "kind":"x", "id":"a\u00e9\ud83d\ude00\n", "n":-12, "ratio":1.5e3, "on":true,
		"inner":{"at":"2015-02-22T05:40:00+01:00","till":null}, "list":[{"at":"2015-02-22T05:40:00+01:00"},{}],
		"names":{"A":"1","a":"2"}, "raw":null, "any":{"deep":[1,null,{}]}, "bytes":"AAE=", "Untaged":"u" } `
	if err := Decode([]byte(in), &got, Options{}); err != nil {
		t.Fatal(err)
	}
	want := target{
		base: base{"x"}, ID: "aé😀\n", N: -12, Ratio: 1500, On: true, Inner: inner{At: at}, List: []inner{{At: at}, {}},
		Names: map[string]string{"A": "1", "a": "2"}, Raw: json.RawMessage("null"), Bytes: []byte{0, 1}, Untaged: "u",
		Any: map[string]any{"deep": []any{1.0, nil, map[string]any{}}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(target{})); diff != "" {
		t.Error(diff)
	}
}

// TestRefused is the part of the list of bad inputs that concerns any JSON.
func TestRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		in    string
		code  Code
		field string
	}{
		"duplicate key":          {`{"id":"1","id":"2"}`, DuplicateKey, ""},
		"duplicate, escaped":     {`{"id":"1","\u0069d":"2"}`, DuplicateKey, ""},
		"duplicate deep":         {`{"inner":{"at":"2015-02-22T05:40:00Z","at":"2015-02-22T05:40:00Z"}}`, DuplicateKey, "inner"},
		"duplicate in any":       {`{"any":{"x":1,"x":2}}`, DuplicateKey, "any"},
		"duplicate in map":       {`{"names":{"x":"1","x":"2"}}`, DuplicateKey, "names"},
		"unknown key":            {`{"id":"1","role":"x"}`, UnknownField, ""},
		"case variant":           {`{"ID":"1"}`, UnknownField, ""},
		"case variant of fold":   {`{"\u212Aind":"1"}`, UnknownField, ""},
		"case variant deep":      {`{"list":[{},{"At":"2015-02-22T05:40:00Z"}]}`, UnknownField, "list[1]"},
		"hidden field":           {`{"Hidden":"1"}`, UnknownField, ""},
		"two documents":          {`{"id":"1"}{"id":"2"}`, Trailing, ""},
		"trailing bytes":         {`{"id":"1"} x`, Trailing, ""},
		"bad UTF-8":              {"{\"id\":\"\xff\"}", NotUTF8, "id"},
		"bad UTF-8 in a key":     {"{\"\xc3\":1}", NotUTF8, ""},
		"surrogate as bytes":     {"{\"id\":\"\xed\xa0\x80\"}", NotUTF8, "id"},
		"lone high surrogate":    {`{"id":"\ud83d"}`, Surrogate, "id"},
		"lone low surrogate":     {`{"id":"\ude00"}`, Surrogate, "id"},
		"two high surrogates":    {`{"id":"\ud83d\ud83d"}`, Surrogate, "id"},
		"NUL escaped":            {`{"id":"a\u0000"}`, NUL, "id"},
		"NUL raw":                {"{\"id\":\"a\x00\"}", NUL, "id"},
		"control character":      {"{\"id\":\"a\x01\"}", Syntax, "id"},
		"null":                   {`null`, WrongType, ""},
		"list":                   {`[]`, WrongType, ""},
		"text":                   {`"x"`, WrongType, ""},
		"empty":                  {``, Empty, ""},
		"blank":                  {" \n", Empty, ""},
		"null field":             {`{"id":null}`, WrongType, "id"},
		"null object":            {`{"inner":null}`, WrongType, "inner"},
		"null time":              {`{"inner":{"at":null}}`, WrongType, "inner.at"},
		"null in list":           {`{"list":[null]}`, WrongType, "list[0]"},
		"too deep":               {`{"any":` + strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001) + `}`, TooDeep, "any"},
		"too large a number":     {`{"ratio":1e400}`, NumberRange, "ratio"},
		"2^53+1":                 {`{"n":9007199254740993}`, NumberRange, "n"},
		"number as id":           {`{"id":12}`, WrongType, "id"},
		"text as number":         {`{"n":"12"}`, WrongType, "n"},
		"fraction as count":      {`{"n":1.5}`, WrongType, "n"},
		"object as list":         {`{"list":{}}`, WrongType, "list"},
		"list as object":         {`{"inner":[]}`, WrongType, "inner"},
		"no such time":           {`{"inner":{"at":"2015-02-30T05:40:00Z"}}`, BadValue, "inner.at"},
		"time without zone":      {`{"inner":{"at":"2015-02-22T05:40:00"}}`, BadValue, "inner.at"},
		"time as number":         {`{"list":[{"till":12}]}`, BadValue, "list[0].till"},
		"not base64":             {`{"bytes":"%"}`, BadValue, ""},
		"leading zero":           {`{"n":012}`, Syntax, ""},
		"plus sign":              {`{"n":+1}`, Syntax, "n"},
		"not a number":           {`{"ratio":NaN}`, Syntax, "ratio"},
		"half a number":          {`{"ratio":1.}`, Syntax, "ratio"},
		"half an exponent":       {`{"ratio":1e}`, Syntax, "ratio"},
		"trailing comma":         {`{"id":"1",}`, Syntax, ""},
		"missing colon":          {`{"id" "1"}`, Syntax, ""},
		"unclosed object":        {`{"id":"1"`, Syntax, ""},
		"unclosed text":          {`{"id":"1`, Syntax, "id"},
		"unclosed escape":        {`{"id":"\`, Syntax, "id"},
		"unknown escape":         {`{"id":"\x41"}`, Syntax, "id"},
		"short escape":           {`{"id":"\u12"}`, Syntax, "id"},
		"single quotes":          {`{'id':'1'}`, Syntax, ""},
		"comment":                {`{/* */"id":"1"}`, Syntax, ""},
		"byte order mark":        {"\ufeff{}", WrongType, ""},
		"word cut short":         {`{"on":tru}`, Syntax, "on"},
		"embedded, case variant": {`{"Kind":"x"}`, UnknownField, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := Decode([]byte(tc.in), &target{}, Options{})
			got, ok := errors.AsType[*Error](err)
			if !ok || got.Code != tc.code || got.Field != tc.field {
				t.Errorf("got %v, want %s at %q", err, tc.code, tc.field)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	fits := []byte(`{"id":"` + strings.Repeat("x", DefaultMaxBytes-9) + `"}`)
	if err := Decode(fits, &target{}, Options{}); err != nil {
		t.Errorf("%d bytes: %v", len(fits), err)
	}
	over := append(fits, ' ')
	if err, ok := errors.AsType[*Error](Decode(over, &target{}, Options{})); !ok || err.Code != TooLarge {
		t.Errorf("%d bytes: got %v", len(over), err)
	}
}

func TestForeignFormats(t *testing.T) {
	o := Options{IgnoreUnknown: true}
	var got target
	if err := Decode([]byte(`{"id":"1","extension":{"a":[1]}}`), &got, o); err != nil || got.ID != "1" {
		t.Errorf("an unknown key: %+v, %v", got, err)
	}
	if err, ok := errors.AsType[*Error](Decode([]byte(`{"Id":"1"}`), &got, o)); !ok || err.Code != UnknownField {
		t.Errorf("a case variant passed: %v", err)
	}
	if err, ok := errors.AsType[*Error](Decode([]byte(`{"x":1,"x":2}`), &got, o)); !ok || err.Code != DuplicateKey {
		t.Errorf("an unknown key given twice passed: %v", err)
	}
}

func TestTextDirectionMarksStay(t *testing.T) {
	var got target
	if err := Decode([]byte("{\"id\":\"a\u202eb\\u0007\"}"), &got, Options{}); err != nil || got.ID != "a\u202eb\a" {
		t.Errorf("got %q, %v", got.ID, err)
	}
}

func TestNoInputInErrors(t *testing.T) {
	for _, in := range []string{`{"secret":"hunter2"}`, `{"id":"hunter2"`, `{"inner":{"at":"hunter2"}}`, `{"n":"hunter2"}`, `{"any":{"secret":1,"secret":2}}`} {
		err := Decode([]byte(in), &target{}, Options{})
		if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", in, err)
		}
	}
}

func TestTargetMustBeAPointer(t *testing.T) {
	for _, into := range []any{nil, target{}, (*target)(nil)} {
		if err := Decode([]byte(`{}`), into, Options{}); err == nil {
			t.Errorf("%T was accepted", into)
		}
	}
}

// FuzzDecode: whatever is accepted is UTF-8, is what the standard decoder accepts, and survives a round trip.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"id":"\ud83d\ude00","n":1,"list":[{"at":"2015-02-22T05:40:00Z"}],"any":[null,true,{"a":1e3}]}`, `[`, `{"a":`, `"\u`,
		"{\"id\":\"\xff\"}", `{"raw":{"x":[1,2,{"y":null}]}}`, `{"names":{"":""}}`, `-0.0e-0`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got target
		if err := Decode(data, &got, Options{IgnoreUnknown: true}); err != nil {
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Errorf("%v is no *Error", err)
			}
		} else {
			again, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			var twice target
			if err := Decode(again, &twice, Options{MaxBytes: len(again) + 1}); err != nil {
				t.Errorf("what was read is refused when written: %v\n%s", err, again)
			}
		}
		if Check(data, Options{}) == nil && (!json.Valid(data) || !utf8.Valid(data)) {
			t.Errorf("accepted %q, which is not JSON", data)
		}
	})
}
