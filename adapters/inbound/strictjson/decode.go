package strictjson

import (
	"encoding/json"
	"errors"
	"reflect"
)

// DefaultMaxDepth is the nesting that is accepted when Options name none; our own documents need a third of it.
const DefaultMaxDepth = 32

// DefaultMaxBytes is the size of a document that is accepted when Options name none.
const DefaultMaxBytes = 64 << 10

// Options of a decoding; the zero value is the rule for our own documents.
type Options struct {
	MaxBytes int // of the document
	MaxDepth int // of its nesting

	// IgnoreUnknown lets keys pass that the target does not have, as foreign formats need it. A known key in other
	// letters is refused all the same, for it is nearly always meant to be the known one.
	IgnoreUnknown bool
}

// Decode reads exactly one JSON object into the struct or map that into points to.
func Decode(data []byte, into any, o Options) error {
	target := reflect.TypeOf(into)
	if target == nil || target.Kind() != reflect.Pointer || reflect.ValueOf(into).IsNil() {
		return errors.New("decode JSON: the target is not a pointer")
	}
	if err := check(data, target.Elem(), o); err != nil {
		return err
	}
	return unmarshal(data, into)
}

// Check looks at one document of any kind without decoding it: everything but the names and types of fields.
func Check(data []byte, o Options) error { return check(data, nil, o) }

// check walks a document beside the type of its target, nil if there is none.
func check(data []byte, target reflect.Type, o Options) error {
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxDepth == 0 {
		o.MaxDepth = DefaultMaxDepth
	}
	if len(data) > o.MaxBytes {
		return &Error{Code: TooLarge, Offset: o.MaxBytes, Reason: "the document is larger than allowed"}
	}
	c := checker{data: data, options: o, shapes: map[reflect.Type]shape{}}
	c.space()
	if c.at == len(data) {
		return &Error{Code: Empty, Offset: c.at, Reason: "there is no document"}
	}
	if err := c.value(c.shape(target), 0); err != nil {
		return err
	}
	c.space()
	if c.at < len(data) {
		return c.fail(Trailing, "there is more behind the document")
	}
	return nil
}

// unmarshal leaves the conversion to the standard decoder, which by now can only object to types and values.
func unmarshal(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	if err == nil {
		return nil
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &Error{Code: WrongType, Field: wrong.Field, Offset: int(wrong.Offset), Reason: "the value has another type"}
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return &Error{Code: Syntax, Offset: int(syntax.Offset), Reason: "not JSON"}
	}
	return &Error{Code: BadValue, Reason: "a value cannot be read"}
}
