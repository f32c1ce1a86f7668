package incident

import (
	"slices"

	"tocsin/domain"
)

func listAffected(c ListAffected, s State) ([]Event, error) {
	e := c.AffectedListed
	switch {
	case e.Listing == "":
		return nil, domain.Refuse(domain.Invalid, "listing is required")
	case e.Chunk < 1 || e.Chunk > e.Of:
		return nil, domain.Refuse(domain.Invalid, "chunk must be from 1 to of")
	case len(e.People) > MaxPeople:
		return nil, domain.Refuse(domain.Invalid, "a chunk holds at most %d people", MaxPeople)
	case slices.ContainsFunc(e.People, func(p Person) bool { return p.Subject == "" }):
		return nil, domain.Refuse(domain.Invalid, "a person needs a subject")
	}
	if i, known := s.listing(e.Listing); known {
		switch l := s.listings[i]; {
		case l.of != e.Of:
			return nil, domain.Refuse(domain.Conflict, "the listing has another number of chunks")
		case l.has(e.Chunk):
			return nil, nil
		}
	}
	e.People = onePerSubject(e.People)
	return []Event{e}, nil
}

// onePerSubject makes one person of rows that name the same subject: a person with two legs is told once.
func onePerSubject(rows []Person) []Person {
	at := make(map[string]int, len(rows))
	people := make([]Person, 0, len(rows))
	for _, row := range rows {
		i, twice := at[row.Subject]
		if !twice {
			at[row.Subject] = len(people)
			people = append(people, row)
			continue
		}
		people[i] = joined(people[i], row)
	}
	return people
}

func joined(a, b Person) Person {
	a.Journeys = slices.Clip(a.Journeys)
	for _, j := range b.Journeys {
		if !slices.Contains(a.Journeys, j) {
			a.Journeys = append(a.Journeys, j)
		}
	}
	a.DepartsAt = earlier(a.DepartsAt, b.DepartsAt)
	if a.Priority != PriorityVulnerable && b.Priority != PriorityNormal {
		a.Priority = b.Priority
	}
	return a
}
