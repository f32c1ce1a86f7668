package classify

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func ownRepairs(t testing.TB) []Repairs {
	t.Helper()
	all, err := ShippedRepairs()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// withoutOriginals gives the same pieces with nothing known of what stood there.
func withoutOriginals(all []Repairs) (dropping []Repairs) {
	for _, r := range all {
		var pieces []Piece
		for _, p := range r.Pieces {
			pieces = append(pieces, Piece{Text: p.Text})
		}
		dropping = append(dropping, Repairs{ID: r.ID, Pieces: pieces})
	}
	return dropping
}

// TestRepairs: what was put into the texts must not decide, neither whole nor in part.
func TestRepairs(t *testing.T) {
	undone := ownRepairs(t)
	drop, undo := book(t, Options{Repairs: withoutOriginals(undone)}), book(t, Options{Repairs: undone})
	for _, tc := range []struct{ text, dropped, undone string }{
		{"you Cancelled Flightled us", "other", "cancel"},
		{"see you Late Flightr", "other", "other"},
		{"one chocoLate Flight, hot", "other", "other"},
		{"arriving Late Flight", "other", "delay"},
		{"my Flight Booking Problems", "other", "booking"},
		{"overFlight Booking Problems", "other", "booking"},
	} {
		if got := drop.Classify(Input{Text: tc.text, Language: "en"}); got.Topic != tc.dropped {
			t.Errorf("%q: got %s, want %s (%s)", tc.text, got.Topic, tc.dropped, got.Reason)
		}
		if got := undo.Classify(Input{Text: tc.text, Language: "en"}); got.Topic != tc.undone {
			t.Errorf("%q undone: got %s, want %s (%s)", tc.text, got.Topic, tc.undone, got.Reason)
		}
	}
}

// TestRepairsAreShownByTheMessages: words that customers may well write themselves prove nothing.
func TestRepairsAreShownByTheMessages(t *testing.T) {
	r := Repairs{ID: "x", Evidence: 2, Pieces: []Piece{{Text: "Red Bus"}, {Text: "Blue"}}}
	for name, tc := range map[string]struct {
		texts []string
		want  bool
	}{
		"nothing":           {nil, false},
		"stands alone":      {[]string{"Red Bus", "a Red Bus.", "Blue", "a Blue one"}, false},
		"one piece only":    {[]string{"tiRed Bus", "Red Busses", "Blue", "Blue"}, false},
		"too few":           {[]string{"tiRed Bus", "Bluer"}, false},
		"each often enough": {[]string{"tiRed Bus Bluer", "Red Bus, Red Busses", "skyBlue"}, true},
	} {
		if got := r.Shown(tc.texts); got != tc.want {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
	if r.Evidence = 0; !r.Shown(nil) {
		t.Error("a list that wants no proof is not used")
	}
}

// TestRealMessagesShowTheShippedRepairs: and plain texts, which the same people wrote, do not.
func TestRealMessagesShowTheShippedRepairs(t *testing.T) {
	texts := slices.Collect(maps.Values(realMessages(t)))
	for _, r := range ownRepairs(t) {
		if !r.Shown(texts) {
			t.Errorf("%s: not shown by the real messages", r.ID)
		}
		var plain []string
		for _, text := range texts {
			plain = append(plain, r.apply(text))
		}
		if r.Shown(plain) {
			t.Errorf("%s: shown by repaired texts", r.ID)
		}
	}
}

func TestMistakesInRepairsAreNamed(t *testing.T) {
	const good = "id: x\nevidence: 1\npieces:\n  - {text: a, original: b}\n"
	if _, err := ReadRepairs("r.yaml", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ old, new, want string }{
		"no id":          {"id: x\n", "", "id: is missing"},
		"negative proof": {"evidence: 1", "evidence: -1", "r.yaml:2: evidence: must be a whole number"},
		"no pieces":      {"\n  - {text: a, original: b}", " []", "r.yaml:3: pieces: must be a list with at least one entry"},
		"empty text":     {"text: a", `text: ""`, "r.yaml:4: pieces[0].text: must be a text"},
		"unknown key":    {"original", "orignal", "pieces[0].orignal: unknown key"},
		"not YAML":       {"id: x", "id: [", "r.yaml:1"},
	} {
		_, err := ReadRepairs("r.yaml", []byte(strings.Replace(good, tc.old, tc.new, 1)))
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %s", name, err, tc.want)
		}
	}
}
