package sms

import "strings"

// Plain writes a text in the 7-bit alphabet as far as that goes without changing what it says: an accent goes, a curly
// quote becomes a straight one. Characters of another script stay as they are.
func Plain(text string) string {
	var out strings.Builder
	for _, r := range joined(text) {
		out.WriteString(substitute(r))
	}
	return out.String()
}

// substitute gives what stands for a character; itself if it is in the alphabet or nothing can stand for it.
func substitute(r rune) string {
	if septets(r) > 0 {
		return string(r)
	}
	if s, ok := letter(r); ok {
		return s
	}
	if s, ok := sign(r); ok {
		return s
	}
	return string(r)
}

func letter(r rune) (string, bool) {
	switch r {
	case 'á', 'â', 'ã', 'ā', 'ă', 'ą':
		return "a", true
	case 'À', 'Á', 'Â', 'Ã', 'Ā', 'Ă', 'Ą':
		return "A", true
	case 'ç', 'ć', 'č', 'ĉ', 'ċ':
		return "c", true
	case 'Ć', 'Č', 'Ĉ', 'Ċ':
		return "C", true
	case 'ď', 'đ':
		return "d", true
	case 'Ď', 'Đ':
		return "D", true
	case 'ê', 'ë', 'ē', 'ĕ', 'ė', 'ę', 'ě':
		return "e", true
	case 'È', 'Ê', 'Ë', 'Ē', 'Ĕ', 'Ė', 'Ę', 'Ě':
		return "E", true
	case 'ğ', 'ģ':
		return "g", true
	case 'Ğ', 'Ģ':
		return "G", true
	case 'í', 'î', 'ï', 'ī', 'į', 'ı':
		return "i", true
	case 'Ì', 'Í', 'Î', 'Ï', 'Ī', 'Į', 'İ':
		return "I", true
	case 'ķ':
		return "k", true
	case 'ł', 'ľ', 'ĺ', 'ļ':
		return "l", true
	case 'Ł', 'Ľ', 'Ĺ', 'Ļ':
		return "L", true
	case 'ń', 'ň', 'ņ':
		return "n", true
	case 'Ń', 'Ň', 'Ņ':
		return "N", true
	case 'ó', 'ô', 'õ', 'ō', 'ő':
		return "o", true
	case 'Ò', 'Ó', 'Ô', 'Õ', 'Ō', 'Ő':
		return "O", true
	case 'œ':
		return "oe", true
	case 'Œ':
		return "OE", true
	case 'ř', 'ŕ':
		return "r", true
	case 'Ř', 'Ŕ':
		return "R", true
	case 'ś', 'š', 'ş', 'ș':
		return "s", true
	case 'Ś', 'Š', 'Ş', 'Ș':
		return "S", true
	case 'ť', 'ţ', 'ț':
		return "t", true
	case 'Ť', 'Ţ', 'Ț':
		return "T", true
	case 'ú', 'û', 'ū', 'ů', 'ű', 'ų':
		return "u", true
	case 'Ù', 'Ú', 'Û', 'Ū', 'Ů', 'Ű', 'Ų':
		return "U", true
	case 'ý', 'ÿ':
		return "y", true
	case 'Ý', 'Ÿ':
		return "Y", true
	case 'ź', 'ż', 'ž':
		return "z", true
	case 'Ź', 'Ż', 'Ž':
		return "Z", true
	case 'ẞ':
		return "SS", true
	}
	return "", false
}

func sign(r rune) (string, bool) {
	switch r {
	case '\u2018', '\u2019', '\u201a', '\u2032', '\u00b4', '`':
		return "'", true
	case '\u201c', '\u201d', '\u201e', '\u00ab', '\u00bb', '\u2033':
		return `"`, true
	case '\u2039':
		return "<", true
	case '\u203a':
		return ">", true
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2022', '\u00b7', '\u2212':
		return "-", true
	case '\u2026':
		return "...", true
	case '\u00a0', '\u2007', '\u2009', '\u202f', '\t':
		return " ", true
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
		return "", true
	case '\u00d7':
		return "x", true
	case '\u00b0':
		return "o", true
	}
	return "", false
}
