package playbook

import (
	"slices"
	"strings"

	"tocsin/domain/statement"
)

// Phrase is a short sentence of which the summary of a statement is made: what is known, what is done, what people can
// do. The phrase of a fact has the place {value}.
type Phrase struct {
	Lang string `json:"lang"`
	Name string `json:"name"` // see PhraseNames
	Text string `json:"text"`
}

// Names of phrases that every language must have. A fact is called as in the statement.
const (
	NothingKnown = "nothing_known"
	Doing        = "doing"
	Action       = "action"
)

// FactNames lists the facts that a summary tells, in its order.
func FactNames() []string { return []string{"affected", "flights", "origin", "until"} }

// PhraseNames is the closed list. Doing and Action may be said otherwise for a kind: "doing_recovery".
func PhraseNames() []string {
	names := append([]string{NothingKnown, Doing, Action}, FactNames()...)
	for _, kind := range statement.Kinds() {
		names = append(names, Doing+"_"+kind, Action+"_"+kind)
	}
	return names
}

// RequiredPhrases lists those that cannot be left out: whatever kind of operator it is, they are said.
func RequiredPhrases() []string { return []string{NothingKnown, Doing, Action, "affected", "until"} }

// phrase gives a phrase of a language, if there is one.
func (p Playbook) phrase(lang, name string) (string, bool) {
	i := slices.IndexFunc(p.Phrases, func(f Phrase) bool { return f.Lang == lang && f.Name == name })
	if i < 0 {
		return "", false
	}
	return p.Phrases[i].Text, true
}

// Said gives what is said of Doing or Action in a kind of statement: its own phrase, else that of all kinds, else the
// bare name, which tells that the playbook has no words for it.
func (p Playbook) Said(lang, name, kind string) string {
	for _, candidate := range []string{name + "_" + kind, name} {
		if text, ok := p.phrase(lang, candidate); ok {
			return text
		}
	}
	return name
}

// Known tells facts in a language; one that the playbook has no words for goes by its name. What stands while things are
// open may not say nothing.
func (p Playbook) Known(lang string, facts []statement.Fact) string {
	var said []string
	for _, f := range facts {
		text, ok := p.phrase(lang, f.Key)
		if !ok {
			text = f.Key + ": {value}"
		}
		said = append(said, strings.ReplaceAll(text, "{value}", f.Value))
	}
	if len(said) == 0 {
		return p.Said(lang, NothingKnown, "")
	}
	return strings.Join(said, "; ")
}
