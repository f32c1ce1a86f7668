package cloudevents

import (
	"strconv"
	"strings"

	"github.com/cloudevents/sdk-go/v2/event"

	"tocsin/adapters/inbound/strictjson"
)

// DefaultPrefix is what types begin with when Options name nothing else.
const DefaultPrefix = "dev.tocsin"

// maxPayload bounds the payload of one event; the envelope around it is bounded by Options.
const maxPayload = 1 << 20

// Options of a reading.
type Options struct {
	Prefix   string // of types, in reverse-DNS form; DefaultPrefix if empty
	MaxBytes int    // of one event; strictjson.DefaultMaxBytes if 0
}

func (o Options) prefix() string {
	if o.Prefix == "" {
		return DefaultPrefix
	}
	return strings.TrimSuffix(o.Prefix, ".")
}

func (o Options) maxBytes() int {
	if o.MaxBytes == 0 {
		return strictjson.DefaultMaxBytes
	}
	return o.MaxBytes
}

// Decode reads one event in structured JSON form. Every error is a *strictjson.Error and repeats nothing of the input.
func Decode(document []byte, o Options) (Fact, error) {
	e, a, err := envelope(document, o)
	if err != nil {
		return Fact{}, err
	}
	name, version := split(*a.Type, o.prefix())
	decode := decoders(name, version)
	if decode == nil {
		return Fact{}, bad(UnknownType, "type", "no type that is known here"+meant(*a.Type, o.prefix()))
	}
	data, err := payload(a)
	if err != nil {
		return Fact{}, err
	}
	content, happened, err := decode(data, e.Time())
	if err != nil {
		return Fact{}, err
	}
	fact := Fact{
		Name: name, Version: version, ID: *a.ID, Source: *a.Source, Subject: e.Subject(), OccurredAt: e.Time().UTC(), Data: content,
		CorrelationID: extension(e, "correlationid"), CausationID: extension(e, "causationid"),
		PartitionKey: extension(e, "partitionkey"), TraceParent: extension(e, "traceparent"),
	}
	if a.Time == nil {
		fact.OccurredAt = happened.UTC()
	}
	if fact.OccurredAt.IsZero() {
		return Fact{}, bad(Missing, "time", "neither the envelope nor the payload says when it happened")
	}
	return fact, nil
}

// split takes the prefix and the version off a type: "dev.tocsin.incident.reported.v1".
func split(full, prefix string) (name string, version int) {
	rest, ours := strings.CutPrefix(full, prefix+".")
	at := strings.LastIndex(rest, ".v")
	if !ours || at < 0 {
		return "", 0
	}
	version, err := strconv.Atoi(rest[at+2:])
	if err != nil || rest[at+2:] != strconv.Itoa(version) {
		return "", 0
	}
	return rest[:at], version
}

// meant asks about a type of ours of which the prefix or the version was left out.
func meant(full, prefix string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(full, prefix+"."), ".v1")
	if decoders(name, 1) == nil {
		return ""
	}
	return "; did you mean " + prefix + "." + name + ".v1?"
}

// extension gives an extension attribute that is a text.
func extension(e *event.Event, name string) string {
	text, _ := e.Extensions()[name].(string)
	return text
}
