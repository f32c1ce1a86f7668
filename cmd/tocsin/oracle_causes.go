package main

import "tocsin/domain"

// longestChain bounds how many events may follow from one another without a person or a source in between: more than
// any chain of policies is long, so that one which feeds itself is found.
const longestChain = 20

// everythingHasACause is I16.
func everythingHasACause(t *trial) error {
	chains := map[string]int{}
	for _, r := range t.records {
		cause, automatic := r.Meta.CausationID, r.Meta.Actor.Kind == domain.ActorPolicy || r.Meta.Actor.Kind == domain.ActorNode
		chain, known := chains[cause]
		switch {
		case automatic && cause == "":
			return brokenAt(r, "%s by %s has no cause", r.Type, r.Meta.Actor.ID)
		case cause != "" && !known:
			return brokenAt(r, "%s by %s has a cause that does not come before it", r.Type, r.Meta.Actor.ID)
		case automatic && chain+1 > longestChain:
			return brokenAt(r, "%s is the end of a chain of %d reactions", r.Type, chain+1)
		}
		if chains[r.ID.String()] = 0; automatic {
			chains[r.ID.String()] = chain + 1
		}
	}
	return nil
}
