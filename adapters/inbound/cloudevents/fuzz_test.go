package cloudevents

import (
	"errors"
	"strings"
	"testing"

	"tocsin/adapters/inbound/strictjson"
)

// FuzzDecode: any bytes are a fact or an error of ours; what is a fact has what commands need.
func FuzzDecode(f *testing.F) {
	for line := range strings.Lines(sample(f)) {
		f.Add([]byte(line))
	}
	f.Add([]byte(message))
	f.Add([]byte(`{"specversion":"1.0","data_base64":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		fact, err := Decode(data, Options{})
		if err != nil {
			if _, ok := errors.AsType[*strictjson.Error](err); !ok {
				t.Errorf("%v is no *strictjson.Error", err)
			}
			return
		}
		if fact.ID == "" || fact.Source == "" || fact.OccurredAt.Year() < 1970 || fact.Data == nil {
			t.Errorf("accepted %+v", fact)
		}
		if to, _, ok := fact.Command(); ok && to.Name() == "" {
			t.Errorf("a command to nobody: %+v", fact)
		}
	})
}

// FuzzFacts: lines stay lines, whatever is in them.
func FuzzFacts(f *testing.F) {
	f.Add(sample(f))
	f.Add("\ufeff\r\n\r\n{}\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for fact, problem := range Facts("x", strings.NewReader(text), Options{MaxBytes: 512}) {
			line := fact.Line
			if problem != nil {
				line = problem.Line
			}
			if line <= last {
				t.Errorf("line %d after %d", line, last)
			}
			last = line
		}
		if last > strings.Count(text, "\n")+1 {
			t.Errorf("line %d of %d", last, strings.Count(text, "\n")+1)
		}
	})
}
