package statement

import (
	"fmt"
	"slices"
)

// State is what the rules of a statement ask. The zero value means "does not exist".
type State struct {
	Newest  Version
	Current int // the published version; 0: none yet
}

// Version is the newest text. An older one that was not published counts no more.
type Version struct {
	Drafted     Drafted
	Stage       Stage
	Variants    []VariantSet
	ContentHash string // as submitted
	Required    [][]string
	Approvals   []ApprovalGiven
}

// Stage is how far a version has come.
type Stage int

// Stages of a version.
const (
	StageDraft Stage = iota
	StageSubmitted
	StageApproved
	StagePublished
)

func evolve(s State, e Event) State {
	v := &s.Newest // of this copy of the state
	switch e := e.(type) {
	case Drafted:
		*v = Version{Drafted: e}
		return s
	case VariantSet:
		v.Variants = slices.DeleteFunc(slices.Clone(v.Variants), func(old VariantSet) bool {
			return old.Lang == e.Lang && old.Channel == e.Channel
		})
		v.Variants = append(v.Variants, e)
		return s.draftAgain()
	case Submitted:
		v.Stage, v.ContentHash, v.Required, v.Approvals = StageSubmitted, e.ContentHash, e.Required, nil
		return s
	case ApprovalGiven:
		v.Approvals = append(slices.Clip(v.Approvals), e)
		return s
	case ApprovalRefused:
		return s.draftAgain()
	case Approved:
		v.Stage = StageApproved
		return s
	case Published:
		v.Stage, s.Current = StagePublished, e.Version
		return s
	case Superseded:
		return s
	}
	panic(fmt.Sprintf("statement: no fold for %T", e))
}

// draftAgain voids what was submitted and approved.
func (s State) draftAgain() State {
	v := &s.Newest
	v.Stage, v.ContentHash, v.Required, v.Approvals = StageDraft, "", nil, nil
	return s
}
