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
				r.checkTemplate(t)
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

// placesOf lists what a text may speak of on a channel. The public page speaks to nobody in particular.
func placesOf(channel string) []string {
	if channel == statusChannel {
		return []string{"brand", "next", "until"}
	}
	return []string{"brand", "flight", "origin", "dest", "date", "time", "next", "until", "link"}
}

// Limits of texts, with every place filled.
const (
	maxSMSParts = 3
	maxSubject  = 78
	maxPush     = 240
)

func (r *reader) checkTemplate(t playbook.Text) {
	path := textPath(t)
	names, err := statement.Places(t.Template)
	if err != nil {
		r.at(path, `a brace has no partner or no name inside: a place is written {next}`)
		return
	}
	for _, name := range names {
		if allowed := placesOf(t.Channel); !slices.Contains(allowed, name) {
			r.at(path, "unknown place {%s}; on this channel there are {%s}", name, strings.Join(allowed, "} {"))
			return
		}
	}
	tellsWhen := t.Kind == statement.Holding || t.Kind == statement.Update
	switch full := filled(t.Template); {
	case tellsWhen && !slices.Contains(names, "next"):
		r.at(path, "a text of this kind must say when the next update comes: {next}")
	case t.Kind == statement.AllClear && slices.Contains(names, "next"):
		r.at(path, "an all-clear is the last statement: it has no {next}")
	case t.Channel == "sms":
		if parts, gsm7 := channels.SMSParts(full); parts > maxSMSParts {
			r.at(path, "is %d short messages with its places filled, at most %d%s", parts, maxSMSParts, outside(t.Template, gsm7))
		}
	case t.Channel == "push" && len([]rune(full)) > maxPush:
		r.at(path, "has %d characters with its places filled, at most %d are shown", len([]rune(full)), maxPush)
	case t.Channel == "email":
		_, rest, _ := strings.Cut(t.Template, "\n")
		if subject, _ := channels.Subject(full); !strings.HasPrefix(rest, "\n") || len([]rune(subject)) > maxSubject {
			r.at(path, "an e-mail is a subject of at most %d characters, an empty line, and the body", maxSubject)
		}
	}
}

// outside names the characters that make short messages expensive.
func outside(text string, gsm7 bool) string {
	if gsm7 {
		return ""
	}
	var odd []string
	for _, c := range text {
		if _, ok := channels.SMSParts(string(c)); !ok && !slices.Contains(odd, string(c)) {
			odd = append(odd, string(c))
		}
	}
	return "; outside of the 7-bit alphabet: " + strings.Join(odd, " ")
}

// filled puts a long value into every place.
func filled(template string) string {
	return strings.NewReplacer(
		"{brand}", "Meridian Airways", "{flight}", "XY 1234", "{origin}", "AAA", "{dest}", "BBB", "{date}", "2000-12-31",
		"{time}", "23:59", "{next}", "23:59", "{until}", "23:59",
		"{link}", "https://care.example/o/"+strings.Repeat("x", 43),
	).Replace(template)
}

// checkCover asks for a text of every kind in every language for every channel by which it is told.
func checkCover(r *reader, p *playbook.Playbook) {
	given := map[playbook.Text]bool{}
	used := map[string]bool{}
	for _, t := range p.Texts {
		given[playbook.Text{Kind: t.Kind, Lang: t.Lang, Channel: t.Channel}] = true
		used[t.Kind] = true
	}
	for _, kind := range textKinds() {
		if kind == statement.Apology && !used[kind] {
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
