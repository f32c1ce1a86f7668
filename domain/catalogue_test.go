package domain_test

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"tocsin/domain"
)

// belled was stored with strokes in version 1, and with a list of bells in version 3.
type belled struct {
	Bells []string `json:"bells"`
}

type silenced struct{}

type neverDeclared struct{}

func renamed(old, fresh string) domain.Upcaster {
	return func(data json.RawMessage) (json.RawMessage, error) {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(data, &fields); err != nil {
			return nil, err
		}
		fields[fresh] = fields[old]
		delete(fields, old)
		return json.Marshal(fields)
	}
}

func listed(data json.RawMessage) (json.RawMessage, error) {
	var one struct{ Bell string }
	if err := json.Unmarshal(data, &one); err != nil {
		return nil, err
	}
	return json.Marshal(belled{Bells: []string{one.Bell}})
}

func towers() *domain.Catalogue {
	return domain.NewCatalogue(
		[]domain.EventType{domain.Type[belled]("tower.belled", renamed("stroke", "bell"), listed)},
		[]domain.EventType{domain.Type[silenced]("tower.silenced")})
}

func stored(name string, version int, data string) domain.Recorded {
	return domain.Recorded{Position: 7, Type: name, Version: version, Data: []byte(data)}
}

func TestEveryVersionEverStoredDecodesToTodaysShape(t *testing.T) {
	for version, data := range map[int]string{1: `{"stroke":"great"}`, 2: `{"bell":"great"}`, 3: `{"bells":["great"]}`} {
		e, err := towers().Decode(stored("tower.belled", version, data))
		if got, ok := e.(belled); err != nil || !ok || !slices.Equal(got.Bells, []string{"great"}) {
			t.Errorf("version %d: got %#v, error %v", version, e, err)
		}
	}
}

func TestWhatCannotBeDecodedIsAnErrorThatNamesItsPlace(t *testing.T) {
	for _, c := range []struct {
		record domain.Recorded
		says   string
	}{
		{stored("tower.fell", 1, `{}`), "unknown event type"},
		{stored("", 1, `{}`), "unknown event type"},
		{stored("Tower.belled", 1, `{}`), "unknown event type"},
		{stored("tower.belled", 4, `{}`), "this program knows 1 to 3"},
		{stored("tower.belled", 0, `{}`), "schema version 0"},
		{stored("tower.belled", -1, `{}`), "schema version -1"},
		{stored("tower.belled", 1, `[`), "lift tower.belled v1"},
		{stored("tower.belled", 2, `[]`), "lift tower.belled v2"},
		{stored("tower.belled", 3, `{"bells":1}`), "decode tower.belled v3"},
		{stored("tower.silenced", 1, ``), "decode tower.silenced v1"},
	} {
		e, err := towers().Decode(c.record)
		if err == nil || e != nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "position 7") {
			t.Errorf("%s v%d: got %v and %v, want an error with %q and the position", c.record.Type, c.record.Version, e, err, c.says)
		}
	}
}

func TestWhatIsWrittenIsTodaysVersionAndComesBack(t *testing.T) {
	name, version, data, err := towers().Encode(belled{Bells: []string{"great", "small"}})
	if err != nil || name != "tower.belled" || version != 3 {
		t.Fatalf("got %s v%d, error %v; want tower.belled v3", name, version, err)
	}
	e, err := towers().Decode(domain.Recorded{Type: name, Version: version, Data: data})
	if got, ok := e.(belled); err != nil || !ok || !slices.Equal(got.Bells, []string{"great", "small"}) {
		t.Errorf("got %#v, error %v", e, err)
	}
}

func TestAMistakeInTheCataloguePanicsAtStart(t *testing.T) {
	for _, c := range []struct {
		name string
		run  func()
		says string
	}{
		{"one name, two structs", func() {
			domain.NewCatalogue([]domain.EventType{domain.Type[belled]("tower.belled"), domain.Type[silenced]("tower.belled")})
		}, "name declared twice"},
		{"one struct, two names", func() {
			domain.NewCatalogue([]domain.EventType{domain.Type[belled]("tower.belled")}, []domain.EventType{domain.Type[belled]("tower.rang")})
		}, "struct declared twice"},
		{"an undeclared event is written", func() { _, _, _, _ = towers().Encode(neverDeclared{}) }, "is in no catalogue"},
		{"an undeclared event is wanted", func() { towers().Names(belled{}, neverDeclared{}) }, "is in no catalogue"},
	} {
		wantPanic(t, c.name, c.says, c.run)
	}
}

// wantPanic runs what is a bug of the program.
func wantPanic(t *testing.T, name, says string, run func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if text, ok := recover().(string); !ok || !strings.Contains(text, says) {
			t.Errorf("%s: got %q, want a panic with %q", name, text, says)
		}
	}()
	run()
}

