package detect

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const pooledS = 30 * 86400.0

// monday is a Monday 00:00 UTC: 2 February 2015.
const monday = 1422835200000

func newTestStream(t testing.TB) *Stream {
	return NewStream(rules(t), Options{ThresholdS: pooledS}, monday)
}

// feed runs a stream minute by minute with Poisson arrivals at rate(t) per hour; it becomes learned when it may.
func feed(s *Stream, random *rand.Rand, from, to int64, rate func(t int64) float64) (changes []Change) {
	for t := from; t < to; t += Minute {
		n := poisson(random, rate(t)/60)
		at := make([]int64, int(n))
		for i := range at {
			at[i] = t + random.Int64N(Minute)
		}
		slices.Sort(at)
		for i := 0; i < len(at); {
			j := i
			for j < len(at) && at[j] == at[i] {
				j++
			}
			if c, ok := s.Add(at[i], float64(j-i)); ok {
				changes = append(changes, c)
			}
			i = j
		}
		changes = s.Minute(t+Minute, changes)
		if s.basis == None && s.Ready(t+Minute) {
			s.Score(Learned)
		}
	}
	return changes
}

func daily20(int64) float64 { return 20 }

func TestASurgeFromBeginningToEnd(t *testing.T) {
	s, random := newTestStream(t), rand.New(rand.NewPCG(20, 15))
	begin, end := int64(monday+10*Day), int64(monday+10*Day+4*Hour)
	rate := func(t int64) float64 {
		if t >= begin && t < end {
			return 200
		}
		return 20
	}
	changes := feed(s, random, monday, monday+12*Day, rate)
	if len(changes) < 4 {
		t.Fatalf("changes: %v", changes)
	}
	first, last := changes[0], changes[len(changes)-1]
	if first.Kind != Opened || first.At < begin || first.At > begin+10*Minute {
		t.Errorf("opened: %+v", first)
	}
	if d := first.OnsetAt - begin; d < -5*Minute || d > 5*Minute {
		t.Errorf("onset %d s off", d/Second)
	}
	if first.EValue > first.Evidence || first.Evidence < pooledS || first.Basis != Learned || !first.CallOut {
		t.Errorf("opened: %+v", first)
	}
	if last.Kind != Ended || last.At < end || last.At > end+150*Minute || last.Peak < 6 {
		t.Errorf("ended: %+v", last)
	}
	if excess := last.Observed - last.Expected; excess < 500 || excess > 900 {
		t.Errorf("excess %g, about 720 came", excess)
	}
	top := 0
	for _, c := range changes {
		top = max(top, c.Level)
		if c.SurgeAt != first.At {
			t.Errorf("another surge: %+v", c)
		}
	}
	if top != 3 {
		t.Errorf("highest level %d, want 3 for x10", top)
	}
	// the surge is not the new normal: the bin of its hours holds what was expected
	if level := s.base.Level(s.rules); math.Abs(level-20) > 1.5 {
		t.Errorf("level %g after the surge, want about 20", level)
	}
}

func TestColdStreamIsNotScored(t *testing.T) {
	s, random := newTestStream(t), rand.New(rand.NewPCG(1, 1))
	changes := feed(s, random, monday, monday+23*Hour, func(t int64) float64 {
		return 20 + 500*float64((t-monday)/(20*Hour))
	})
	if len(changes) != 0 || s.Basis() != None {
		t.Errorf("scored without a baseline: %v", changes)
	}
}

func TestUnannouncedFeedStartsAgain(t *testing.T) {
	s := newTestStream(t)
	began := int64(monday + 5*Day + 7*Minute)
	found := int64(0)
	for m := int64(monday); m < began+2*Hour; m += Minute {
		if m >= began {
			s.Add(m+1, 2)
			s.Add(m+2, 1)
		} else if m == monday+3*Day || m == monday+4*Day {
			s.Add(m+1, 1)
		}
		s.Minute(m+Minute, nil)
		if since, observed, ok := s.Unannounced(); ok {
			if observed <= 20 || since != began {
				t.Fatalf("since %d s after the beginning, %g observed", (since-began)/Second, observed)
			}
			s.Restart(since)
			found++
		}
	}
	if found != 1 {
		t.Fatalf("found %d times, want once", found)
	}
	if s.base.started != began || math.Abs(s.base.ExposureH()-2) > 1e-9 || s.base.x != 360 {
		t.Errorf("started %d, exposure %g h, count %g", s.base.started-began, s.base.ExposureH(), s.base.x)
	}
	if s.Ready(began + 23*Hour) {
		t.Error("ready before a day has passed")
	}
}

