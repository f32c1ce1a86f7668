package classify

import "slices"

// findings is what the rules of a language found in one message: per rule the first phrase that hit and where.
type findings struct {
	text   string
	phrase [maxRules][]element // nil where none
	places [maxRules]places
	vetoed [maxRules]bool
	tokens []token
}

// spoke tells whether a rule applies.
func (f *findings) spoke(rule int) bool { return f.phrase[rule] != nil && !f.vetoed[rule] }

// Classify says what a message is about. It answers for any bytes; a language without rules goes to a person.
func (b *Rulebook) Classify(in Input) Result {
	l := b.language(in.Language)
	if l == nil {
		return Result{Tier: TierPersonal, Topic: b.fallback().Name, Urgency: UrgencyNormal, By: ByRule,
			ModelVersion: "rules/none", Reason: "no rules for this language"}
	}
	f := findings{text: b.repaired(in.Text)}
	var tokens [96]token
	f.tokens = tokens[:0]
	l.search(&f)
	topic, confidence := b.topic(l, &f)
	result := Result{Topic: topic.Name, Confidence: confidence, By: ByRule, ModelVersion: l.model, Urgency: UrgencyNormal}
	result.Urgency, result.Vulnerable = l.urgency(&f)
	result.Tier = l.tier(&f, topic, result)
	result.Reason = b.reason(l, &f, topic)
	return result
}

// repaired is a text as the customer wrote it, as far as the repairs know.
func (b *Rulebook) repaired(text string) string {
	for _, r := range b.options.Repairs {
		text = r.apply(text)
	}
	return text
}

func (b *Rulebook) fallback() Topic { return b.topics.topics[b.topics.fallback] }

// search fills in which rules hit.
func (l *language) search(f *findings) {
	var syms [512]symbol
	r := reading{tokens: f.tokens, syms: syms[:0]}
	l.matcher.read(f.text, l.split, &r)
	f.tokens = r.tokens
	s := search{matcher: l.matcher, reading: &r, rules: l.rules, found: f}
	s.find()
}

// topic adds up what the rules say and picks the topic with the highest score.
func (b *Rulebook) topic(l *language, f *findings) (Topic, float64) {
	scores := make([]int, len(b.topics.topics))
	for i, r := range l.rules {
		if r.topic >= 0 && b.topics.given(r.topic) && f.spoke(i) {
			scores[r.topic] += r.weight
		}
	}
	best, next := b.topics.fallback, 0
	for i, score := range scores {
		switch {
		case score >= b.topics.threshold && score > scores[best]:
			next = max(next, scores[best])
			best = i
		case i != best:
			next = max(next, score)
		}
	}
	if best == b.topics.fallback {
		return b.fallback(), 0
	}
	return b.topics.topics[best], float64(scores[best]) / float64(scores[best]+next+1)
}

// urgency is the highest one any rule asks for.
func (l *language) urgency(f *findings) (Urgency, bool) {
	highest, vulnerable := UrgencyNormal, false
	order := urgencies()
	for i, r := range l.rules {
		if r.urgency == "" || !f.spoke(i) {
			continue
		}
		if slices.Index(order, r.urgency) < slices.Index(order, highest) {
			highest = r.urgency
		}
		vulnerable = vulnerable || r.urgency == UrgencyVulnerable
	}
	return highest, vulnerable
}

// tier says how the message is handled: an exception to a person, a question as its topic has it, the rest by what was
// told. Praise that complains is a complaint, and so is anything said in anger about no topic in particular.
func (l *language) tier(f *findings, topic Topic, r Result) Tier {
	asks, complains := false, false
	for i, rule := range l.rules {
		if !f.spoke(i) {
			continue
		}
		asks = asks || rule.asks
		complains = complains || rule.tier == TierComplaint
		if rule.tier == TierPersonal {
			return TierPersonal
		}
	}
	switch {
	case r.Vulnerable || r.Urgency == UrgencyLifeSafety:
		return TierPersonal
	case asks:
		return topic.Asked
	case complains && topic.Told == TierReaction:
		return TierComplaint
	}
	return topic.Told
}
