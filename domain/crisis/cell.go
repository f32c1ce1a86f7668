package crisis

import (
	"slices"

	"tocsin/domain"
)

func assignRole(c AssignRole, s State) ([]Event, error) {
	switch {
	case s.Phase == PhaseStoodDown:
		return nil, domain.Refuse(domain.Conflict, "the crisis is over")
	case !slices.Contains(roles(), c.RoleAssigned.Role):
		return nil, domain.Refuse(domain.Invalid, "role must be one of %v", roles())
	case c.RoleAssigned.Member == "":
		return nil, domain.Refuse(domain.Invalid, "member is required")
	case c.RoleAssigned.Member == c.RoleAssigned.Deputy:
		return nil, domain.Refuse(domain.Invalid, "nobody is his own deputy")
	case slices.Contains(s.Roles, c.RoleAssigned):
		return nil, nil
	case c.RoleAssigned.Role == "gold" && c.RoleAssigned.Member == s.Holder("comms"), c.RoleAssigned.Role == "comms" && c.RoleAssigned.Member == s.Holder("gold"):
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
	case !slices.Contains([]string{"fact", "assumption", "decision", "action", "contact"}, c.LogEntryMade.Kind):
		return nil, domain.Refuse(domain.Invalid, "kind must be fact, assumption, decision, action or contact")
	case c.LogEntryMade.Text.IsZero():
		return nil, domain.Refuse(domain.Invalid, "text is required")
	}
	if c.LogEntryMade.Corrects != "" {
		if _, err := domain.ParseEventID(c.LogEntryMade.Corrects); err != nil {
			return nil, domain.Refuse(domain.Invalid, "corrects must be the id of an entry")
		}
	}
	return []Event{c.LogEntryMade}, nil
}
