package inventory

import (
	"hash/fnv"
	"time"
)

// hold is what is kept for one offer, or taken by it.
type hold struct {
	offer string
	n     int
	until time.Time // for what is kept; what is taken has no end
	taken bool
}

// due tells that the units of a hold can be given to others.
func (h hold) due(now time.Time) bool { return !h.taken && !h.until.After(now) }

// before orders holds by when they end.
func (h hold) before(other hold) bool {
	if h.until.Equal(other.until) {
		return h.offer < other.offer
	}
	return h.until.Before(other.until)
}

// holds is a set of holds by offer that is never changed: with and without give another one and share with the old
// what is the same, about log n nodes being new. (A treap: a search tree by offer, a heap by the hash of it.)
type holds struct{ root *node }

type node struct {
	hold
	weight      uint64
	next        *node // of this subtree: the one kept that ends first, nil if none
	left, right *node
}

// get gives the hold of an offer.
func (h holds) get(offer string) (hold, bool) {
	n := h.root
	for n != nil && n.offer != offer {
		if offer < n.offer {
			n = n.left
		} else {
			n = n.right
		}
	}
	if n == nil {
		return hold{}, false
	}
	return n.hold, true
}

// next gives the one kept that ends first.
func (h holds) next() (hold, bool) {
	if h.root == nil || h.root.next == nil {
		return hold{}, false
	}
	return h.root.next.hold, true
}

// with has this hold, and no other of its offer.
func (h holds) with(x hold) holds {
	sum := fnv.New64a()
	sum.Write([]byte(x.offer))
	left, right := split(h.root, x.offer)
	return holds{merge(merge(left, (&node{hold: x, weight: mix(sum.Sum64())}).linked(nil, nil)), right)}
}

// without has no hold of this offer.
func (h holds) without(offer string) holds {
	return holds{merge(split(h.root, offer))}
}

// mix spreads the hash: FNV alone gives neighbours of the same prefix nearly the same high bits.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// linked is a copy with other children.
func (n *node) linked(left, right *node) *node {
	c := &node{hold: n.hold, weight: n.weight, left: left, right: right}
	if !c.taken {
		c.next = c
	}
	for _, child := range [...]*node{left, right} {
		if child != nil && child.next != nil && (c.next == nil || child.next.before(c.next.hold)) {
			c.next = child.next
		}
	}
	return c
}

// split gives what comes before an offer and what comes behind; the offer itself is in neither.
func split(n *node, offer string) (before, behind *node) {
	switch {
	case n == nil:
		return nil, nil
	case offer == n.offer:
		return n.left, n.right
	case offer < n.offer:
		before, behind = split(n.left, offer)
		return before, n.linked(behind, n.right)
	}
	before, behind = split(n.right, offer)
	return n.linked(n.left, before), behind
}

// merge joins two trees, all of a before all of b.
func merge(a, b *node) *node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.weight > b.weight:
		return a.linked(a.left, merge(a.right, b))
	}
	return b.linked(merge(a, b.left), b.right)
}
