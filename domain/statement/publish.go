package statement

import (
	"slices"
	"strings"

	"tocsin/domain"
)

func publish(c Publish, s State) ([]Event, error) {
	v := s.Newest
	switch v.Stage {
	case StagePublished:
		return nil, nil
	case StageDraft, StageSubmitted:
		return nil, domain.Refuse(domain.Conflict, "the version is not approved")
	case StageApproved:
	}
	if err := mayPublish(c, v); err != nil {
		return nil, err
	}
	var events []Event
	if s.Current > 0 {
		events = append(events, Superseded{Version: s.Current, ByVersion: c.Version})
	}
	return append(events, Published{
		Version: c.Version, ContentHash: v.ContentHash,
		Langs:        distinct(v.Variants, func(t VariantSet) string { return t.Lang }),
		Channels:     distinct(v.Variants, func(t VariantSet) string { return t.Channel }),
		NextUpdateAt: v.Drafted.NextUpdateAt, Kind: v.Drafted.Kind, Brand: v.Drafted.Brand, CrisisID: v.Drafted.CrisisID,
		IncidentIDs: v.Drafted.IncidentIDs, Push: v.Drafted.Push,
	}), nil
}

func mayPublish(c Publish, v Version) error {
	needsNext := !slices.Contains([]string{AllClear, Instruction, Reinstated}, v.Drafted.Kind)
	switch {
	case v.Drafted.NextUpdateAt.IsZero() && needsNext:
		return domain.Refuse(domain.Conflict, "the text does not say when the next update comes")
	case !v.Drafted.NextUpdateAt.IsZero() && !v.Drafted.NextUpdateAt.After(c.Now):
		return domain.Refuse(domain.TooLate, "the time of the next update has passed")
	case !v.Drafted.ValidUntil.After(c.Now):
		return domain.Refuse(domain.TooLate, "the text is not valid any more")
	case slices.ContainsFunc(c.RequiredLangs, func(lang string) bool {
		return !slices.ContainsFunc(v.Variants, func(t VariantSet) bool { return t.Lang == lang })
	}):
		return domain.Refuse(domain.Invalid, "a required language has no text")
	case !v.alike():
		return domain.Refuse(domain.Conflict, "a translation does not carry a fact that the master carries")
	}
	if v.Drafted.Kind == AllClear {
		return mayClear(c, v)
	}
	return nil
}

// mayClear wants a resolution for each incident, by position, and gold.
func mayClear(c Publish, v Version) error {
	if !resolved(v.Drafted.IncidentIDs, c.Evidence) {
		return domain.Refuse(domain.Conflict, "an all-clear needs every incident resolved")
	}
	if !v.approvedBy(gold) {
		return domain.Refuse(domain.Conflict, "an all-clear needs the approval of gold")
	}
	return nil
}

// resolved tells whether the resolution of each incident is cited.
func resolved(incidentIDs []string, found []domain.Evidence) bool {
	for _, id := range incidentIDs {
		if !slices.ContainsFunc(found, func(e domain.Evidence) bool {
			return e.Fact == "incident.resolved" && e.Value == id && e.Position > 0
		}) {
			return false
		}
	}
	return true
}

// alike tells whether every variant carries the facts that the master-language text of its channel carries. This is
// how "08:45" in one language and "09:00" in another is found before anybody reads it.
func (v Version) alike() bool {
	for _, master := range v.Variants {
		if master.Lang != v.Drafted.MasterLang {
			continue
		}
		for _, other := range v.Variants {
			if other.Channel == master.Channel && slices.ContainsFunc(v.shared(), func(f Fact) bool {
				return carries(master, f) && !carries(other, f)
			}) {
				return false
			}
		}
	}
	return true
}

// shared lists what every language must tell alike: the facts, and the time of the next update, which is said by its
// place, so that no text can promise a time of its own.
func (v Version) shared() []Fact {
	facts := v.Drafted.Facts
	if !v.Drafted.NextUpdateAt.IsZero() {
		facts = append(slices.Clip(facts), Fact{Key: "next"})
	}
	return facts
}

// carries tells whether a text has a fact, in its words or as a place of that name.
func carries(t VariantSet, f Fact) bool {
	return f.Value != "" && strings.Contains(t.Template, f.Value) || strings.Contains(t.Template, "{"+f.Key+"}")
}

func distinct(variants []VariantSet, of func(VariantSet) string) []string {
	var all []string
	for _, t := range variants {
		all = append(all, of(t))
	}
	slices.Sort(all)
	return slices.Compact(all)
}
