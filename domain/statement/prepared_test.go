package statement

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// A prepared template renders, hashes and refuses as one that is read each time, whatever was rendered before.
func TestPreparedRendersAsRender(t *testing.T) {
	names := rapid.SampledFrom([]string{"flight", "time", "link", "brand", "amount"})
	types := map[string]string{"flight": ParamFlight, "time": ParamTime, "link": ParamLink, "brand": ParamBrand, "amount": ParamAmount}
	texts := rapid.SampledFrom([]string{"", "AA 123", "9:05", "https://go.example/x", "https://evil.example/x", "see evil.com", "blue", "250 CHF"})
	rapid.Check(t, func(t *rapid.T) {
		var params []Param
		template := rapid.SampledFrom([]string{"", "Hello. ", "{", "a}b "}).Draw(t, "head")
		for range rapid.IntRange(0, 5).Draw(t, "params") {
			name := names.Draw(t, "name")
			params = append(params, Param{name, types[name]})
		}
		for range rapid.IntRange(0, 5).Draw(t, "places") {
			template += "{" + names.Draw(t, "place") + "}, "
		}
		domains := []string{"go.example"}
		p := Prepare(template, params, domains)
		var before []Value
		for range 3 {
			all := map[string]string{}
			for _, name := range []string{"flight", "time", "link", "brand", "amount"} {
				if rapid.IntRange(0, 9).Draw(t, "given") > 0 {
					all[name] = texts.Draw(t, name)
				}
			}
			used, values := map[string]string{}, make([]Value, len(params))
			for n, param := range params {
				if text, ok := all[param.Name]; ok {
					used[param.Name], values[n] = text, Value{Text: text, Given: true}
				}
			}
			want, wantErr := Render(template, params, domains, used)
			got, err := p.Render(values, before)
			if got != want || fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Fatalf("%q with %v: got %q, %v; want %q, %v", template, used, got, err, want, wantErr)
			}
			if err == nil {
				before = values
				if p.Hash(values) != ParamsHash(used) {
					t.Fatalf("hash of %v", used)
				}
			}
		}
	})
}

func BenchmarkPrepared(b *testing.B) {
	p := Prepare(letter, all, []string{"go.example"})
	given := make([]Value, len(all))
	for n, param := range all {
		given[n] = Value{Text: values()[param.Name], Given: true}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Render(given, nil); err != nil {
			b.Fatal(err)
		}
		p.Hash(given)
	}
}
