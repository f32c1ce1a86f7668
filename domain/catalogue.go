package domain

import (
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
)

// Upcaster lifts the JSON of one schema version to the next.
type Upcaster func(json.RawMessage) (json.RawMessage, error)

// An event whose stored form is not simply the JSON of its struct writes and reads it itself, with both methods: for events
// that are so many or so large that reflection would be too slow, or repeated keys too long. Upcasters lead to that form.
type (
	storedWriter interface {
		// AppendStored appends the JSON of the newest version.
		AppendStored(b []byte) ([]byte, error)
	}
	storedReader interface {
		// ReadStored fills the zero event. It keeps nothing of the data.
		ReadStored(data []byte) error
	}
)

// EventType binds a stored name to a Go struct. Make one with Type.
type EventType struct {
	Name   string
	ups    []Upcaster
	goType reflect.Type
	decode func([]byte) (Event, error)
}

// Type declares a stored event. Its schema version is one more than the number of upcasters; the n-th lifts
// version n to n+1.
func Type[E any](name string, ups ...Upcaster) EventType {
	return EventType{
		Name: name, ups: ups, goType: reflect.TypeFor[E](),
		decode: decoder[E](),
	}
}

// decoder reads the newest version of an event.
func decoder[E any]() func([]byte) (Event, error) {
	var zero E
	_, writes := any(zero).(storedWriter)
	_, reads := any(&zero).(storedReader)
	switch {
	case writes != reads:
		panic(fmt.Sprintf("domain: %T has only one of AppendStored and ReadStored", zero))
	case reads:
		return func(data []byte) (Event, error) {
			var e E
			err := any(&e).(storedReader).ReadStored(data)
			return e, err
		}
	}
	return func(data []byte) (Event, error) {
		var e E
		err := json.Unmarshal(data, &e)
		return e, err
	}
}

// Version is the schema version that is written today.
func (t EventType) Version() int { return len(t.ups) + 1 }

// Zero is the zero value of the type's struct.
func (t EventType) Zero() Event { return reflect.Zero(t.goType).Interface() }

// Catalogue knows every event that can be stored. It is made once at start and read-only afterwards.
type Catalogue struct {
	byName map[string]EventType
	byType map[reflect.Type]EventType
	order  []EventType
}

// NewCatalogue joins the types of all streams. A name or a struct declared twice is a bug of the program: it panics.
func NewCatalogue(lists ...[]EventType) *Catalogue {
	c := &Catalogue{byName: map[string]EventType{}, byType: map[reflect.Type]EventType{}}
	for _, list := range lists {
		for _, t := range list {
			if _, twice := c.byName[t.Name]; twice {
				panic("domain: event name declared twice: " + t.Name)
			}
			if _, twice := c.byType[t.goType]; twice {
				panic("domain: event struct declared twice: " + t.goType.String())
			}
			c.byName[t.Name], c.byType[t.goType] = t, t
			c.order = append(c.order, t)
		}
	}
	return c
}

// Types lists what is declared, in order of declaration.
func (c *Catalogue) Types() []EventType { return c.order }

// Encode gives the stored form of an event. An event of an undeclared type is a bug of the program: it panics.
func (c *Catalogue) Encode(e Event) (name string, version int, data []byte, err error) {
	t, ok := c.byType[reflect.TypeOf(e)]
	if !ok {
		panic(fmt.Sprintf("domain: %T is in no catalogue", e))
	}
	if own, writes := e.(storedWriter); writes {
		data, err = own.AppendStored(nil)
	} else {
		data, err = json.Marshal(e)
	}
	if err != nil {
		return "", 0, nil, fmt.Errorf("encode %s: %w", t.Name, err)
	}
	return t.Name, t.Version(), data, nil
}

// Decode gives the event of a stored record, lifted to today's shape. An unknown name or a version from the future is
// an error: guessing would falsify the record.
func (c *Catalogue) Decode(r Recorded) (Event, error) {
	t, ok := c.byName[r.Type]
	switch {
	case !ok:
		return nil, fmt.Errorf("decode %s at position %d: unknown event type", r.Type, r.Position)
	case r.Version < 1 || r.Version > t.Version():
		return nil, fmt.Errorf("decode %s at position %d: schema version %d, this program knows 1 to %d",
			r.Type, r.Position, r.Version, t.Version())
	}
	data := r.Data
	for v := r.Version; v < t.Version(); v++ {
		lifted, err := t.ups[v-1](data)
		if err != nil {
			return nil, fmt.Errorf("lift %s v%d at position %d: %w", r.Type, v, r.Position, err)
		}
		data = lifted
	}
	e, err := t.decode(data)
	if err != nil {
		return nil, fmt.Errorf("decode %s v%d at position %d: %w", r.Type, r.Version, r.Position, err)
	}
	return e, nil
}

// Decoded fills Event for the wanted types (all, if none is named) and passes the rest through as it is, so that readers
// pay for JSON only where they want it. An unknown type is an error even when it is not wanted.
func (c *Catalogue) Decoded(seq iter.Seq2[Recorded, error], want ...Event) iter.Seq2[Recorded, error] {
	if len(want) == 0 {
		return c.DecodedNames(seq, nil)
	}
	return c.DecodedNames(seq, c.Names(want...))
}

// DecodedNames is Decoded for a reader that keeps the stored names of what it wants; nil wants all.
func (c *Catalogue) DecodedNames(seq iter.Seq2[Recorded, error], wanted map[string]bool) iter.Seq2[Recorded, error] {
	return func(yield func(Recorded, error) bool) {
		for r, err := range seq {
			if err == nil && r.Event == nil && (wanted == nil || wanted[r.Type] || !c.knows(r.Type)) {
				r.Event, err = c.Decode(r)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// Names gives the stored names of events, as a set.
func (c *Catalogue) Names(events ...Event) map[string]bool {
	names := make(map[string]bool, len(events))
	for _, e := range events {
		t, ok := c.byType[reflect.TypeOf(e)]
		if !ok {
			panic(fmt.Sprintf("domain: %T is in no catalogue", e))
		}
		names[t.Name] = true
	}
	return names
}

func (c *Catalogue) knows(name string) bool {
	_, ok := c.byName[name]
	return ok
}
