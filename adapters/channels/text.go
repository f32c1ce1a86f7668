package channels

import "strings"

// Subject cuts the text of an e-mail into its subject, which is the first line, and its body. An approved text is one
// string for every channel, so the subject is approved with it.
func Subject(text string) (subject, body string) {
	subject, body, _ = strings.Cut(text, "\n")
	return strings.TrimSpace(subject), strings.TrimLeft(body, "\n")
}
