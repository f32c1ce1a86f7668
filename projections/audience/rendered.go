package audience

import (
	"slices"

	"tocsin/domain/sms"
	"tocsin/domain/statement"
)

// text is one variant made ready to be rendered for millions, who often get the same bytes: the last notice is kept with
// the values that filled it.
type text struct {
	channel, hash string
	template      statement.Prepared
	values        []statement.Value // of the last notice
	spare         []statement.Value // for the next
	last          Notice
	rendered      bool // there is a last notice
}

func prepare(e statement.VariantSet) *text {
	return &text{
		channel: e.Channel, hash: e.TemplateHash, template: statement.Prepare(e.Template, e.Params, e.LinkDomains),
		values: make([]statement.Value, len(e.Params)), spare: make([]statement.Value, len(e.Params)),
	}
}

// compose renders a notice, unless it is the last one again.
func (t *text) compose(a *Audience, known facts) (Notice, error) {
	for n, param := range t.template.Params() {
		t.spare[n] = a.value(known, param.Name)
	}
	var before []statement.Value
	if t.rendered {
		if before = t.values; slices.Equal(t.spare, before) {
			return t.last, nil
		}
	}
	rendered, err := t.template.Render(t.spare, before)
	if err != nil {
		return Notice{}, err
	}
	t.last = Notice{
		Text: rendered, TemplateHash: t.hash, ParamsHash: t.template.Hash(t.spare), Parts: sms.Parts(t.channel, rendered),
	}
	t.values, t.spare, t.rendered = t.spare, t.values, true
	return t.last, nil
}

// text finds the variant for a language and channel, falling back on the first language that has one; nil if none has.
func (v *Version) text(lang, channel string) (found *text) {
	for n, candidate := range v.Variants {
		switch {
		case candidate.Channel != channel:
		case candidate.Lang == lang:
			return v.texts[n]
		case found == nil:
			found = v.texts[n]
		}
	}
	return found
}

// prepare makes every variant ready anew.
func (v *Version) prepare() {
	v.texts = nil
	for _, e := range v.Variants {
		v.texts = append(v.texts, prepare(e))
	}
}
