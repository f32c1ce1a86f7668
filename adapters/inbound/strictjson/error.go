package strictjson

import "fmt"

// Code says what is wrong with a document.
type Code string

// Codes of errors. They are part of the answers of the API and never renamed.
const (
	Empty        Code = "empty"          // no document at all
	Syntax       Code = "syntax"         // not JSON
	Trailing     Code = "trailing_data"  // something behind the one document
	TooLarge     Code = "too_large"      // more bytes than allowed
	TooDeep      Code = "too_deep"       // more nesting than allowed
	NotUTF8      Code = "not_utf8"       // bytes that are not UTF-8
	Surrogate    Code = "lone_surrogate" // half of a pair
	NUL          Code = "nul"            // the character U+0000
	DuplicateKey Code = "duplicate_key"
	UnknownField Code = "unknown_field" // a key we do not know, or one of ours in other letters
	NumberRange  Code = "number_range"  // a number that no float64 holds as it is written
	WrongType    Code = "wrong_type"    // a string where a number is due, null, a list instead of an object ...
	BadValue     Code = "bad_value"     // the right type, but no such time, id ...
)

// Error is one thing wrong with a document. It never repeats the input: Field holds names that the target knows.
type Error struct {
	Code   Code
	Field  string // path of the nearest known field, as "scope.flights[3].std"; empty at the top
	Offset int    // byte of the document; 0 where that says nothing
	Reason string
}

// Error is for people.
func (e *Error) Error() string {
	text := string(e.Code) + ": " + e.Reason
	if e.Field != "" {
		text = e.Field + ": " + text
	}
	if e.Offset > 0 {
		text += fmt.Sprintf(" (byte %d)", e.Offset)
	}
	return text
}
