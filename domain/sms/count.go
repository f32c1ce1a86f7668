package sms

// Kind is the kind of channel that carries short messages.
const Kind = "sms"

// Encoding is how a whole text travels; one character decides for all of them.
type Encoding string

// The encodings.
const (
	GSM7 Encoding = "gsm7"
	UCS2 Encoding = "ucs2"
)

// What a message holds when it is alone, and when it is one of several, which costs a header of six octets.
const (
	gsm7Alone, gsm7Joined = 160, 153
	ucs2Alone, ucs2Joined = 70, 67
)

// Size is what a text costs.
type Size struct {
	Encoding Encoding
	Units    int // septets or code units
	Parts    int
}

// Measure gives the size of a text. A character outside of the 7-bit alphabet (ç, ê, a curly quote) more than halves
// what a message holds.
func Measure(text string) Size {
	units := make([]int, 0, len(text))
	for _, r := range text {
		n := septets(r)
		if n == 0 {
			return measureUCS2(text)
		}
		units = append(units, n)
	}
	return pack(GSM7, units, gsm7Alone, gsm7Joined)
}

func measureUCS2(text string) Size {
	units := make([]int, 0, len(text))
	for _, r := range text {
		units = append(units, codeUnits(r))
	}
	return pack(UCS2, units, ucs2Alone, ucs2Joined)
}

// pack fills messages with characters that must not be cut: neither an escape nor a pair is parted.
func pack(how Encoding, units []int, alone, joined int) Size {
	s := Size{Encoding: how, Parts: 1}
	for _, u := range units {
		s.Units += u
	}
	if s.Units <= alone {
		return s
	}
	used := 0
	for _, u := range units {
		if used+u > joined {
			s.Parts, used = s.Parts+1, 0
		}
		used += u
	}
	return s
}

// Parts counts what a text weighs by the pace of a kind of channel: short messages in parts, all others as one.
func Parts(kind, text string) int {
	if kind != Kind {
		return 1
	}
	return Measure(text).Parts
}