func TestSilence(t *testing.T) {
	s := NewStream(rules(t), Options{ThresholdS: pooledS, WatchSilence: true}, monday)
	random := rand.New(rand.NewPCG(5, 5))
	quiet := int64(monday + 8*Day)
	changes := feed(s, random, monday, quiet, daily20)
	if len(changes) != 0 {
		t.Fatalf("before the silence: %v", changes)
	}
	level := s.base.Level(s.rules)
	var fell Change
	latest := int64(0) // what NextMinute has announced last
	for m := quiet; m < quiet+12*Hour && fell.At == 0; m += Minute {
		latest, _ = s.NextMinute()
		if m == quiet && latest < quiet+10*Minute {
			t.Errorf("the next minute that matters is %d min away: far too early", (latest-quiet)/Minute)
		}
		if out := s.Minute(m+Minute, nil); len(out) > 0 {
			fell = out[0]
			if latest > fell.At {
				t.Errorf("NextMinute is late by %d min", (latest-fell.At)/Minute)
			}
			s.Freeze(fell.Since)
		}
	}
	if fell.Kind != FellSilent || fell.At > quiet+3*Hour || fell.Since > quiet {
		t.Fatalf("fell silent: %+v", fell)
	}
	for m := fell.At; m < fell.At+3*Day; m += Minute {
		if out := s.Minute(m+Minute, nil); len(out) > 0 {
			t.Fatalf("again: %+v", out)
		}
	}
	if now := s.base.Level(s.rules); math.Abs(now-level) > 0.3 {
		t.Errorf("the outage was learned as calm: level %g became %g", level, now)
	}
	s.Thaw()
	if s.Frozen() {
		t.Error("still frozen")
	}
}

func TestGuardFloors(t *testing.T) {
	r := rules(t)
	n := newNoise()
	for _, c := range []struct{ level, exposure, slow, want float64 }{
		{200, 1000, 0, 1.2}, {5, 1000, 0, 1.4}, {200, 100, 0, 1.5}, {5, 100, 0, 1.5}, {200, 1000, 0.25, 2.075}, {200, 1000, -0.3, 1.2},
	} {
		n.slow = c.slow
		if got := n.guard(r, c.level, c.exposure); got != c.want {
			t.Errorf("guard at %+v = %g", c, got)
		}
	}
}

func TestBaselineTablesAddUp(t *testing.T) {
	r := rules(t)
	a, b := Baseline{prior: 1}, Baseline{prior: 1}
	for m := int64(0); m < 3*Day/Minute; m++ {
		at := monday + m*Minute
		a.learn(r, at+Minute, at, 0.5)
		if m >= Day/Minute { // joined a day later
			b.learn(r, at+Minute, at, 0.25)
		}
	}
	pool := Baseline{prior: 1}
	pool.join(r, &a)
	pool.join(r, &b)
	if rate := pool.x / pool.e; math.Abs(rate-45) > 1e-9 {
		t.Errorf("pooled rate %g, want 30 + 15", rate)
	}
	if rate := pool.binX[30] / pool.binE[30]; math.Abs(rate-45) > 1e-9 {
		t.Errorf("pooled rate of a bin %g, want 30 + 15", rate)
	}
	if rate := pool.binX[3] / pool.binE[3]; rate < 40 || rate > 47 {
		t.Errorf("a bin that one of them has not seen: %g", rate)
	}
	if pool.minutes != b.minutes {
		t.Error("a pool is as young as its youngest part")
	}
}