func TestTypesKeepTheirOrder(t *testing.T) {
	var names []string
	for _, et := range towers().Types() {
		names = append(names, et.Name)
		if zero, _, _, err := towers().Encode(et.Zero()); err != nil || zero != et.Name {
			t.Errorf("the zero value of %s is stored as %s, error %v", et.Name, zero, err)
		}
	}
	if want := []string{"tower.belled", "tower.silenced"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}

// reading gives records, and then perhaps an error, as a log does.
func reading(fault error, records ...domain.Recorded) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
		if fault != nil {
			yield(domain.Recorded{}, fault)
		}
	}
}

func TestAReaderGetsDecodedWhatItWantsAndTheRestAsItIs(t *testing.T) {
	records := []domain.Recorded{
		stored("tower.belled", 1, `{"stroke":"great"}`), stored("tower.silenced", 1, `not read`), stored("tower.belled", 3, `{}`),
	}
	var got []bool
	for r, err := range towers().Decoded(reading(nil, records...), belled{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.Event != nil)
	}
	if want := []bool{true, false, true}; !slices.Equal(got, want) {
		t.Errorf("decoded: got %v, want %v", got, want)
	}
}

func TestAnEventThatIsDecodedAlreadyIsNotDecodedAgain(t *testing.T) {
	r := stored("tower.belled", 3, `broken`)
	r.Event = belled{Bells: []string{"great"}}
	for got, err := range towers().Decoded(reading(nil, r)) {
		if err != nil || len(got.Event.(belled).Bells) != 1 {
			t.Errorf("got %v, error %v", got.Event, err)
		}
	}
}

func TestASequenceEndsWithItsFirstError(t *testing.T) {
	fault := errors.New("the disk is gone")
	whole := stored("tower.silenced", 1, `{}`)
	for _, c := range []struct {
		name    string
		records iter.Seq2[domain.Recorded, error]
		want    []domain.Event
		says    string
	}{
		{"an unknown type, wanted", reading(nil, whole, stored("tower.fell", 1, `{}`), whole), nil, "unknown event type"},
		{"an unknown type, not wanted", reading(nil, whole, stored("tower.fell", 1, `{}`), whole), []domain.Event{belled{}}, "unknown event type"},
		{"a broken event", reading(nil, whole, stored("tower.belled", 3, `{`), whole), []domain.Event{belled{}}, "decode tower.belled"},
		{"a fault of the log", reading(fault, whole), nil, fault.Error()},
	} {
		good, bad := 0, 0
		for _, err := range towers().Decoded(c.records, c.want...) {
			if err == nil {
				good++
				continue
			}
			if bad++; !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: got %v, want %q", c.name, err, c.says)
			}
		}
		if good != 1 || bad != 1 {
			t.Errorf("%s: %d records and %d errors, want one of each", c.name, good, bad)
		}
	}
}

func TestALoopOverDecodedMayBeLeft(t *testing.T) {
	whole, seen := stored("tower.silenced", 1, `{}`), 0
	for range towers().Decoded(reading(nil, whole, whole, whole)) {
		if seen++; seen == 2 {
			break
		}
	}
	if seen != 2 {
		t.Errorf("saw %d records", seen)
	}
}

// pealed writes and reads itself; version 1 was the JSON of its struct.
type pealed struct{ Strokes int }

func (p pealed) AppendStored(b []byte) ([]byte, error) {
	if p.Strokes < 0 {
		return nil, errors.New("a bell cannot be struck back")
	}
	return append(append(append(b, '"'), strings.Repeat("|", p.Strokes)...), '"'), nil
}

func (p *pealed) ReadStored(data []byte) error {
	if len(data) < 2 {
		return errors.New("want strokes")
	}
	p.Strokes = len(data) - 2
	return nil
}

// halfPealed can write itself and not read it again.
type halfPealed struct{}

func (halfPealed) AppendStored(b []byte) ([]byte, error) { return b, nil }

func TestAnEventMayWriteAndReadItself(t *testing.T) {
	tally := func(data json.RawMessage) (json.RawMessage, error) {
		var p pealed
		if err := json.Unmarshal(data, &p); err != nil {
			return nil, err
		}
		return p.AppendStored(nil)
	}
	c := domain.NewCatalogue([]domain.EventType{domain.Type[pealed]("tower.pealed", tally)})
	name, version, data, err := c.Encode(pealed{Strokes: 3})
	if err != nil || name != "tower.pealed" || version != 2 || string(data) != `"|||"` {
		t.Errorf("written: %s v%d %s, error %v", name, version, data, err)
	}
	for version, data := range map[int]string{1: `{"Strokes":3}`, 2: `"|||"`} {
		if e, err := c.Decode(stored("tower.pealed", version, data)); err != nil || e != (pealed{Strokes: 3}) {
			t.Errorf("version %d: got %v, error %v", version, e, err)
		}
	}
	if e, err := c.Decode(stored("tower.pealed", 2, ``)); err == nil || e != nil || !strings.Contains(err.Error(), "want strokes") {
		t.Errorf("got %v, error %v", e, err)
	}
	if _, _, data, err := c.Encode(pealed{Strokes: -1}); err == nil || data != nil {
		t.Errorf("got %s, error %v", data, err)
	}
	wantPanic(t, "half a codec", "only one of", func() { domain.Type[halfPealed]("tower.half_pealed") })
}
