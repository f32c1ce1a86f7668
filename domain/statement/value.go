package statement

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reasons why a value is not of its type.
var (
	errType    = errors.New("type is not one of the list")
	errLength  = errors.New("value is empty or too long")
	errControl = errors.New("value has a control or formatting character")
	errLinkIn  = errors.New("value of a text type looks like a link")
	errForm    = errors.New("value has not the form of its type")
	errDomain  = errors.New("link is not https to an allowed domain")
)

// How many characters a value may have: enough for a name or a date, too few for a message.
const (
	longest       = 80
	longestNumber = 40 // dates, times, amounts
	longestLink   = 400
)

func checkValue(kind, value string, linkDomains []string) error {
	switch {
	case !slices.Contains(ParamTypes(), kind):
		return errType
	case kind == ParamLink:
		return checkLink(value, linkDomains)
	case value == "" || utf8.RuneCountInString(value) > longest || strings.TrimSpace(value) != value:
		return errLength
	case !utf8.ValidString(value) || strings.ContainsFunc(value, hidden):
		return errControl
	case looksLikeLink(value):
		return errLinkIn
	case kind == ParamFlight && !looksLikeFlight(value):
		return errForm
	case kind == ParamDate || kind == ParamTime || kind == ParamAmount:
		if utf8.RuneCountInString(value) > longestNumber || !strings.ContainsFunc(value, unicode.IsDigit) {
			return errForm
		}
	}
	return nil
}

// hidden finds what a reader does not see but a phone obeys: line breaks, controls, text direction, zero width.
func hidden(r rune) bool {
	if r < 0x7f { // most are, and the tables are slow
		return r < ' '
	}
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

func checkLink(value string, linkDomains []string) error {
	if len(value) > longestLink || strings.ContainsFunc(value, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`\"<>`+"`{}|^", r)
	}) {
		return errForm
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Opaque != "" ||
		!slices.ContainsFunc(linkDomains, func(d string) bool { return strings.EqualFold(d, u.Host) }) {
		return errDomain
	}
	return nil
}

// looksLikeLink finds what a phone would underline: a scheme, a host name, an address of numbers. "St. Gallen" passes,
// "p.m." passes, "name.com" does not.
func looksLikeLink(value string) bool {
	text := append([]rune(strings.Map(plainDot, value)), ' ', ' ') // so that there always are two more
	dots := 0                                                      // between numbers, in a row
	for i, r := range text[:len(text)-2] {
		next, then := text[i+1], text[i+2]
		switch {
		case r == ':' && next == '/' && then == '/':
			return true
		case r == '.' && i > 0 && !unicode.IsSpace(text[i-1]):
			if unicode.IsLetter(next) && (unicode.IsLetter(then) || then == '-') {
				return true
			}
			if dots++; dots == 3 && unicode.IsDigit(next) {
				return true
			}
		case !unicode.IsDigit(r):
			dots = 0
		}
	}
	return false
}

// plainDot undoes the dots of other scripts, which host names accept as well.
func plainDot(r rune) rune {
	if strings.ContainsRune("\u3002\uff0e\uff61\u2024", r) {
		return '.'
	}
	return r
}

// looksLikeFlight wants a carrier of two or three characters, at most four digits and perhaps a letter: "AA 123".
func looksLikeFlight(value string) bool {
	for _, carrier := range []int{2, 3} {
		if len(value) <= carrier || strings.ContainsFunc(value[:carrier], func(r rune) bool { return !upper(r) && !digit(r) }) {
			continue
		}
		number := strings.TrimPrefix(value[carrier:], " ")
		if n := len(number); n > 1 && upper(rune(number[n-1])) {
			number = number[:n-1]
		}
		if n := len(number); n >= 1 && n <= 4 && strings.Trim(number, "0123456789") == "" {
			return true
		}
	}
	return false
}

func upper(r rune) bool { return r >= 'A' && r <= 'Z' }
func digit(r rune) bool { return r >= '0' && r <= '9' }

// urls finds the links that are written out in a text, up to the next blank, bracket, quote or closing dot.
func urls(text string) (found []string) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`()[]<>"'`, r)
	}) {
		word = strings.TrimRight(word, ".,;:!?")
		switch {
		case strings.Contains(word, "://"):
			found = append(found, word)
		case strings.HasPrefix(strings.ToLower(word), "www."):
			found = append(found, "https://"+word)
		}
	}
	return found
}
