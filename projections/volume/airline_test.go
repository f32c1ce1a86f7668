package volume_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/detect"
	"tocsin/domain/feed"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
	"tocsin/projections/volume"
)

// february is an instant of the slice, UTC.
func february(day, hour, minute int) time.Time {
	return time.Date(2015, 2, day, hour, minute, 0, 0, time.UTC)
}

// TestAirlineSlice holds the goals of the specification on the real messages of 17 to 24 February 2015.
func TestAirlineSlice(t *testing.T) {
	for _, c := range []struct {
		name    string
		records []domain.Recorded
		cold    int // spells of American without a baseline
	}{
		{"topics by the shipped rules, coverage not said", headed(airline(t, byRules(t))), 2},
		{"topics by the shipped rules", covered(airline(t, byRules(t))), 2},
		{"topics by words", covered(airline(t, byWords)), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newReplay()
			r.through(c.records, byNext)
			r.due(c.records[len(c.records)-1].Meta.RecordedAt.Add(12 * time.Hour))
			checkSurges(t, r.asked)
			checkPicture(t, r.log, c.cold)
		})
	}
}

func checkSurges(t *testing.T, asked []domain.Request) {
	t.Helper()
	found := 0
	for _, q := range asked {
		switch c := q.Command.(type) {
		case surge.Detect:
			d := c.Detected
			t.Logf("%s %v opened, onset %s, %.0f / %.1f = x%.1f [%.1f, %.1f], level %d", d.At.Format("02 15:04"), d.Key,
				d.OnsetAt.Format("02 15:04"), d.Observed, d.Expected, d.Multiple.Mid, d.Multiple.Lo, d.Multiple.Hi, d.Level)
			if goal(t, d) {
				found++
			}
		case feed.ReportMissing:
			m := c.BaselineMissing
			t.Logf("%s baseline missing: %s since %s", m.At.Format("02 15:04"), m.Brand, m.Since.Format("02 15:04"))
			if m.Brand != "American" || m.Since.Before(february(22, 19, 0)) || m.Since.After(february(22, 21, 0)) {
				t.Errorf("baseline missing: %+v", m)
			}
		}
	}
	if found == 0 {
		t.Error("no stream of US Airways of level 1 or more opened between 21 Feb 12:00Z and 23 Feb 08:00Z")
	}
}

// goal tells the opening that must be found, and complains about those that must not be.
func goal(t *testing.T, d surge.Detected) bool {
	t.Helper()
	between := func(at, from, to time.Time) bool { return !at.Before(from) && !at.After(to) }
	if d.Level >= 1 && between(d.At, february(20, 14, 0), february(20, 17, 0)) {
		t.Errorf("a small bump was taken for a surge: %+v", d)
	}
	if d.Key.Brand == "American" && d.At.Before(february(23, 8, 0)) {
		t.Errorf("American has no baseline on 22 February: %+v", d)
	}
	if d.Key.Brand == volume.All && between(d.OnsetAt, february(22, 19, 58), february(22, 21, 0)) {
		t.Errorf("the start of a collection was told as a surge: %+v", d)
	}
	return d.Key.Brand == "US Airways" && d.Level >= 1 && between(d.At, february(21, 12, 0), february(23, 8, 0)) &&
		d.OnsetAt.Before(d.At) && d.Multiple.Mid > 1
}

// checkPicture folds the log, with the recorded surges in it, into the picture.
func checkPicture(t *testing.T, log []domain.Recorded, spells int) {
	t.Helper()
	v := foldtest.Fold(volume.New(), log)
	for _, d := range v.Differences() {
		t.Error(d)
	}
	rows := map[string]string{}
	for _, b := range v.BestByDay() {
		if b.Key.Channel == volume.All {
			rows[b.Key.Brand+", "+b.Key.Topic] += fmt.Sprintf(" %s: %.1f", b.Day[8:], b.LnE)
		}
	}
	for _, k := range []string{"US Airways, *", "United, *"} {
		if rows[k] == "" {
			t.Errorf("no best evidence by day of %s", k)
		}
		t.Log("best ln e of", k, rows[k])
	}
	cold := 0
	for _, n := range v.NoBaseline() {
		t.Logf("no baseline: %s from %s to %s, %.1f per hour", n.Key.Brand, n.Since.Format("02 15:04"), n.Until.Format("02 15:04"), n.PerHour)
		if n.Key.Brand == "American" {
			cold++
		}
		checkPerHour(t, log, n)
	}
	if cold != spells {
		t.Errorf("American had no baseline %d times, want %d: before and after its collection began", cold, spells)
	}
	if behind, dropped := v.Behind(); behind+dropped != 0 {
		t.Errorf("%d behind, %d dropped", behind, dropped)
	}
}

