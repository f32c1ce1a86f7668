package classify

import (
	"fmt"
	"slices"
	"strings"
)

// Limits of a phrase, so that a slip in a rule file is refused instead of compiled.
const (
	maxGap      = 3  // words that ".." may stand for
	minStem     = 3  // letters before "*"
	maxElements = 12 // words of one phrase
	maxVariants = 16 // phrases that one with optional words stands for
)

// Words a phrase may use for what is not a word. They are upper case, so no word of a message equals them.
const (
	wordNumber   = "NUMBER"
	wordQuestion = "QUESTION"
	wordExclaim  = "EXCLAIM"
)

// element is one place of a phrase: the set of words that fit there, or a gap.
type element struct {
	members []string // sorted; a stem ends in "*"
	gap     bool     // up to maxGap other words of the same clause
}

// key identifies the set of words of an element.
func (e element) key() string { return strings.Join(e.members, "|") }

// grammar holds what a phrase is read with: the named word lists and the spelling of the language.
type grammar struct {
	lists map[string][]string
	split bool // apostrophes separate words
}

// phrase reads one pattern of a rule file:
//
//	on hold             two words, one after the other
//	cancel*             every word that begins so
//	lost|missing bag    one word of several
//	lost my? bag        a word that may be left out
//	lost .. bag         up to three words between, within a clause
//	<number> hours      a word of the list "number"
//	fly <brand>         a name of the run: see the placeholders in names.go
//	NUMBER, QUESTION, EXCLAIM    any digits, a question mark, an exclamation mark
//
// A word that may be left out makes two phrases; all of them are returned.
func (g grammar) phrase(text string) ([][]element, error) {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return nil, fmt.Errorf("empty pattern")
	}
	if len(fields) > maxElements {
		return nil, fmt.Errorf("more than %d words", maxElements)
	}
	variants := [][]element{nil}
	for _, field := range fields {
		body, optional := strings.CutSuffix(field, "?")
		e, err := g.element(body)
		if err != nil {
			return nil, err
		}
		if optional && e.gap {
			return nil, fmt.Errorf("a gap is optional already")
		}
		variants = extend(variants, e, optional)
		if len(variants) > maxVariants {
			return nil, fmt.Errorf("more than %d phrases from optional words", maxVariants)
		}
	}
	for _, v := range variants {
		if len(v) == 0 {
			return nil, fmt.Errorf("every word is optional")
		}
		if v[0].gap || v[len(v)-1].gap {
			return nil, fmt.Errorf("a gap needs a word on either side")
		}
		for i := 1; i < len(v); i++ {
			if v[i].gap && v[i-1].gap {
				return nil, fmt.Errorf("two gaps in a row")
			}
		}
	}
	return variants, nil
}

// extend adds one element to each variant, and keeps the variant without it where it is optional.
func extend(variants [][]element, e element, optional bool) [][]element {
	var out [][]element
	for _, v := range variants {
		out = append(out, append(slices.Clone(v), e))
		if optional {
			out = append(out, v)
		}
	}
	return out
}

// element reads one place of a phrase.
func (g grammar) element(body string) (element, error) {
	if body == ".." {
		return element{gap: true}, nil
	}
	var e element
	for member := range strings.SplitSeq(body, "|") {
		words, err := g.member(member)
		if err != nil {
			return element{}, err
		}
		e.members = append(e.members, words...)
	}
	slices.Sort(e.members)
	e.members = slices.Compact(e.members)
	return e, nil
}

// member reads one alternative: a list, a stem, a reserved name or a word.
func (g grammar) member(text string) ([]string, error) {
	if name, ok := strings.CutPrefix(text, "<"); ok {
		name, closed := strings.CutSuffix(name, ">")
		words, known := g.lists[name]
		if closed && slices.Contains(placeholders(), name) {
			return []string{text}, nil
		}
		if !closed || !known {
			return nil, fmt.Errorf("unknown list %q", text)
		}
		return words, nil
	}
	word, err := g.word(text)
	if err != nil {
		return nil, err
	}
	return []string{word}, nil
}

// word gives the folded form under which a word or stem of a rule file is compared.
func (g grammar) word(text string) (string, error) {
	switch text {
	case "":
		return "", fmt.Errorf("empty word")
	case wordNumber, wordQuestion, wordExclaim:
		return text, nil
	}
	body, stem := strings.CutSuffix(text, "*")
	s := scanner{text: body, split: g.split}
	kind, bytes, ok := s.next()
	if !ok || kind.boundary() || s.at < len(body) {
		return "", fmt.Errorf("%q is not one word", text)
	}
	word := string(bytes)
	if len(word) > maxWordSize-4 {
		return "", fmt.Errorf("%q is too long for a word", text)
	}
	if !stem {
		return word, nil
	}
	if len(word) < minStem {
		return "", fmt.Errorf("the stem %q has fewer than %d letters", text, minStem)
	}
	return word + "*", nil
}
