package channels

import "strings"

// Subject cuts the text of an e-mail into its subject, which is the first line, and its body. An approved text is one
// string for every channel, so the subject is approved with it.
func Subject(text string) (subject, body string) {
	subject, body, _ = strings.Cut(text, "\n")
	return strings.TrimSpace(subject), strings.TrimLeft(body, "\n")
}

// The GSM 03.38 default alphabet, and what its extension table adds at the price of an escape.
const (
	gsm7Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsm7Extended = "\f^{}\\[~]|€"
)

// Sizes of short messages: alone, and as one of several, which costs a header of six octets.
const (
	gsm7Alone, gsm7Joined = 160, 153
	ucs2Alone, ucs2Joined = 70, 67
)

// SMSParts counts the short messages that a text is sent in, and says whether the 7-bit alphabet holds it. One
// character outside of that alphabet (ç, ê, a curly quote) more than halves what a message holds.
func SMSParts(text string) (parts int, gsm7 bool) {
	units := make([]int, 0, len(text))
	gsm7 = true
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsm7Basic, r):
			units = append(units, 1)
		case strings.ContainsRune(gsm7Extended, r):
			units = append(units, 2)
		default:
			gsm7 = false
		}
	}
	if gsm7 {
		return pack(units, gsm7Alone, gsm7Joined), true
	}
	units = units[:0]
	for _, r := range text {
		if r > 0xFFFF {
			units = append(units, 2) // a surrogate pair
		} else {
			units = append(units, 1)
		}
	}
	return pack(units, ucs2Alone, ucs2Joined), false
}

// pack fills messages with characters that must not be cut.
func pack(units []int, alone, joined int) int {
	total := 0
	for _, u := range units {
		total += u
	}
	if total <= alone {
		return 1
	}
	parts, used := 1, 0
	for _, u := range units {
		if used+u > joined {
			parts, used = parts+1, 0
		}
		used += u
	}
	return parts
}

// Parts counts what one notice weighs by the pace of its channel: short messages in parts, all others as one.
func Parts(kind, text string) int {
	if kind != "sms" {
		return 1
	}
	parts, _ := SMSParts(text)
	return parts
}
