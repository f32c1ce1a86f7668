package inventory

import "tocsin/domain"

// IDFor derives the id of an alternative that a playbook's stock sets up for an incident.
func IDFor(incidentID, stockID string) string {
	return domain.DeriveID("inventory", incidentID, stockID)
}

// Stream names the stream of an alternative.
func Stream(id string) domain.StreamID { return domain.StreamID("inventory-" + id) }
