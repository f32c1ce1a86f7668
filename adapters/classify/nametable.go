package classify

import "strings"

// nameTable holds the names of a run by their first word, folded, so that a word of a message is looked up once.
type nameTable map[string][]properName

// properName is one name behind its first word.
type properName struct {
	placeholder string
	rest        []string
	capitals    bool // compared in capitals only
}

// maxNameWords bounds the words of a name.
const maxNameWords = 6

// newNameTable files the names of a run for a language. A name written in capitals is found in capitals only, for many
// codes of airports are plain words in small letters. A single word that the rules themselves use stays that word: it
// says more as what it mostly means.
func newNameTable(names Names, m *matcher, split bool) nameTable {
	t := nameTable{}
	for _, of := range placeholders() {
		for _, name := range names[of] {
			t.add(placeholder(of), name, m, split)
		}
	}
	return t
}

func (t nameTable) add(placeholder, name string, m *matcher, split bool) {
	words := nameWords(name, split)
	if len(words) == 0 || len(words) > maxNameWords {
		return
	}
	if len(words) == 1 && (len(m.words[words[0]]) > 0 || m.negators[words[0]]) {
		return
	}
	n := properName{placeholder: placeholder, rest: words[1:], capitals: inCapitals(name)}
	t[words[0]] = append(t[words[0]], n)
	if len(words) > 1 && !n.capitals {
		joined := strings.Join(words, "") // as hashtags have it
		t[joined] = append(t[joined], properName{placeholder: placeholder})
	}
}

// nameWords cuts a name into folded words. A name that begins with a digit has none: what follows digits is a number to
// the rules.
func nameWords(name string, split bool) (words []string) {
	s := scanner{text: name, split: split}
	for {
		kind, word, ok := s.next()
		switch {
		case !ok:
			return words
		case kind.boundary():
		case len(words) == 0 && kind != kindWord:
			return nil
		default:
			words = append(words, string(word))
		}
	}
}

// begins tells whether a name begins at the word s has just read, and how many words it has.
func (n properName) begins(s scanner) (words int, ok bool) {
	from := s.from
	for _, want := range n.rest {
		kind, word, more := s.next()
		if !more || kind.boundary() || string(word) != want {
			return 0, false
		}
	}
	return 1 + len(n.rest), !n.capitals || inCapitals(s.text[from:s.at])
}

func inCapitals(text string) bool {
	return strings.ToUpper(text) == text && strings.ToLower(text) != text
}
