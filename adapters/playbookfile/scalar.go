package playbookfile

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// wholeNumber is how a whole number is written: decimal, no sign but minus, no underscores.
var wholeNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,15})$`)

// decimal is how any number is written.
var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,15})?$`)

// scalar reads one text, number, duration or truth into v, and checks it against its key.
func (r *reader) scalar(n *yaml.Node, v reflect.Value, path, pattern string) {
	if n.Kind != yaml.ScalarNode {
		r.complain(n.Line, path, "must be %s, is %s", wanted(v), kindOf(n))
		return
	}
	var why string
	switch {
	case isDuration(v.Type()):
		d, problem := parseDuration(n)
		v.SetInt(int64(d))
		if why = problem; why == "" {
			why = r.keys[pattern].check(d.Seconds())
		}
	case v.Kind() == reflect.String:
		why = r.text(n, v, pattern)
	case v.Kind() == reflect.Bool:
		v.SetBool(n.Value == "true")
		if n.ShortTag() != "!!bool" || n.Value != "true" && n.Value != "false" {
			why = "must be true or false, is " + kindOf(n)
		}
	default:
		why = r.number(n, v, pattern)
	}
	if why != "" {
		r.complain(n.Line, path, "%s", why)
	}
}

// wanted says what a value is to be, for people.
func wanted(v reflect.Value) string {
	switch {
	case isDuration(v.Type()):
		return `a duration like "10m"`
	case v.Kind() == reflect.String:
		return "text"
	case v.Kind() == reflect.Bool:
		return "true or false"
	case v.Kind() == reflect.Int:
		return "a whole number"
	}
	return "a number"
}

func (r *reader) number(n *yaml.Node, v reflect.Value, pattern string) string {
	tag := n.ShortTag()
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 || tag != "!!int" && tag != "!!float" {
		return "must be " + wanted(v) + ", is " + kindOf(n)
	}
	if v.Kind() == reflect.Int {
		if !wholeNumber.MatchString(n.Value) {
			return "must be a whole number, written in digits"
		}
		i, _ := strconv.ParseInt(n.Value, 10, 64) // sixteen digits at most
		v.SetInt(i)
		return r.keys[pattern].check(float64(i))
	}
	if !decimal.MatchString(n.Value) {
		return "must be a number, written in digits"
	}
	f, _ := strconv.ParseFloat(n.Value, 64)
	v.SetFloat(f)
	return r.keys[pattern].check(f)
}

func (r *reader) text(n *yaml.Node, v reflect.Value, pattern string) string {
	if n.ShortTag() != "!!str" {
		return "must be text, is " + kindOf(n) + ": put it in quotes if it is meant"
	}
	v.SetString(n.Value)
	if why := plain(n.Value); why != "" {
		return why
	}
	return r.keys[pattern].checkText(n.Value)
}

// plain refuses what nobody sees: control characters, marks of text direction, blanks at the ends.
func plain(s string) string {
	switch {
	case !utf8.ValidString(s):
		return "is not UTF-8"
	case strings.ContainsFunc(s, func(c rune) bool {
		return c != '\n' && (unicode.IsControl(c) || unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co))
	}):
		return "has a control or formatting character"
	case strings.TrimSpace(s) != s:
		return `has blanks or line breaks at an end (a block text is to begin with "|-")`
	}
	return ""
}
