package strictjson

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
)

// shape is what the checker knows about the target of a value; the zero shape takes anything.
type shape struct {
	fields  map[string]reflect.Type // of a struct, by their JSON name; nil if it is none
	element reflect.Type            // of a list or a map
	kind    reflect.Kind            // Struct, Slice, Map, or Invalid: anything goes
	noNull  bool                    // null would silently leave a zero value
	own     bool                    // the type reads itself: a time, an id
	typ     reflect.Type            // without pointers
}

// shapeOf looks at a type the way encoding/json does.
func shapeOf(t reflect.Type) shape {
	pointer := false
	for t.Kind() == reflect.Pointer {
		pointer, t = true, t.Elem()
	}
	s := shape{noNull: !pointer, typ: t}
	switch {
	case implements[json.Unmarshaler](t) || implements[encoding.TextUnmarshaler](t):
		s.own = t != reflect.TypeFor[json.RawMessage]() // that one takes anything, null too
		s.noNull = s.noNull && s.own
		return s
	case t.Kind() == reflect.Interface:
		return shape{}
	case t.Kind() == reflect.Struct:
		s.kind = reflect.Struct
		s.fields = map[string]reflect.Type{}
		addFields(t, s.fields)
	case t.Kind() == reflect.Map:
		s.kind, s.element = reflect.Map, t.Elem()
	case (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t.Elem().Kind() != reflect.Uint8:
		s.kind, s.element = reflect.Slice, t.Elem()
	}
	return s
}

// implements tells whether a type, or a pointer to it, has the methods of an interface.
func implements[I any](t reflect.Type) bool {
	want := reflect.TypeFor[I]()
	return t.Implements(want) || reflect.PointerTo(t).Implements(want)
}

// addFields collects the JSON names of a struct, those of embedded structs included.
func addFields(t reflect.Type, into map[string]reflect.Type) {
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			addFields(f.Type, into)
		case !f.IsExported():
		case name == "":
			into[f.Name] = f.Type
		default:
			into[name] = f.Type
		}
	}
}
