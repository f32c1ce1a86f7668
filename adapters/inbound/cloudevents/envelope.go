package cloudevents

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"mime"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cloudevents/sdk-go/v2/event"

	"tocsin/adapters/inbound/strictjson"
)

// Codes of errors beside those of strictjson. They are part of the answers of the API and never renamed.
const (
	BadAttribute strictjson.Code = "bad_attribute" // the envelope breaks CloudEvents 1.0
	UnknownType  strictjson.Code = "unknown_type"  // no event of ours, or no version of it that we know
	Missing      strictjson.Code = "missing_field" // the payload lacks what it must have
	BadValue     strictjson.Code = "bad_value"     // the payload says something impossible
)

// maxName bounds what becomes part of keys and names of streams.
const maxName = 256

// attributes are those of the envelope that the specification knows; null means absent.
type attributes struct {
	SpecVersion     *string         `json:"specversion"`
	ID              *string         `json:"id"`
	Source          *string         `json:"source"`
	Type            *string         `json:"type"`
	Subject         *string         `json:"subject"`
	Time            *string         `json:"time"`
	DataContentType *string         `json:"datacontenttype"`
	DataSchema      *string         `json:"dataschema"`
	Data            json.RawMessage `json:"data"`
	DataBase64      *string         `json:"data_base64"`
}

// envelope reads and validates everything but the payload. The library is handed the
// attributes only, already checked: its own reader is lenient, and panics over a data_base64 that is no string.
func envelope(line []byte, o Options) (*event.Event, attributes, error) {
	var a attributes
	if err := strictjson.Decode(line, &a, strictjson.Options{MaxBytes: o.maxBytes(), IgnoreUnknown: true}); err != nil {
		return nil, a, err
	}
	if err := a.check(); err != nil {
		return nil, a, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(line, &members); err != nil {
		return nil, a, bad(strictjson.Syntax, "", "not JSON")
	}
	for name, value := range members {
		if string(value) == "null" || name == "data" || name == "data_base64" {
			delete(members, name)
			continue
		}
		if err := attribute(name, value); err != nil {
			return nil, a, err
		}
	}
	rest, err := json.Marshal(members)
	if err != nil {
		return nil, a, bad(strictjson.Syntax, "", "not JSON")
	}
	e := event.New()
	if err := e.UnmarshalJSON(rest); err != nil {
		return nil, a, bad(BadAttribute, broken(err), "breaks CloudEvents 1.0")
	}
	if err := e.Validate(); err != nil {
		return nil, a, bad(BadAttribute, broken(err), "breaks CloudEvents 1.0")
	}
	return &e, a, nil
}

// check looks at the attributes that are used here, so that an error names them; the library looks at all.
func (a attributes) check() error {
	if a.SpecVersion == nil || *a.SpecVersion != event.CloudEventsVersionV1 {
		return bad(BadAttribute, "specversion", "must be 1.0")
	}
	if a.ID != nil && len(*a.ID) > maxName {
		return bad(BadAttribute, "id", "is longer than 256 bytes")
	}
	if a.Source != nil && len(*a.Source) > maxName {
		return bad(BadAttribute, "source", "is longer than 256 bytes")
	}
	if a.Source != nil {
		if _, err := url.Parse(*a.Source); err != nil {
			return bad(BadAttribute, "source", "is no URI reference")
		}
	}
	if a.Time != nil {
		if at, err := time.Parse(time.RFC3339, *a.Time); err != nil || !plausible(at) {
			return bad(BadAttribute, "time", "no plausible time with date and zone, such as 2015-02-22T05:40:00+01:00")
		}
	}
	return nil
}

// attribute checks one member of the envelope the way the specification has it and the library does not.
func attribute(name string, value json.RawMessage) error {
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return bad(BadAttribute, "", "the name of an attribute has other characters than a-z and 0-9")
		}
	}
	if name == "" || value[0] == '{' || value[0] == '[' {
		return bad(BadAttribute, "", "an attribute has no name, or is an object or a list")
	}
	return nil
}

// broken names the first attribute, by name, that the library objects to.
func broken(err error) string {
	invalid, ok := errors.AsType[event.ValidationError](err)
	if !ok {
		return ""
	}
	var names []string
	for name := range invalid {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

// payload finds the data of an event, which must be one JSON document.
func payload(a attributes) (json.RawMessage, error) {
	if a.DataContentType != nil {
		media, _, err := mime.ParseMediaType(*a.DataContentType)
		if err != nil || media != "application/json" && !strings.HasSuffix(media, "+json") {
			return nil, bad(BadAttribute, "datacontenttype", "must be JSON")
		}
	}
	present := len(a.Data) > 0 && string(a.Data) != "null"
	switch {
	case present && a.DataBase64 != nil:
		return nil, bad(BadAttribute, "data", "is there twice, plain and as base64")
	case present:
		return a.Data, nil
	case a.DataBase64 != nil:
		data, err := base64.StdEncoding.DecodeString(*a.DataBase64)
		if err != nil {
			return nil, bad(BadAttribute, "data_base64", "is not base64")
		}
		return data, nil
	}
	return nil, bad(Missing, "data", "the event has no payload")
}

func bad(code strictjson.Code, field, reason string) error {
	return &strictjson.Error{Code: code, Field: field, Reason: reason}
}
