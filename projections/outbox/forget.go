package outbox

import (
	"container/heap"
	"slices"
	"time"
)

// waiting orders closed batches by when it must be looked whether they can be forgotten, the earliest first.
type waiting []wait

type wait struct {
	b  *Batch
	at time.Time // no later than ReceiptsFor behind what was last recorded of it
}

func (w waiting) Len() int           { return len(w) }
func (w waiting) Less(i, j int) bool { return w[i].at.Before(w[j].at) }
func (w waiting) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }

// Push is for package heap.
func (w *waiting) Push(x any) { *w = append(*w, x.(wait)) }

// Pop is for package heap.
func (w *waiting) Pop() any {
	last := len(*w) - 1
	x := (*w)[last]
	(*w)[last] = wait{}
	*w = (*w)[:last]
	return x
}

// await notes that a closed batch is to be forgotten some day.
func (o *Outbox) await(b *Batch) {
	if !b.awaited {
		b.awaited = true
		heap.Push(&o.waiting, wait{b, b.moved.Add(ReceiptsFor)})
	}
}

// forget drops batches for which no receipt will come any more, so that a node that runs for years stays small.
func (o *Outbox) forget(now time.Time) {
	dropped := false
	for len(o.waiting) > 0 && !o.waiting[0].at.After(now) {
		b := heap.Pop(&o.waiting).(wait).b
		b.awaited = false
		switch {
		case b.open > 0: // once more: it comes back when it is closed again
		case now.Sub(b.moved) < ReceiptsFor:
			o.await(b)
		default:
			o.drop(b)
			dropped = true
		}
	}
	if dropped {
		o.known = slices.DeleteFunc(o.known, func(b *Batch) bool { return b.dropped })
		o.firsts = o.firsts[:0]
		for _, b := range o.known {
			o.firsts = append(o.firsts, b.first)
		}
	}
}

func (o *Outbox) drop(b *Batch) {
	for i := range b.Len() {
		for _, channel := range b.tried(i) {
			if hash, ok := hashOf(b.key(i, channel)); ok {
				o.references.remove(hash, b.first+uint32(i))
			}
		}
		delete(o.offers, b.offer(i))
	}
	delete(o.batches, b.Stream)
	b.dropped = true
}
