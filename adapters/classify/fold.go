package classify

import "unicode"

// plain holds the plain letter under each letter from U+00C0 to U+017F (Latin-1 and Latin Extended-A), a full stop where
// there is none. Customers on a phone leave accents out; so the rules are compared without them.
const plain = "aaaaaa.ceeeeiiii.nooooo.ouuuuy.saaaaaa.ceeeeiiii.nooooo.ouuuuy.y" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll" +
	"lllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"

// fold gives the letter under which r is compared: lower case, without accent.
func fold(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r + ('a' - 'A')
	case r < 0xC0:
		return r
	case r < 0x180:
		if p := plain[r-0xC0]; p != '.' {
			return rune(p)
		}
	}
	return unicode.ToLower(r)
}
