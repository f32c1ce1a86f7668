package domain_test

import (
	"encoding/json"
	"testing"

	"tocsin/domain"
)

func TestOnlyABoxMakesSealed(t *testing.T) {
	for _, empty := range []domain.Sealed{{}, {Subject: "s", Key: "k"}, {Box: []byte{}}} {
		if !empty.IsZero() {
			t.Errorf("%+v holds nothing", empty)
		}
	}
	if (domain.Sealed{Box: []byte{1}}).IsZero() {
		t.Error("a box is something")
	}
}

func TestSealedNamesItsKeyAndComesBack(t *testing.T) {
	sealed := domain.Sealed{Subject: "crisis:7", Key: "k1", Box: []byte{0, 255, 10}}
	b, err := json.Marshal(sealed)
	if want := `{"subject":"crisis:7","key":"k1","box":"AP8K"}`; err != nil || string(b) != want {
		t.Fatalf("got %s, error %v; want %s", b, err, want)
	}
	var back domain.Sealed
	if err := json.Unmarshal(b, &back); err != nil || back.Subject != sealed.Subject || string(back.Box) != string(sealed.Box) {
		t.Errorf("got %+v, error %v", back, err)
	}
	if b, err := json.Marshal(domain.Sealed{}); err != nil || string(b) != "{}" {
		t.Errorf("nothing sealed: got %s, error %v", b, err)
	}
}
