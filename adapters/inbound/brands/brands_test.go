package brands

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDefault(t *testing.T) {
	m, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for brand, want := range map[string]string{
		"United": "UA", "united airlines": "UA", " US  AIRWAYS ": "US", "American": "AA", "Delta": "DL", "Southwest": "WN",
		"JetBlue": "B6", "Alaska": "AS", "Spirit": "NK", "Frontier": "F9", "Hawaiian": "HA", "Virgin America": "VX",
		"SkyWest": "OO", "ExpressJet": "EV", "Envoy": "MQ",
	} {
		if got, ok := m.Carrier(brand); !ok || got != want {
			t.Errorf("carrier of %q is %q, want %q", brand, got, want)
		}
	}
	if _, ok := m.Carrier("Nobody"); ok {
		t.Error("an unknown brand has a carrier")
	}
	if got, ok := m.Brand("us"); !ok || got != "US Airways" {
		t.Errorf("brand of US is %q", got)
	}
	if _, ok := m.Brand("ZZ"); ok {
		t.Error("an unknown carrier has a brand")
	}
	if diff := cmp.Diff([]string{"JetBlue", "JetBlue Airways", "Jet Blue"}, m.Names("B6")); diff != "" {
		t.Error(diff)
	}
}

func TestBadRows(t *testing.T) {
	m, problems := Read("b.csv", strings.NewReader("Carrier,Brand\nXX,One\nXX,Two\nYY,one\nXX,ONE\n,Three\nZZ,\nZZ,Four,x\nZZ,Five\nZZ,*\nZZ,A\x1bB\n"))
	var bad []string
	for _, p := range problems {
		bad = append(bad, p.Error())
	}
	if diff := cmp.Diff([]string{
		"b.csv:4: Brand: the brand already has another carrier",
		"b.csv:5: Brand: the brand is there twice",
		"b.csv:6: Carrier: no carrier code of two or three letters",
		"b.csv:7: Brand: is empty",
		"b.csv:8: the row has 3 fields, the header 2",
		"b.csv:10: Brand: is *, which stands for all of them",
		"b.csv:11: Brand: has a control character",
	}, bad); diff != "" {
		t.Error(diff)
	}
	if got, _ := m.Carrier("One"); got != "XX" {
		t.Errorf("the first carrier of a name does not stay: %q", got)
	}
	if _, ok := m.Carrier("five"); !ok {
		t.Error("a bad row stopped the rest")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("brand,carrier\nA,XX\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, _ := Read("x.csv", bytes.NewReader(data))
		for name, carrier := range m.carriers {
			if got, ok := m.Carrier(name); !ok || got != carrier {
				t.Errorf("%q: %q, want %q", name, got, carrier)
			}
		}
	})
}
