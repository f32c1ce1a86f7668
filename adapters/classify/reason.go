package classify

import (
	"strings"
)

// maxReasons bounds how many rules a Reason names.
const maxReasons = 6

// reason names the rules that decided: those of the topic first, then the others.
func (b *Rulebook) reason(l *language, f *findings, topic Topic) string {
	var out strings.Builder
	named := 0
	name := func(rule int) {
		if named == maxReasons {
			return
		}
		if named++; named > 1 {
			out.WriteString("; ")
		}
		out.WriteString(l.rules[rule].id)
		out.WriteString(` "`)
		l.keywords(&out, f, rule)
		out.WriteString(`"`)
	}
	for i, r := range l.rules {
		if f.spoke(i) && r.topic >= 0 && b.topics.topics[r.topic].Name == topic.Name {
			name(i)
		}
	}
	for i, r := range l.rules {
		if f.spoke(i) && r.topic < 0 {
			name(i)
		}
	}
	if named == 0 {
		return "no rule spoke"
	}
	return out.String()
}

// keywords writes the words of a rule that hit, as the rule file has them: a stem stays a stem and a number NUMBER, so
// that nothing of the customer's own is repeated.
func (l *language) keywords(out *strings.Builder, f *findings, rule int) {
	for i, e := range f.phrase[rule] {
		if i > 0 {
			out.WriteByte(' ')
		}
		s := scanner{text: f.text, at: int(f.tokens[f.places[rule][i]].at), split: l.split}
		kind, word, _ := s.next()
		out.WriteString(e.member(kind, string(word)))
	}
}

// member gives the entry of an element that a token of a message fits. A word that fits no other entry is a name.
func (e element) member(k kind, word string) string {
	name := "?"
	for _, m := range e.members {
		stem, isStem := strings.CutSuffix(m, "*")
		switch {
		case m == word, isStem && k == kindWord && strings.HasPrefix(word, stem),
			m == wordNumber && k == kindNumber, m == wordQuestion && k == kindQuestion, m == wordExclaim && k == kindExclaim:
			return m
		case isPlaceholder(m):
			name = m
		}
	}
	return name
}
