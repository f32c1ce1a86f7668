package vault

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tocsin/domain/directory"
)

func someProfile(t *rapid.T) profile {
	word := rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z0-9+@./ -]{0,12}`), rapid.SampledFrom([]string{"sms", "email", "push", "", `"`, `\`, "<b>", "Zoë", "a\nb", "{}[],:", "\xff"}),
	)
	p := profile{Name: word.Draw(t, "name"), Zone: word.Draw(t, "zone"), Need: word.Draw(t, "need")}
	for range rapid.IntRange(0, 3).Draw(t, "contacts") {
		p.Contacts = append(p.Contacts, contact{word.Draw(t, "id"), word.Draw(t, "channel"), word.Draw(t, "address"), rapid.Bool().Draw(t, "verified")})
	}
	return p
}

// TestProfilesAreWhatTheLibraryWritesAndReads: by hand and by encoding/json it is the same.
func TestProfilesAreWhatTheLibraryWritesAndReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := someProfile(t)
		want, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		text, err := p.write(nil)
		if err != nil || string(text) != string(want) {
			t.Fatalf("wrote %s, want %s, error %v", text, want, err)
		}
		var read profile
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		var contacts []directory.Contact
		for _, c := range read.Contacts {
			contacts = append(contacts, directory.Contact(c))
		}
		got, err := contactsOf(text)
		if err != nil || len(got) != len(contacts) || len(got) > 0 && !cmp.Equal(got, contacts) {
			t.Fatalf("read %d contacts of %s, error %v", len(got), text, err)
		}
	})
}

// FuzzContacts: a text from anywhere gives an error or what encoding/json reads in it, never a panic.
func FuzzContacts(f *testing.F) {
	f.Add([]byte(`{"n":"A","c":[{"i":"1","c":"sms","a":"+1","v":true},{"i":"2","c":"email","a":"a@b"}]}`))
	f.Add([]byte(`{"c":[]}`))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, text []byte) {
		contacts, err := contactsOf(text)
		var p profile
		if json.Unmarshal(text, &p) == nil && (err != nil || len(contacts) != len(p.Contacts)) {
			t.Errorf("%d contacts, want %d, error %v", len(contacts), len(p.Contacts), err)
		}
	})
}