// checkPerHour counts the customers of a spell again. The picture counts a customer once an hour and topic, so that it may
// come to less than all messages; and a spell begins and ends with a whole minute.
func checkPerHour(t *testing.T, log []domain.Recorded, n volume.NoBaseline) {
	t.Helper()
	if n.Until.IsZero() || n.Until.Sub(n.Since) < time.Hour {
		return
	}
	messages, customers := 0, map[string]bool{}
	for _, r := range log {
		if c, ok := r.Event.(conversation.Classified); ok && !c.Revised && c.Brand == n.Key.Brand &&
			!c.ReceivedAt.Before(n.Since) && c.ReceivedAt.Before(n.Until) {
			messages++
			customers[c.Subject] = true
		}
	}
	counted := n.PerHour * n.Until.Sub(n.Since).Hours()
	if counted < float64(len(customers))-2 || counted > float64(messages)+2 {
		t.Errorf("%s had %d customers with %d messages from %s to %s, told %.1f", n.Key.Brand, len(customers), messages, n.Since, n.Until, counted)
	}
}

// The real week gives the same surges however it is advanced, and however its messages arrive within the lateness.
func TestAirlineSliceInOtherRhythms(t *testing.T) {
	records := covered(airline(t, byRules(t)))
	last := records[len(records)-1].Meta.RecordedAt.Add(12 * time.Hour)
	digest := func(records []domain.Recorded, step func(*replay, time.Time)) string {
		r := newReplay()
		r.through(records, step)
		r.due(last)
		v := foldtest.Fold(volume.New(), r.log)
		if d := v.Differences(); len(d) > 0 {
			t.Errorf("differences: %v", d)
		}
		return v.SurgesDigest()
	}
	want := digest(records, byNext)
	if want == volume.New().SurgesDigest() {
		t.Fatal("no surge at all: the test proves nothing")
	}
	if got := digest(records, atEveryEvent); got != want {
		t.Errorf("advanced at every event: %s, by Next: %s", got, want)
	}
	if got := digest(records, func(*replay, time.Time) {}); got != want {
		t.Errorf("advanced by the records alone: %s, by Next: %s", got, want)
	}
	random := rand.New(rand.NewPCG(1, 1))
	if got := digest(arriving(records, random, 59*time.Second), byNext); got != want {
		t.Errorf("in another order of arrival: %s, in order of time: %s", got, want)
	}
}

// arriving records each message at random within so long of its time.
func arriving(records []domain.Recorded, random *rand.Rand, within time.Duration) []domain.Recorded {
	shuffled := slices.Clone(records)
	for i := range shuffled {
		if e, ok := shuffled[i].Event.(conversation.Classified); ok {
			shuffled[i].Meta.RecordedAt = e.ReceivedAt.Add(time.Duration(random.Int64N(int64(within))).Truncate(time.Millisecond))
		}
	}
	slices.SortStableFunc(shuffled, func(a, b domain.Recorded) int {
		return cmp.Compare(a.Meta.RecordedAt.UnixMilli(), b.Meta.RecordedAt.UnixMilli())
	})
	return numbered(shuffled)
}

// Every id that the file holds twice is one customer's message, counted once: as many distinct ids are counted as there
// are, less those of customers who wrote again within half an hour.
func TestAirlineSliceCountsCustomersOnce(t *testing.T) {
	records := covered(airline(t, byRules(t)))
	v := foldtest.Fold(volume.New(), append(records, domain.Recorded{
		Position: domain.Position(len(records) + 1), Meta: domain.Meta{RecordedAt: february(25, 12, 0)}, Event: conversation.Classified{Revised: true},
	}))
	want := map[string]float64{}
	lastOf := map[string]time.Time{}
	for _, r := range records {
		e, ok := r.Event.(conversation.Classified)
		if !ok {
			continue
		}
		who := e.Brand + "/" + e.Subject
		if at, before := lastOf[who]; !before || e.ReceivedAt.Sub(at) >= 30*time.Minute {
			want[e.Brand]++
			lastOf[who] = e.ReceivedAt
		}
	}
	for _, brand := range []string{"American", "US Airways", "United"} {
		if s, _ := find(v, brand, "*", "social"); s.Counted != want[brand] {
			t.Errorf("%s: %g counted, want %g", brand, s.Counted, want[brand])
		}
	}
	if s, ok := find(v, "American", "*", "social"); !ok || s.Basis != detect.Learned {
		t.Errorf("American: %+v", s)
	}
}

func BenchmarkAirlineWeek(b *testing.B) {
	records := covered(airline(b, byRules(b)))
	for b.Loop() {
		foldtest.Fold(volume.New(), records)
	}
}
