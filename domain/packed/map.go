package packed

import (
	"iter"
	"strings"

	"tocsin/domain"
)

// Map has a value for each of some subjects. The zero Map is empty. V should have no pointers.
type Map[V any] struct {
	packed [forms]table[id, V] // by form
	texts  map[string]V        // of subjects that are only text
}

// Get gives the value of a subject.
func (m *Map[V]) Get(subject string) (v V, ok bool) {
	packed, form := parse(subject)
	if form == text {
		v, ok = m.texts[subject]
		return v, ok
	}
	if p := m.packed[form].find(packed); p != nil {
		return *p, true
	}
	return v, false
}

// Put makes v the value of a subject; it gives the one before.
func (m *Map[V]) Put(subject string, v V) (was V, had bool) {
	packed, form := parse(subject)
	if form != text {
		return m.packed[form].put(packed, v)
	}
	was, had = m.texts[subject]
	if m.texts == nil {
		m.texts = map[string]V{}
	}
	if !had {
		subject = strings.Clone(subject) // it may be a piece of a whole event
	}
	m.texts[subject] = v
	return was, had
}

// Delete forgets a subject; it tells whether it was there.
func (m *Map[V]) Delete(subject string) bool {
	packed, form := parse(subject)
	if form != text {
		return m.packed[form].drop(packed)
	}
	_, had := m.texts[subject]
	delete(m.texts, subject)
	return had
}

// DeleteFunc forgets every subject of whose value drop says so.
func (m *Map[V]) DeleteFunc(drop func(V) bool) {
	for form := range m.packed {
		m.packed[form].dropFunc(drop)
	}
	for text, v := range m.texts { // order-free: each by itself
		if drop(v) {
			delete(m.texts, text)
		}
	}
}

// Len is how many subjects there are.
func (m *Map[V]) Len() int { return m.packed[plain].n + m.packed[dashed].n + len(m.texts) }

// All yields every subject, in no order that means anything: who shows it sorts it.
func (m *Map[V]) All() iter.Seq2[Subject, V] {
	return func(yield func(Subject, V) bool) {
		for as := plain; as < forms; as++ {
			for packed, v := range m.packed[as].all() {
				if !yield(Subject{id: packed, form: as}, v) {
					return
				}
			}
		}
		for text, v := range m.texts { // order-free: see above
			if !yield(Subject{text: text}, v) {
				return
			}
		}
	}
}

// ByID has a value for each of some events. The zero ByID is empty.
type ByID[V any] struct{ t table[id, V] }

// perBucketByID is fewer, for values may be large.
const perBucketByID = 8

// Get gives the value of an event.
func (m *ByID[V]) Get(event domain.EventID) (v V, ok bool) {
	if p := m.t.find(id(event)); p != nil {
		return *p, true
	}
	return v, false
}

// Put makes v the value of an event.
func (m *ByID[V]) Put(event domain.EventID, v V) {
	m.t.per = perBucketByID
	m.t.put(id(event), v)
}

// Len is how many events there are.
func (m *ByID[V]) Len() int { return m.t.n }
