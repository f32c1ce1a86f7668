package classify

import (
	"slices"
	"strings"
)

// symbol stands for one set of words that phrases use; a word of a message has the symbols of all sets it is in.
type symbol int32

// ending says which phrase of which rule a node of the trie completes.
type ending struct {
	rule   int16
	veto   bool      // a phrase of "unless"
	phrase []element // without its gaps
}

// places is where the words of a phrase stand in a reading.
type places [maxElements]int16

// matcher finds all phrases of a language in one pass over a message. It is built once and read by many.
type matcher struct {
	words    map[string][]symbol
	stems    map[string][]symbol
	stemSize [maxWordSize + 1]bool // lengths at which a stem exists
	nodes    []node
	root     []int32           // symbol -> node, 0 where none: the edges of node 0
	symbols  map[string]symbol // of the keys of elements, while building
	negators map[string]bool
	names    nameTable // of the run
}

// node is one state of the trie; node 0 is its root.
type node struct {
	edges []edge   // few, so they are looked through
	gap   int32    // the node behind a gap, 0 where none
	ends  []ending // the phrases that are complete here
}

// edge leads on with a word of one symbol.
type edge struct {
	symbol symbol
	to     int32
}

func newMatcher() *matcher {
	return &matcher{
		words: map[string][]symbol{}, stems: map[string][]symbol{}, nodes: make([]node, 1),
		symbols: map[string]symbol{}, negators: map[string]bool{},
	}
}

// add puts one phrase of a rule into the trie.
func (m *matcher) add(phrase []element, rule int, veto bool) {
	at := int32(0)
	end := ending{rule: int16(rule), veto: veto}
	for _, e := range phrase {
		if e.gap {
			if m.nodes[at].gap == 0 {
				m.nodes[at].gap = m.newNode()
			}
			at = m.nodes[at].gap
			continue
		}
		end.phrase = append(end.phrase, e)
		at = m.follow(at, m.symbol(e))
	}
	m.nodes[at].ends = append(m.nodes[at].ends, end)
}

// follow gives the node behind an edge and makes it if it is new.
func (m *matcher) follow(from int32, s symbol) int32 {
	for _, e := range m.nodes[from].edges {
		if e.symbol == s {
			return e.to
		}
	}
	to := m.newNode()
	m.nodes[from].edges = append(m.nodes[from].edges, edge{symbol: s, to: to})
	return to
}

func (m *matcher) newNode() int32 {
	m.nodes = append(m.nodes, node{})
	return int32(len(m.nodes) - 1)
}

// symbol gives the symbol of a set of words and files the words under it.
func (m *matcher) symbol(e element) symbol {
	key := e.key()
	if s, known := m.symbols[key]; known {
		return s
	}
	s := symbol(len(m.symbols))
	m.symbols[key] = s
	for _, member := range e.members {
		if stem, ok := strings.CutSuffix(member, "*"); ok {
			m.stems[stem] = append(m.stems[stem], s)
			m.stemSize[len(stem)] = true
			continue
		}
		m.words[member] = append(m.words[member], s)
	}
	return s
}

// seal ends the building: the first edges are filed by symbol, which most words of a message are looked up in.
func (m *matcher) seal() {
	m.root = make([]int32, len(m.symbols))
	for _, e := range m.nodes[0].edges {
		m.root[e.symbol] = e.to
	}
	m.symbols = nil
}

// token is one token of a message, as far as rules see it.
type token struct {
	kind    kind
	negator bool
	from    int32 // its symbols are syms[from:to]
	to      int32
	at      int32 // where in the text it begins
}

// reading is a message cut into tokens. Its arrays are large enough for short messages to need no memory of their own.
type reading struct {
	tokens   []token
	syms     []symbol
	nameEnds []nameEnd // names of several words that are not read to their end
}

// nameEnd says which token ends a name.
type nameEnd struct {
	token       int
	placeholder string
}

