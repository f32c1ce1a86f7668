package audience

import "slices"

// breaks notes services that an incident takes from its people.
func (i *Incident) breaks(services []string) {
	for _, s := range services {
		if !slices.Contains(i.Services, s) {
			i.Services = append(i.Services, s)
		}
	}
}

// repairs notes services that left the incident.
func (i *Incident) repairs(services []string) {
	i.Services = slices.DeleteFunc(i.Services, func(s string) bool { return slices.Contains(services, s) })
}

// down lists the kinds of channel by which the people of an incident cannot be told, because of what is broken.
func (a *Audience) down(i *Incident) []string {
	if i.Back {
		return nil
	}
	return a.rules.Down(i.Services)
}
