package sms

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Odd is a character of a text that the 7-bit alphabet does not hold.
type Odd struct {
	Character string
	At        []int  // places in the text, in characters, from 1
	Instead   string // what can stand for it; the character itself if nothing can
}

// Report says what makes a text expensive, and what it would cost otherwise.
type Report struct {
	Odd      []Odd  // in the order of the text; none: the text is as cheap as it can be
	Proposed string // the text without them, as far as that goes
	Before   Size
	After    Size
}

// Lint looks for what forces a text out of the 7-bit alphabet.
func Lint(text string) Report {
	proposed := Plain(text)
	r := Report{Proposed: proposed, Before: Measure(text), After: Measure(proposed)}
	for i, c := range []rune(text) {
		if septets(c) > 0 {
			continue
		}
		at := slices.IndexFunc(r.Odd, func(o Odd) bool { return o.Character == string(c) })
		if at < 0 {
			at = len(r.Odd)
			r.Odd = append(r.Odd, Odd{Character: string(c), Instead: Plain(string(c))})
		}
		r.Odd[at].At = append(r.Odd[at].At, i+1)
	}
	return r
}

// Avoidable tells that the text can be written in the 7-bit alphabet and is not.
func (r Report) Avoidable() bool { return r.Before.Encoding == UCS2 && r.After.Encoding == GSM7 }

// String names the characters, each with its places and what can stand for it.
func (r Report) String() string {
	said := make([]string, len(r.Odd))
	for i, o := range r.Odd {
		said[i] = o.String()
	}
	return strings.Join(said, ", ")
}

// String is like `"ê" at 12, 40 ("e")`. A character that nobody sees is told by its code.
func (o Odd) String() string {
	places := make([]string, len(o.At))
	for i, at := range o.At {
		places[i] = fmt.Sprint(at)
	}
	said := fmt.Sprintf("%+q at %s", o.Character, strings.Join(places, ", "))
	if visible(o.Character) {
		said = fmt.Sprintf("%q at %s", o.Character, strings.Join(places, ", "))
	}
	if o.Instead != o.Character {
		said += fmt.Sprintf(" (%q)", o.Instead)
	}
	return said
}

// visible tells a character that leaves a mark of its own from a blank and from an accent that stands alone.
func visible(character string) bool {
	return !strings.ContainsFunc(character, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsMark(r) || !unicode.IsGraphic(r) })
}
