package main

import "fmt"

// exercisesStayInside is I7: whatever follows from an exercise says so, up to the provider, and nothing else does. A
// stream that outlives episodes takes the word of what caused the event.
func exercisesStayInside(t *trial) error {
	lasting := map[string]bool{}
	for _, k := range kinds() {
		lasting[k.Category] = k.Lasting
	}
	for _, r := range t.records {
		if r.Meta.Drill != t.drill && !(lasting[r.Stream.Category()] && r.Meta.CausationID == "") {
			return brokenAt(r, "%s of %s: exercise is %t, the crisis is one: %t", r.Type, r.Stream, r.Meta.Drill, t.drill)
		}
	}
	for _, e := range t.ledger {
		if e.Drill != t.drill {
			return fmt.Errorf("the provider took %s as exercise %t, the crisis is one: %t", e.Key, e.Drill, t.drill)
		}
	}
	return nil
}
