package detect

import (
	"maps"
	"slices"
)

// Census counts customers, not messages: the same pseudonym counts once in a stream within a window. It serves all
// streams that wait equally long, so that a message is looked up once, in however many of them it counts. Its memory is
// who was counted anywhere within the last window. S names a stream.
type Census[S comparable] struct {
	people map[string]*person[S]
	order  []sighting[S] // one for each time at which somebody was counted, oldest first
	head   int           // of order: what lies before it is gone
	free   []*person[S]  // to be used again
}

// person is when a customer was last counted, by stream.
type person[S comparable] struct {
	who    string
	newest int64
	marks  []mark[S]
}

type mark[S comparable] struct {
	stream S
	t      int64
}

type sighting[S comparable] struct {
	t      int64
	person *person[S]
}

// Visit is one message of a customer.
type Visit[S comparable] struct {
	census *Census[S]
	t      int64
	edge   int64 // counted before or at it: counts again
	who    string
	person *person[S]
}

// Visit looks a customer up at t. Times must not fall.
func (c *Census[S]) Visit(t, window int64, who string) Visit[S] {
	c.prune(t - window)
	return Visit[S]{c, t, t - window, who, c.people[who]}
}

// Count tells whether the message counts in a stream. Nobody ("") always counts.
func (v *Visit[S]) Count(s S) bool {
	if v.who == "" {
		return true
	}
	if v.person == nil {
		v.person = v.census.add(v.who)
	}
	p := v.person
	i := slices.IndexFunc(p.marks, func(m mark[S]) bool { return m.stream == s })
	switch {
	case i < 0:
		p.marks = append(p.marks, mark[S]{s, v.t})
	case p.marks[i].t > v.edge:
		return false
	default:
		p.marks[i].t = v.t
	}
	if p.newest != v.t || len(p.marks) == 1 {
		p.newest = v.t
		v.census.order = append(v.census.order, sighting[S]{v.t, p})
	}
	return true
}

func (c *Census[S]) add(who string) *person[S] {
	if c.people == nil {
		c.people = map[string]*person[S]{}
	}
	var p *person[S]
	if n := len(c.free); n > 0 {
		p, c.free = c.free[n-1], c.free[:n-1]
	} else {
		p = &person[S]{marks: make([]mark[S], 0, 8)} // a message counts in eight streams at most
	}
	p.who = who
	c.people[who] = p
	return p
}

// prune forgets whom no stream has counted since edge.
func (c *Census[S]) prune(edge int64) {
	for c.head < len(c.order) && c.order[c.head].t <= edge {
		x := &c.order[c.head]
		if x.person.newest == x.t { // else a later sighting follows
			delete(c.people, x.person.who)
			x.person.who, x.person.newest, x.person.marks = "", 0, x.person.marks[:0]
			c.free = append(c.free, x.person)
		}
		x.person = nil
		c.head++
	}
	if c.head > 32 && c.head*2 > len(c.order) {
		n := copy(c.order, c.order[c.head:])
		clear(c.order[n:])
		c.order, c.head = c.order[:n], 0
	}
}

// AppendBinary writes the memory, sorted by pseudonym; number gives each stream a number.
func (c *Census[S]) AppendBinary(b []byte, number func(S) int64) []byte {
	w := Writer{b}
	w.Int(int64(len(c.people)))
	for _, who := range slices.Sorted(maps.Keys(c.people)) {
		w.String(who)
		p := c.people[who]
		w.Int(int64(len(p.marks)))
		for _, m := range p.marks {
			w.Int(number(m.stream))
			w.Int(m.t)
		}
	}
	return w.Bytes
}

// Read restores what AppendBinary wrote; stream is the inverse of number.
func (c *Census[S]) Read(r *Reader, stream func(int64) S) {
	*c = Census[S]{}
	for range r.Len() {
		p := c.add(r.String())
		for range r.Len() {
			m := mark[S]{stream(r.Int()), r.Int()}
			p.marks = append(p.marks, m)
			p.newest = max(p.newest, m.t)
		}
		c.order = append(c.order, sighting[S]{p.newest, p})
	}
	slices.SortStableFunc(c.order, func(a, b sighting[S]) int { return int(min(max(a.t-b.t, -1), 1)) })
}
