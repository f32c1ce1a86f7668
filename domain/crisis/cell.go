package crisis

import (
	"slices"

	"tocsin/domain"
)

func assignRole(c AssignRole, s State) ([]Event, error) {
	switch {
	case s.Phase == PhaseStoodDown:
		return nil, domain.Refuse(domain.Conflict, "the crisis is over")
	case !slices.Contains(roles(), c.Role):
		return nil, domain.Refuse(domain.Invalid, "role must be one of %v", roles())
	case c.Member == "":
		return nil, domain.Refuse(domain.Invalid, "member is required")
	case c.Member == c.Deputy:
		return nil, domain.Refuse(domain.Invalid, "nobody is his own deputy")
	case slices.Contains(s.Roles, c.RoleAssigned):
		return nil, nil
	case c.Role == "gold" && c.Member == s.Holder("comms"), c.Role == "comms" && c.Member == s.Holder("gold"):
		// comms writes and gold approves
		return nil, domain.Refuse(domain.Conflict, "gold and comms are two people")
	}
	return []Event{c.RoleAssigned}, nil
}

func roles() []string {
	return []string{"gold", "silver", "bronze", "comms", "log", "legal", "ops", "care", "hr", "liaison"}
}

func logEntry(c LogEntry) ([]Event, error) {
	switch {
	case !slices.Contains([]string{"fact", "assumption", "decision", "action", "contact"}, c.Kind):
		return nil, domain.Refuse(domain.Invalid, "kind must be fact, assumption, decision, action or contact")
	case c.Text.IsZero():
		return nil, domain.Refuse(domain.Invalid, "text is required")
	}
	if c.Corrects != "" {
		if _, err := domain.ParseEventID(c.Corrects); err != nil {
			return nil, domain.Refuse(domain.Invalid, "corrects must be the id of an entry")
		}
	}
	return []Event{c.LogEntryMade}, nil
}