func TestZoneAndWeek(t *testing.T) {
	z := Zone{{From: 0, Offset: -8 * Hour}, {From: monday, Offset: -7 * Hour}}
	if got := weekTime(z.Local(monday - 1)); got != Week-8*Hour-1 {
		t.Errorf("before the change: %d", got)
	}
	if got := weekTime(z.Local(monday + 7*Hour)); got != 0 {
		t.Errorf("after it: %d", got)
	}
	if weekTime(-1) != weekTime(Week-1) {
		t.Error("before 1970")
	}
}

func TestEffectiveTime(t *testing.T) {
	for _, c := range []struct {
		occurred, want int64
		late           bool
	}{{1000, 1000, false}, {939, 940, true}, {940, 940, false}, {1700, 1000, false}} {
		if got, late := Effective(c.occurred, 1000, 60); got != c.want || late != c.late {
			t.Errorf("Effective(%d) = %d, %v", c.occurred, got, late)
		}
	}
}

func TestSettingsThatMeanNothing(t *testing.T) {
	for name, spoil := range map[string]func(*Settings){
		"multiple": func(s *Settings) { s.Alarm.Multiples[0] = 1 },
		"none":     func(s *Settings) { s.Alarm.Multiples = nil },
		"guard":    func(s *Settings) { s.Guard.Floor = 0.9 },
		"edges":    func(s *Settings) { s.Level.Edges = []float64{3, 2} },
		"rates":    func(s *Settings) { s.Silence.Rates = []float64{1} },
		"keep":     func(s *Settings) { s.Baseline.WeeklyKeep = 0 },
		"arl":      func(s *Settings) { s.Alarm.LeafARLDays = 0 },
		"slow arm": func(s *Settings) { s.SlowArm.Weight = 1 },
		"arms":     func(s *Settings) { s.SlowArm.Multiples = 8 },
		"every":    func(s *Settings) { s.Dispersion.EveryMin = 0 },
	} {
		s := DefaultSettings()
		spoil(&s)
		if _, err := NewRules(s); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// world is a lane with one stream per topic, driven as the fold of the log drives it.
type world struct {
	rules   *Rules
	lane    Lane
	streams map[string]*Stream
	told    []string
}

func (w *world) stream(topic string, t int64) *Stream {
	if w.streams[topic] == nil {
		w.streams[topic] = NewStream(w.rules, Options{ThresholdS: 3600, WatchSilence: true}, FloorTo(t, Minute))
	}
	return w.streams[topic]
}

func (w *world) advance(now int64) {
	for {
		t, minute, ok := w.lane.Next()
		if !ok || t+w.lane.Lateness >= now {
			return
		}
		if !minute {
			counts := map[string]float64{}
			for _, a := range w.lane.Take() {
				counts[a.Topic]++
			}
			for _, topic := range []string{"a", "b"} {
				if counts[topic] > 0 {
					if c, ok := w.stream(topic, t).Add(t, counts[topic]); ok {
						w.told = append(w.told, fmt.Sprintf("%s %+v", topic, c))
					}
				}
			}
			continue
		}
		w.lane.Turn()
		for _, topic := range []string{"a", "b"} {
			s := w.streams[topic]
			if s == nil {
				continue
			}
			for _, c := range s.Minute(t, nil) {
				w.told = append(w.told, fmt.Sprintf("%s %+v", topic, c))
			}
			if s.basis == None && s.Ready(t) {
				s.Score(Learned)
			}
		}
	}
}

func (w *world) bytes() []byte {
	b := w.lane.AppendBinary(nil)
	for _, topic := range []string{"a", "b"} {
		if s := w.streams[topic]; s != nil {
			b = s.AppendBinary(b)
		}
	}
	return b
}

// However often it is advanced, in whatever order arrivals come within the lateness, and however often it is written
// and read again: the same decisions and the same bytes.
func TestTheRhythmOfAdvancingDoesNotMatter(t *testing.T) {
	settings := DefaultSettings()
	settings.ColdStart = ColdStartSettings{ExposureH: 0.5, Events: 3, EventAgeH: 0.1, ProvisionalGuard: 2, MissingPerH: 20, MissingOverLevel: 20}
	quick, err := NewRules(settings)
	if err != nil {
		t.Fatal(err)
	}
	const lateness = 60 * Second
	decisions := 0
	rapid.Check(t, func(rt *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		var arrivals []Arrival
		now := int64(monday)
		for i := range 400 {
			gap := 60_000.0
			if i > 250 && i < 350 {
				gap = 5_000
			}
			now += int64(random.ExpFloat64() * gap)
			arrivals = append(arrivals, Arrival{At: now, Order: int64(i), Topic: string(rune('a' + random.IntN(2)))})
		}
		end := now + 3*Hour
		run := func(pauses func() int64, shuffle, reread bool) *world {
			w := &world{rules: quick, lane: Lane{Lateness: lateness}, streams: map[string]*Stream{}}
			type coming struct {
				Arrival
				recorded int64
			}
			var order []coming
			for _, a := range arrivals {
				recorded := a.At
				if shuffle {
					recorded += random.Int64N(lateness)
				}
				order = append(order, coming{a, recorded})
			}
			slices.SortStableFunc(order, func(a, b coming) int { return cmp.Compare(a.recorded, b.recorded) })
			w.lane.Begin(monday - Hour)
			next := int64(monday)
			for i, a := range order {
				for ; next <= a.recorded; next += pauses() {
					w.advance(next)
				}
				if w.lane.Add(a.Arrival) {
					rt.Fatal("behind")
				}
				if reread && i%7 == 0 {
					reload(rt, w)
				}
			}
			w.advance(end)
			return w
		}
		once := run(func() int64 { return 100 * Day }, false, false)
		decisions += len(once.told)
		for name, other := range map[string]*world{
			"every second": run(func() int64 { return 1 + random.Int64N(2*Second) }, false, false),
			"at random":    run(func() int64 { return 1 + random.Int64N(40*Minute) }, false, false),
			"shuffled":     run(func() int64 { return 1 + random.Int64N(5*Minute) }, true, false),
			"reread":       run(func() int64 { return 1 + random.Int64N(20*Minute) }, true, true),
		} {
			if !slices.Equal(once.told, other.told) {
				rt.Fatalf("%s: decided\n%v\nnot\n%v", name, other.told, once.told)
			}
			if !bytes.Equal(once.bytes(), other.bytes()) {
				rt.Fatalf("%s: other bytes", name)
			}
		}
	})
	if decisions == 0 {
		t.Error("nothing was ever decided: the test proves nothing")
	}
}

func reload(rt *rapid.T, w *world) {
	before := w.bytes()
	r := NewReader(before)
	w.lane.Read(r)
	for _, topic := range []string{"a", "b"} {
		if w.streams[topic] != nil {
			w.streams[topic] = ReadStream(w.rules, Options{ThresholdS: 3600, WatchSilence: true}, r)
		}
	}
	if err := r.Done(); err != nil || !bytes.Equal(before, w.bytes()) {
		rt.Fatalf("does not come back as it was: %v", err)
	}
}

func TestReaderOfBrokenBytes(t *testing.T) {
	s := newTestStream(t)
	b := s.AppendBinary(nil)
	for cut := range len(b) {
		r := NewReader(b[:cut])
		ReadStream(s.rules, Options{ThresholdS: 1}, r)
		if r.Err() == nil {
			t.Fatalf("%d of %d bytes were taken for all", cut, len(b))
		}
	}
}

func BenchmarkMinute(b *testing.B) {
	s := newTestStream(b)
	s.Score(Learned)
	at := int64(monday)
	var out []Change
	for b.Loop() {
		at += Minute
		out = s.Minute(at, out[:0])
	}
}

func BenchmarkAdd(b *testing.B) {
	s := newTestStream(b)
	s.Score(Learned)
	at := int64(monday)
	for b.Loop() {
		at += 10
		s.Add(at, 1)
		if s.surge.open {
			s.surge = episode{}
		}
	}
}
