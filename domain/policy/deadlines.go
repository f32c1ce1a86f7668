package policy

import (
	"container/heap"
	"time"
)

// deadlines is a list of names by instant, for policies with very many of them. An entry is looked at again when it
// comes up: whoever set it may have moved or dropped its deadline since.
type deadlines []deadline

type deadline struct {
	at   time.Time
	name string
}

func (d deadlines) Len() int { return len(d) }
func (d deadlines) Less(i, j int) bool {
	if !d[i].at.Equal(d[j].at) {
		return d[i].at.Before(d[j].at)
	}
	return d[i].name < d[j].name
}
func (d deadlines) Swap(i, j int) { d[i], d[j] = d[j], d[i] }

// Push is for container/heap.
func (d *deadlines) Push(x any) { *d = append(*d, x.(deadline)) }

// Pop is for container/heap.
func (d *deadlines) Pop() any {
	last := (*d)[len(*d)-1]
	*d = (*d)[:len(*d)-1]
	return last
}

// set notes a deadline.
func (d *deadlines) set(name string, at time.Time) { heap.Push(d, deadline{at: at, name: name}) }

// first drops what no longer holds and gives the earliest instant that does.
func (d *deadlines) first(holds func(deadline) bool) (time.Time, bool) {
	for len(*d) > 0 && !holds((*d)[0]) {
		heap.Pop(d)
	}
	if len(*d) == 0 {
		return time.Time{}, false
	}
	return (*d)[0].at, true
}

// upTo lists the names whose deadlines hold and have come by now, earliest first; they stay in the list.
func (d *deadlines) upTo(now time.Time, holds func(deadline) bool) (names []string) {
	var kept []deadline
	for len(*d) > 0 && !(*d)[0].at.After(now) {
		if x := heap.Pop(d).(deadline); holds(x) {
			kept = append(kept, x)
			names = append(names, x.name)
		}
	}
	for _, x := range kept {
		heap.Push(d, x)
	}
	return names
}