// read cuts a text into tokens and looks every word up once.
func (m *matcher) read(text string, split bool, r *reading) {
	s := scanner{text: text, split: split}
	for len(r.tokens) < maxWords {
		kind, word, ok := s.next()
		if !ok {
			return
		}
		t := token{kind: kind, from: int32(len(r.syms)), at: int32(s.from)}
		switch kind {
		case kindQuestion:
			r.syms = append(r.syms, m.words[wordQuestion]...)
		case kindExclaim:
			r.syms = append(r.syms, m.words[wordExclaim]...)
		case kindNumber:
			r.syms = append(r.syms, m.words[wordNumber]...)
			r.syms = append(r.syms, m.words[string(word)]...)
		case kindWord:
			t.negator = m.negators[string(word)]
			r.syms = append(r.syms, m.words[string(word)]...)
			for n := minStem; n <= len(word); n++ {
				if m.stemSize[n] {
					r.syms = append(r.syms, m.stems[string(word[:n])]...)
				}
			}
			m.readNames(&s, r)
		case kindStop: // ends a clause; no phrase speaks of it
		}
		m.endNames(r)
		t.to = int32(len(r.syms))
		r.tokens = append(r.tokens, t)
	}
}

// readNames looks for names that begin at the word just read. A name is seen at its first and at its last word, so that
// phrases meet it from either side; its words keep their own meaning.
func (m *matcher) readNames(s *scanner, r *reading) {
	for _, n := range m.names[string(s.buf[:s.size])] {
		words, ok := n.begins(*s)
		if !ok {
			continue
		}
		r.syms = append(r.syms, m.words[n.placeholder]...)
		if words > 1 {
			r.nameEnds = append(r.nameEnds, nameEnd{token: len(r.tokens) + words - 1, placeholder: n.placeholder})
		}
	}
}

// endNames gives the token being read the names that end with it.
func (m *matcher) endNames(r *reading) {
	for _, end := range r.nameEnds {
		if end.token == len(r.tokens) {
			r.syms = append(r.syms, m.words[end.placeholder]...)
		}
	}
	r.nameEnds = slices.DeleteFunc(r.nameEnds, func(end nameEnd) bool { return end.token <= len(r.tokens) })
}

// search is one walk over a reading, which notes what it finds.
type search struct {
	*matcher
	reading *reading
	rules   []rule
	found   *findings
	places  places // of the words so far
}

// find notes every phrase in the reading.
func (s *search) find() {
	for i, t := range s.reading.tokens {
		s.places[0] = int16(i)
		for _, sym := range s.reading.syms[t.from:t.to] {
			if at := s.root[sym]; at != 0 {
				s.walk(at, 1, i+1)
			}
		}
	}
}

// walk notes what ends at a node, reached with size words, and goes on from the token next.
func (s *search) walk(at int32, size, next int) {
	n := &s.nodes[at]
	for i := range n.ends {
		s.note(&n.ends[i])
	}
	s.step(n, size, next)
	if n.gap == 0 {
		return
	}
	for skipped := 0; skipped <= maxGap && next+skipped < len(s.reading.tokens); skipped++ {
		s.step(&s.nodes[n.gap], size, next+skipped)
		if s.reading.tokens[next+skipped].kind.boundary() {
			return
		}
	}
}

// step follows the edges of a node that the token next allows.
func (s *search) step(n *node, size, next int) {
	if next >= len(s.reading.tokens) {
		return
	}
	t := s.reading.tokens[next]
	for _, sym := range s.reading.syms[t.from:t.to] {
		for _, e := range n.edges {
			if e.symbol == sym {
				s.places[size] = int16(next)
				s.walk(e.to, size+1, next+1)
			}
		}
	}
}

// note takes down one complete phrase: a veto, or the first phrase of its rule.
func (s *search) note(e *ending) {
	switch {
	case e.veto:
		s.found.vetoed[e.rule] = true
	case s.found.phrase[e.rule] != nil, s.rules[e.rule].affirmed && s.reading.negated(s.places[0]):
	default:
		s.found.phrase[e.rule] = e.phrase
		s.found.places[e.rule] = s.places
	}
}

// negated tells whether one of the three words before a place denies what follows, within the clause.
func (r *reading) negated(first int16) bool {
	for _, t := range slices.Backward(r.tokens[max(0, first-3):first]) {
		if t.kind.boundary() {
			return false
		}
		if t.negator {
			return true
		}
	}
	return false
}
