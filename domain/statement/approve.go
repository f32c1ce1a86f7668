package statement

import (
	"slices"

	"tocsin/domain"
)

func submit(c Submit, s State) ([]Event, error) {
	v := s.Newest
	hash := ContentHash(v.Drafted.Kind, v.Drafted.Facts, v.Variants)
	switch {
	case len(c.Required) == 0 || slices.ContainsFunc(c.Required, func(set []string) bool {
		return len(set) == 0 || slices.Contains(set, "")
	}):
		return nil, domain.Refuse(domain.Invalid, "somebody must approve: each required set names a role")
	case v.Stage == StageSubmitted && v.ContentHash == hash && slices.EqualFunc(v.Required, c.Required, slices.Equal):
		return nil, nil
	case v.Stage != StageDraft:
		return nil, domain.Refuse(domain.Conflict, "the version is not a draft")
	case !slices.ContainsFunc(v.Variants, func(t VariantSet) bool { return t.Lang == v.Drafted.MasterLang }):
		return nil, domain.Refuse(domain.Invalid, "there is no text in the master language")
	}
	return []Event{Submitted{Version: c.Version, ContentHash: hash, Required: c.Required}}, nil
}

func approve(c Approve, s State) ([]Event, error) {
	v := s.Newest
	yes := ApprovalGiven{Version: c.Version, ContentHash: c.ContentHash, Role: c.Role, By: c.By}
	switch {
	case c.By == "" || c.Role == "":
		return nil, domain.Refuse(domain.Invalid, "by and role are required")
	case c.By == v.Drafted.Author:
		return nil, domain.Refuse(domain.Forbidden, "the author does not approve")
	case slices.Contains(v.Approvals, yes):
		return nil, nil
	case v.Stage != StageSubmitted:
		return nil, domain.Refuse(domain.Conflict, "the version does not await approval")
	case c.ContentHash != v.ContentHash:
		return nil, domain.Refuse(domain.Conflict, "the text is not the one that was seen")
	case slices.ContainsFunc(v.Approvals, func(a ApprovalGiven) bool { return a.By == c.By }):
		return nil, domain.Refuse(domain.Forbidden, "one person approves once")
	case !v.asks(c.Role):
		return nil, domain.Refuse(domain.Forbidden, "this role is not asked to approve")
	}
	if evolve(s, yes).Newest.complete() {
		return []Event{yes, Approved{Version: c.Version, ContentHash: c.ContentHash}}, nil
	}
	return []Event{yes}, nil
}

// asks tells whether the yes of a role counts. Gold's counts for every all-clear.
func (v Version) asks(role string) bool {
	return v.Drafted.Kind == AllClear && role == gold ||
		slices.ContainsFunc(v.Required, func(set []string) bool { return slices.Contains(set, role) })
}

// complete tells whether each required set has a person of its own, and an all-clear its gold.
func (v Version) complete() bool {
	return filled(v.Required, v.Approvals) && (v.Drafted.Kind != AllClear || v.approvedBy(gold))
}

const gold = "gold"

func (v Version) approvedBy(role string) bool {
	return slices.ContainsFunc(v.Approvals, func(a ApprovalGiven) bool { return a.Role == role })
}

// filled tries every way to give each set one approval: sets may overlap, and one person cannot stand for two.
func filled(sets [][]string, approvals []ApprovalGiven) bool {
	if len(sets) == 0 {
		return true
	}
	for i, a := range approvals {
		if slices.Contains(sets[0], a.Role) && filled(sets[1:], slices.Delete(slices.Clone(approvals), i, i+1)) {
			return true
		}
	}
	return false
}

func refuse(c Refuse, s State) ([]Event, error) {
	switch {
	case c.Reason == "" || c.By == "":
		return nil, domain.Refuse(domain.Invalid, "reason and by are required")
	case s.Newest.Stage != StageSubmitted && s.Newest.Stage != StageApproved:
		return nil, domain.Refuse(domain.Conflict, "the version does not await approval")
	}
	return []Event{ApprovalRefused{Version: c.Version, Reason: c.Reason, By: c.By}}, nil
}
