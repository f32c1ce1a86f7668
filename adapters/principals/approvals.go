package principals

import (
	"slices"
	"strconv"
	"time"

	"tocsin/domain"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
)

// approvals are those who release texts and sends. The author of a text is never among its approvers.
type approvals struct {
	s      *Script
	drafts map[string]statement.Drafted // statement/version
	kinds  map[string]string            // statement -> kind of its current version
	runs   map[domain.StreamID]string   // outreach -> statement
}

func (a *approvals) begin() {
	a.drafts, a.kinds, a.runs = map[string]statement.Drafted{}, map[string]string{}, map[domain.StreamID]string{}
}

func version(r domain.Recorded, v int) string { return string(r.Stream) + "/" + strconv.Itoa(v) }

func (a *approvals) apply(r domain.Recorded, e statement.Event) {
	switch e := e.(type) {
	case statement.Drafted:
		a.drafts[version(r, e.Version)] = e
	case statement.Submitted:
		a.submitted(r, e)
	case statement.Approved:
		a.approved(r, e)
	case statement.Published:
		delete(a.drafts, version(r, e.Version))
		a.kinds[r.Stream.Name()] = e.Kind
	case statement.VariantSet, statement.ApprovalGiven, statement.ApprovalRefused, statement.Superseded:
	}
}

// submitted: from each required set, somebody else than the author approves.
func (a *approvals) submitted(r domain.Recorded, e statement.Submitted) {
	author, kind := a.drafts[version(r, e.Version)].Author, a.drafts[version(r, e.Version)].Kind
	used := []string{author}
	for _, roles := range e.Required {
		k := slices.IndexFunc(roles, func(role string) bool { return !slices.Contains(used, a.s.holder(role)) })
		if k < 0 {
			continue
		}
		role := roles[k]
		used = append(used, a.s.holder(role))
		at := a.s.cued("approve/"+kind+"/"+role, r.Meta.RecordedAt, a.s.answer(r.ID.String(), role))
		a.s.later(at, func(time.Time) []domain.Act {
			return a.s.act(role, r.Stream, r.ID.String(), "approve/"+role, statement.Approve{
				Version: e.Version, ContentHash: e.ContentHash, Role: role, By: a.s.holder(role),
			})
		})
	}
}

// approved: comms publishes within a minute.
func (a *approvals) approved(r domain.Recorded, e statement.Approved) {
	draft := a.drafts[version(r, e.Version)]
	at := a.s.cued("publish/"+draft.Kind, r.Meta.RecordedAt, a.s.between(5*time.Second, time.Minute, r.ID.String(), "publish"))
	a.s.later(at, func(at time.Time) []domain.Act {
		return a.s.act("comms", r.Stream, r.ID.String(), "publish", statement.Publish{
			Version: e.Version, RequiredLangs: a.s.rules.Languages, Evidence: a.s.ops.evidence(draft.IncidentIDs), Now: at,
		})
	})
}

// frozen: comms lets a run go to exactly that many.
func (a *approvals) frozen(r domain.Recorded, e outreach.AudienceFrozen) {
	if e.Count == 0 {
		return
	}
	at := a.s.cued("send/"+a.kinds[a.runs[r.Stream]], r.Meta.RecordedAt, a.s.answer(r.ID.String(), "send"))
	a.s.later(at, func(time.Time) []domain.Act {
		return a.s.act("comms", r.Stream, r.ID.String(), "send", outreach.ApproveSend{By: a.s.holder("comms"), Count: e.Count})
	})
}
