package principals

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// pool is the care team of one brand: the forecast and the call-outs reckon with a desk per brand, so people of one do not
// answer for another.
type pool struct {
	brand string
	queue []waiting
	busy  map[int]bool // agents with a customer, by number
	extra int          // who is there beside the team: reserve members, and whom a lever brought
}

// pool gives the team of a brand.
func (f *floor) pool(brand string) *pool {
	if f.pools[brand] == nil {
		f.pools[brand] = &pool{brand: brand, busy: map[int]bool{}}
	}
	return f.pools[brand]
}

// next takes the most urgent who has waited longest, if an agent of so many is free; number says which.
func (p *pool) next(agents int) (w waiting, number int, ok bool) {
	if len(p.queue) == 0 || len(p.busy) >= agents+p.extra {
		return w, 0, false
	}
	slices.SortStableFunc(p.queue, func(a, b waiting) int { return cmp.Or(cmp.Compare(a.rank, b.rank), a.since.Compare(b.since)) })
	w, p.queue = p.queue[0], p.queue[1:]
	for number = 1; p.busy[number]; number++ { // the lowest that is free
	}
	p.busy[number] = true
	return w, number, true
}

// agent is the pseudonym of the agent with a number.
func (p *pool) agent(number int) string {
	return fmt.Sprintf("agent/%s/%03d", strings.ReplaceAll(strings.ToLower(p.brand), " ", "-"), number)
}
