package crisis

import (
	"slices"

	"tocsin/domain"
)

// alerted is a call to the holder of a role, or to the deputy.
type alerted struct {
	role   string
	deputy bool
}

// alert asks while a cell is proposed: once it works, it fills its own roles.
func alert(c Alert, s State) ([]Event, error) {
	switch {
	case !slices.Contains(roles(), c.Role):
		return nil, domain.Refuse(domain.Invalid, "role must be one of %v", roles())
	case s.Phase != PhaseProposed:
		return nil, domain.Refuse(domain.Conflict, "the cell is not proposed any more")
	case slices.Contains(s.alerts, alerted{c.Role, c.Deputy}), slices.Contains(s.present, c.Role):
		return nil, nil
	}
	return []Event{MemberAlerted{Role: c.Role, Deputy: c.Deputy, Channel: c.Channel}}, nil
}

func acknowledge(c Acknowledge, s State) ([]Event, error) {
	switch {
	case c.Member == "":
		return nil, domain.Refuse(domain.Invalid, "member is required")
	case !slices.Contains(s.alerts, alerted{c.Role, c.Deputy}):
		return nil, domain.Refuse(domain.NotFound, "nobody was alerted for the role")
	case slices.Contains(s.present, c.Role):
		return nil, nil
	}
	return []Event{MemberAcknowledged{Role: c.Role, Deputy: c.Deputy, Member: c.Member}}, nil
}
