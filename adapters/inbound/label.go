package inbound

import (
	"strings"
	"unicode"
)

// LabelFault says why a text cannot be the name of a brand or a channel; "" if it can. What is counted under "*" is the
// sum over all brands or channels, which a message must not enter as if it were one of them.
func LabelFault(text string) string {
	switch {
	case strings.TrimSpace(text) == "*":
		return "is *, which stands for all of them"
	case strings.ContainsFunc(text, unicode.IsControl):
		return "has a control character"
	}
	return ""
}
