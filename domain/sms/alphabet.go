package sms

import "strings"

// The GSM 03.38 default alphabet, and what its extension table adds at the price of an escape.
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extended = "\f^{}\\[~]|€"
)

// septets is what a character costs in the 7-bit alphabet; 0 if it is not in it.
func septets(r rune) int {
	switch {
	case strings.ContainsRune(basic, r):
		return 1
	case strings.ContainsRune(extended, r):
		return 2
	}
	return 0
}

// codeUnits is what a character costs in UCS-2: one beyond the basic plane goes as a pair.
func codeUnits(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}
