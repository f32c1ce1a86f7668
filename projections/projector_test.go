package projections_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tocsin/adapters/memlog"
	"tocsin/domain"
	"tocsin/projections"
)

// struck and oiled are the two events of a tower.
type (
	struck struct {
		Hour int `json:"hour"`
	}
	oiled struct{}
)

// bell is a picture that wants strokes alone, and keeps what it was shown.
type bell struct {
	hours    []int
	shown    []string        // of every record, its type and whether it came decoded
	breaksAt domain.Position // a bug
}

func (b *bell) Wants() []domain.Event { return []domain.Event{struck{}} }

func (b *bell) Apply(r domain.Recorded) {
	if r.Position == b.breaksAt {
		panic("the rope is torn")
	}
	b.shown = append(b.shown, fmt.Sprintf("%s %t", r.Type, r.Event != nil))
	if e, ok := r.Event.(struck); ok {
		b.hours = append(b.hours, e.Hour)
	}
}

func (b *bell) Snapshot() []byte {
	out, err := json.Marshal(b.hours)
	if err != nil {
		panic(err)
	}
	return out
}

func (b *bell) Restore(from []byte) error { return json.Unmarshal(from, &b.hours) }

// oil is a picture that wants the other event.
type oil struct{ bell }

func (o *oil) Wants() []domain.Event { return []domain.Event{oiled{}} }

// tower is a small log.
type tower struct {
	t     *testing.T
	log   domain.EventLog
	types *domain.Catalogue
	at    domain.Revision
}

func newTower(t *testing.T) *tower {
	t.Helper()
	return &tower{t: t, log: memlog.New(), types: domain.NewCatalogue([]domain.EventType{
		domain.Type[struck]("tower.struck"), domain.Type[oiled]("tower.oiled"),
	})}
}

func (w *tower) strike(hours ...int) {
	w.t.Helper()
	for _, hour := range hours {
		w.append("tower.struck", 1, fmt.Sprintf(`{"hour":%d}`, hour))
	}
}

func (w *tower) append(name string, version int, data string) {
	w.t.Helper()
	if _, err := w.log.Append(w.t.Context(), "tower-1", w.at, domain.Proposed{
		ID: domain.NewEventID("tower-1", "key", int(w.at)), Type: name, Version: version, Data: []byte(data),
	}); err != nil {
		w.t.Fatal(err)
	}
	w.at++
}

func (w *tower) project(pictures ...projections.Picture) *projections.Projector {
	return projections.NewProjector(w.log, w.types, pictures...)
}

func (w *tower) digest(p *projections.Projector) string {
	w.t.Helper()
	if _, err := p.Step(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	digest, err := p.Digest(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return digest
}

func TestEachPictureSeesDecodedOnlyWhatItWants(t *testing.T) {
	w := newTower(t)
	w.strike(1)
	w.append("tower.oiled", 1, `{}`)
	both, drawn, alone := &bell{}, &oil{}, &bell{}
	if _, err := w.project(projections.NewLive("bell", both), projections.NewLive("oil", drawn)).Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.project(projections.NewLive("bell", alone)).Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"tower.struck true", "tower.oiled false"}; !slices.Equal(both.shown, want) || !slices.Equal(alone.shown, want) {
		t.Errorf("beside another picture it is shown %v, alone %v, want %v", both.shown, alone.shown, want)
	}
	if want := []string{"tower.struck false", "tower.oiled true"}; !slices.Equal(drawn.shown, want) {
		t.Errorf("the other is shown %v, want %v", drawn.shown, want)
	}
}

func TestAStepGoesOnWhereTheLastOneEnded(t *testing.T) {
	w, model := newTower(t), &bell{}
	live := projections.NewLive("bell", model)
	p := w.project(live)
	for _, c := range []struct {
		hours  []int
		worked bool
		at     domain.Position
	}{{nil, false, 0}, {[]int{1, 2}, true, 2}, {nil, false, 2}, {[]int{3}, true, 3}} {
		w.strike(c.hours...)
		worked, err := p.Step(t.Context())
		if err != nil || worked != c.worked || p.Position() != c.at || live.Position() != c.at {
			t.Errorf("after %v: worked %t, at %d and %d, error %v; want %+v", c.hours, worked, p.Position(), live.Position(), err, c)
		}
	}
	if !slices.Equal(model.hours, []int{1, 2, 3}) {
		t.Errorf("got %v", model.hours)
	}
}

func TestARecordThatAPictureHasSeenIsNotFoldedAgain(t *testing.T) {
	w, model := newTower(t), &bell{}
	live := projections.NewLive("bell", model)
	w.strike(1, 2)
	for range 2 { // a second projector begins at the start of the log
		if _, err := w.project(live).Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(model.hours, []int{1, 2}) {
		t.Errorf("got %v", model.hours)
	}
}

func TestWithoutPicturesThereIsNothingToDo(t *testing.T) {
	w := newTower(t)
	w.strike(1)
	if worked, err := w.project().Step(t.Context()); worked || err != nil {
		t.Errorf("worked %t, error %v", worked, err)
	}
}

func TestAnUnknownEventStopsTheProjectorBeforeIt(t *testing.T) {
	w := newTower(t)
	w.strike(1)
	w.append("tower.fell", 1, `{}`)
	w.strike(2)
	live := projections.NewLive("bell", &bell{})
	p := w.project(live)
	for range 2 { // and it stays there
		if _, err := p.Step(t.Context()); err == nil || !strings.Contains(err.Error(), "unknown event type") {
			t.Errorf("got %v", err)
		}
	}
	if p.Position() != 1 || live.Position() != 1 {
		t.Errorf("stands at %d and %d, want 1", p.Position(), live.Position())
	}
}

func TestAPictureDrawnAgainHasTheSameDigestHoweverOftenItWasStepped(t *testing.T) {
	w := newTower(t)
	stepped := w.project(projections.NewLive("bell", &bell{}))
	for hour := range 12 {
		w.strike(hour)
		w.digest(stepped)
	}
	if got, want := w.digest(w.project(projections.NewLive("bell", &bell{}))), w.digest(stepped); got != want {
		t.Errorf("drawn again %s, drawn as it happened %s", got, want)
	}
}

func TestTheDigestTellsLogsAndPicturesApart(t *testing.T) {
	told := map[string]string{}
	for name, change := range map[string]func(*tower) *projections.Projector{
		"plain":           func(w *tower) *projections.Projector { return w.project(projections.NewLive("bell", &bell{})) },
		"another name":    func(w *tower) *projections.Projector { return w.project(projections.NewLive("gong", &bell{})) },
		"another picture": func(w *tower) *projections.Projector { return w.project(projections.NewLive("bell", &oil{})) },
		"a row more": func(w *tower) *projections.Projector {
			w.append("tower.oiled", 1, `{}`)
			return w.project(projections.NewLive("bell", &bell{}))
		},
		"no picture": func(w *tower) *projections.Projector { return w.project() },
	} {
		w := newTower(t)
		w.strike(1)
		digest := w.digest(change(w))
		if twin, ok := told[digest]; ok {
			t.Errorf("%s and %s have one digest", name, twin)
		}
		told[digest] = name
	}
}

func TestAHaltedPictureHasNoDigest(t *testing.T) {
	w := newTower(t)
	w.strike(1)
	p := w.project(projections.NewLive("bell", &bell{breaksAt: 1}))
	if _, err := p.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if digest, err := p.Digest(t.Context()); err == nil {
		t.Errorf("got %s", digest)
	}
}
