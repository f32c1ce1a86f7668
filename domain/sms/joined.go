package sms

// joined puts an accent that was written as a character of its own onto its letter, as some keyboards leave it; the
// 7-bit alphabet holds "ü" but not "u" with two dots behind it. Accents that make no letter of the alphabet are left out.
func joined(text string) []rune {
	out := make([]rune, 0, len(text))
	for _, r := range text {
		if r < 0x300 || r > 0x36f {
			out = append(out, r)
			continue
		}
		if n := len(out); n > 0 {
			out[n-1] = accented(out[n-1], r)
		}
	}
	return out
}

func accented(letter, accent rune) rune {
	const grave, acute, tilde, dots, ring = 0x300, 0x301, 0x303, 0x308, 0x30a
	var letters, with string
	switch accent {
	case grave:
		letters, with = "aeiou", "àèìòù"
	case acute:
		letters, with = "eE", "éÉ"
	case tilde:
		letters, with = "nN", "ñÑ"
	case dots:
		letters, with = "aouAOU", "äöüÄÖÜ"
	case ring:
		letters, with = "aA", "åÅ"
	}
	for i, r := range []rune(letters) {
		if r == letter {
			return []rune(with)[i]
		}
	}
	return letter
}
