package classify

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what is read of one message: a rule never needs more, and a hostile one must not cost more.
const (
	maxWords    = 2000 // words of a message that are looked at
	maxWordSize = 48   // bytes of a word that are compared
)

// kind says what a token is.
type kind uint8

const (
	kindWord kind = iota
	kindNumber
	kindQuestion // ? or a run of ? and ! that holds one
	kindExclaim
	kindStop // the end of a clause: . ; : or a line break
)

// boundary tells the tokens no phrase and no negation reaches across.
func (k kind) boundary() bool { return k >= kindQuestion }

// scanner cuts a text into folded tokens. The text may be any bytes.
type scanner struct {
	text  string
	at    int
	from  int  // where the last token began
	split bool // an apostrophe separates words ("l'avion") instead of joining them ("can't" is "cant")
	buf   [maxWordSize]byte
	size  int
}

// next returns the next token; the word is valid until the following call. It reports false at the end.
func (s *scanner) next() (kind, []byte, bool) {
	for s.at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		s.from = s.at
		switch {
		case r >= '0' && r <= '9':
			s.number()
			return kindNumber, s.buf[:s.size], true
		case unicode.IsLetter(r):
			if s.skipLink() {
				continue
			}
			s.word()
			return kindWord, s.buf[:s.size], true
		case r == '@':
			s.skipMention()
		case r == '&':
			s.skipEntity()
		case r == '?' || r == '!':
			return s.marks(), nil, true
		case r == '.' || r == ';' || r == ':' || r == '\n' || r == '…':
			s.at += size
			return kindStop, nil, true
		case r > 0xFF && unicode.Is(unicode.So, r):
			s.size = 0
			s.put(r)
			s.at += size
			return kindWord, s.buf[:s.size], true
		default:
			s.at += size
		}
	}
	return kindStop, nil, false
}

// word reads letters, marks and apostrophes into the buffer, folded.
func (s *scanner) word() {
	s.size = 0
	for s.at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		switch {
		case unicode.IsLetter(r):
			s.put(r)
		case unicode.Is(unicode.Mn, r):
			// a combining accent: the letter before it stands alone
		case (r == '\'' || r == '’') && !s.split && s.letterAt(s.at+size):
			// "can't" is one word, spelled as people in a hurry spell it
		default:
			return
		}
		s.at += size
	}
}

// number reads digits and the marks inside them: "1:10", "10,000", "3.5".
func (s *scanner) number() {
	s.size = 0
	for s.at < len(s.text) {
		c := s.text[s.at]
		inside := c == ':' || c == ',' || c == '.'
		if inside && (s.at+1 >= len(s.text) || !digit(s.text[s.at+1])) || !inside && !digit(c) {
			return
		}
		if s.size < len(s.buf) {
			s.buf[s.size] = c
			s.size++
		}
		s.at++
	}
}

// marks reads a run of question and exclamation marks as one token.
func (s *scanner) marks() kind {
	found := kindExclaim
	for s.at < len(s.text) && (s.text[s.at] == '?' || s.text[s.at] == '!') {
		if s.text[s.at] == '?' {
			found = kindQuestion
		}
		s.at++
	}
	return found
}

// put adds one folded letter, if there is room.
func (s *scanner) put(r rune) {
	r = fold(r)
	if s.size+utf8.UTFMax <= len(s.buf) {
		s.size += utf8.EncodeRune(s.buf[s.size:], r)
	}
}

// skipLink steps over a web address and reports whether there was one.
func (s *scanner) skipLink() bool {
	rest := s.text[s.at:]
	if !strings.HasPrefix(rest, "http://") && !strings.HasPrefix(rest, "https://") && !strings.HasPrefix(rest, "www.") {
		return false
	}
	end := strings.IndexAny(rest, " \t\r\n\"<>")
	if end < 0 {
		end = len(rest)
	}
	s.at += end
	return true
}

// skipMention steps over a handle, or over the host of an e-mail address.
func (s *scanner) skipMention() {
	s.at++
	for s.at < len(s.text) {
		c := s.text[s.at]
		if c != '_' && !digit(c) && !asciiLetter(c) {
			return
		}
		s.at++
	}
}

// skipEntity steps over "&amp;" and its kind, or over a lone ampersand.
func (s *scanner) skipEntity() {
	s.at++
	for n := 0; n < 8 && s.at+n < len(s.text); n++ {
		c := s.text[s.at+n]
		if c == ';' && n > 0 {
			s.at += n + 1
			return
		}
		if c != '#' && !digit(c) && !asciiLetter(c) {
			return
		}
	}
}

func (s *scanner) letterAt(at int) bool {
	if at >= len(s.text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s.text[at:])
	return unicode.IsLetter(r)
}

// isLetter is what belongs to a word.
func isLetter(r rune) bool { return unicode.IsLetter(r) }

func digit(c byte) bool { return c >= '0' && c <= '9' }

func asciiLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
