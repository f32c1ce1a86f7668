package playbookfile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// key is what is known of one key: the reader checks by it, the printer and the reference page explain by it.
type key struct {
	path     string // "stock[].per_100"; "[]" stands for each element
	about    string
	optional bool
	limit
}

// limit is what a value may be. Numbers lie between min and max; for a list they bound its length, for a duration they
// are seconds.
type limit struct {
	bounded  bool
	duration bool // min and max are seconds
	min, max float64
	words    []string       // text is one of these
	form     *regexp.Regexp // text is of this form
	formName string
	longest  int // characters of free text
}

// Limits.
func between(low, high float64) limit { return limit{bounded: true, min: low, max: high} }

func lasts(low, high time.Duration) limit {
	return limit{bounded: true, duration: true, min: low.Seconds(), max: high.Seconds()}
}

func oneOf(words ...string) limit { return limit{words: words} }

func matches(name, form string) limit {
	return limit{form: regexp.MustCompile(form), formName: name}
}

func upTo(characters int) limit { return limit{longest: characters} }

// check says why a number, a length or a duration in seconds is out of range, or nothing.
func (l limit) check(x float64) string {
	if !l.bounded || l.min <= x && x <= l.max {
		return ""
	}
	return "must be " + l.span()
}

// checkLength says why a list is too short or too long, or nothing.
func (l limit) checkLength(n int) string {
	switch {
	case l.check(float64(n)) == "":
		return ""
	case l.min == l.max:
		return fmt.Sprintf("must have %s elements, has %d", plainNumber(l.min), n)
	}
	return fmt.Sprintf("must have %s elements, has %d", l.span(), n)
}

// checkText says why a text is not allowed, or nothing.
func (l limit) checkText(s string) string {
	switch {
	case l.words != nil && !slices.Contains(l.words, s):
		return "must be one of " + strings.Join(l.words, ", ")
	case l.form != nil && !l.form.MatchString(s):
		return "must be " + l.formName
	case l.longest > 0 && (s == "" || len([]rune(s)) > l.longest):
		return fmt.Sprintf("must have 1 to %d characters", l.longest)
	}
	return ""
}

// span says the bounds of a number.
func (l limit) span() string {
	if l.duration {
		return printDuration(seconds(l.min)) + " to " + printDuration(seconds(l.max))
	}
	return plainNumber(l.min) + " to " + plainNumber(l.max)
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func plainNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
