package playbookfile

import (
	"slices"
	"strings"

	"tocsin/adapters/channels"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

func voiceRules() []rule {
	return []rule{
		{needs("approvals"), checkApprovals},
		{needs("promise"), func(r *reader, p *playbook.Playbook) {
			if p.Promise.DraftBefore >= p.Promise.Cadence {
				r.at("promise.draft_before", "must be less than promise.cadence, %s", printDuration(p.Promise.Cadence))
			}
			if p.Promise.RoundTo > p.Promise.Cadence {
				r.at("promise.round_to", "must not be more than promise.cadence, %s", printDuration(p.Promise.Cadence))
			}
		}},
		{needs("texts"), func(r *reader, p *playbook.Playbook) {
			for _, t := range p.Texts {
				r.checkTemplate(p, t)
			}
		}},
		{needs("texts", "languages", "channels"), func(r *reader, p *playbook.Playbook) {
			kinds := append(channelKinds(p), statusChannel)
			for _, t := range p.Texts {
				r.known(t.Lang, p.Languages, textPath(t), "languages")
				r.known(t.Channel, kinds, textPath(t), "the kinds of channels, or status")
			}
		}},
		{needs("texts", "languages", "outreach.ladder"), checkCover},
		{needs("texts"), checkAlike},
		{needs("phrases", "languages"), checkPhrases},
	}
}

func checkApprovals(r *reader, p *playbook.Playbook) {
	kinds := pick(p.Approvals, func(a playbook.Approval) string { return a.Kind })
	r.twice(kinds, elements("approvals", "kind"))
	r.holds(kinds, "approvals", "*")
	for i, a := range p.Approvals {
		for j, set := range a.Required {
			r.twice(set, elements(element(element("approvals", i, "required"), j, ""), ""))
		}
		if a.Kind == statement.AllClear && !slices.ContainsFunc(a.Required, func(set []string) bool {
			return slices.Equal(set, []string{"gold"})
		}) {
			r.at(element("approvals", i, "required"), "an all-clear must be approved by gold: one set must be [gold]")
		}
	}
}

// Limits of texts, with every place filled.
const (
	maxSMSParts = 3
	maxSubject  = 78
	maxPush     = 240
)

func (r *reader) checkTemplate(p *playbook.Playbook, t playbook.Text) {
	path := textPath(t)
	names, err := statement.Places(t.Template)
	if err != nil {
		r.at(path, `a brace has no partner or no name inside: a place is written {next}`)
		return
	}
	for _, name := range names {
		if allowed := playbook.PlacesOn(t.Channel == statusChannel); !slices.Contains(allowed, name) {
			r.at(path, "unknown place {%s}; on this channel there are {%s}", name, strings.Join(allowed, "} {"))
			return
		}
	}
	tellsWhen := t.Kind == statement.Holding || t.Kind == statement.Update
	switch full := p.Longest(t.Template, ""); {
	case tellsWhen && !slices.Contains(names, "next"):
		r.at(path, "a text of this kind must say when the next update comes: {next}")
	case t.Kind == statement.AllClear && slices.Contains(names, "next"):
		r.at(path, "an all-clear is the last statement: it has no {next}")
	case t.Channel == "sms":
		r.checkShort(p, t)
	case t.Channel == "push" && len([]rune(full)) > maxPush:
		r.at(path, "has %d characters with its places filled, at most %d are shown", len([]rune(full)), maxPush)
	case t.Channel == "email":
		_, rest, _ := strings.Cut(t.Template, "\n")
		if subject, _ := channels.Subject(full); !strings.HasPrefix(rest, "\n") || len([]rune(subject)) > maxSubject {
			r.at(path, "an e-mail is a subject of at most %d characters, an empty line, and the body", maxSubject)
		}
	}
}

// checkCover asks for a text of every kind in every language for every channel by which it is told.
func checkCover(r *reader, p *playbook.Playbook) {
	given := map[playbook.Text]bool{}
	used := map[string]bool{}
	for _, t := range p.Texts {
		given[playbook.Text{Kind: t.Kind, Lang: t.Lang, Channel: t.Channel}] = true
		used[t.Kind] = true
	}
	for _, kind := range statement.Kinds() {
		if optional := kind == statement.Apology || kind == statement.Reinstated; optional && !used[kind] {
			continue
		}
		for _, lang := range p.Languages {
			for _, channel := range append(slices.Clone(p.Outreach.Ladder), statusChannel) {
				if t := (playbook.Text{Kind: kind, Lang: lang, Channel: channel}); !given[t] {
					r.at(textPath(t), "is missing: every kind needs a text in each language for each channel of outreach.ladder and for status")
				}
			}
		}
	}
}

// checkAlike wants the same places in all languages: what one reader is told, every reader is told.
func checkAlike(r *reader, p *playbook.Playbook) {
	type spot struct{ kind, channel string }
	first := map[spot]playbook.Text{}
	for _, t := range p.Texts {
		at := spot{t.Kind, t.Channel}
		master, seen := first[at]
		if !seen {
			first[at] = t
			continue
		}
		mine, err := statement.Places(t.Template)
		theirs, errToo := statement.Places(master.Template)
		if err != nil || errToo != nil {
			continue // told already
		}
		slices.Sort(mine)
		slices.Sort(theirs)
		if !slices.Equal(mine, theirs) {
			r.at(textPath(t), "has places {%s}, but %s has {%s}: all languages must say the same",
				strings.Join(mine, "} {"), textPath(master), strings.Join(theirs, "} {"))
		}
	}
}
