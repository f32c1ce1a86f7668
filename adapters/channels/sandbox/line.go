package sandbox

import (
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"
)

// line appends an entry as encoding/json writes it, with the end of the line.
func (e Entry) line(to []byte) ([]byte, error) {
	start := len(to)
	at, ok := stamp(nil, e.At)
	last, lastOK := at, ok
	if e.Last != e.At {
		last, lastOK = stamp(nil, e.Last)
	}
	since, sinceOK := at, ok
	if e.StateAt != e.At {
		since, sinceOK = stamp(nil, e.StateAt)
	}
	fields := [...]struct{ name, text string }{
		{`{"key":`, e.Key}, {`,"channel":`, e.Channel}, {`,"provider_ref":`, e.ProviderRef},
	}
	ok = ok && lastOK && sinceOK
	for _, f := range fields {
		ok = ok && ordinary(f.text)
		to = quote(append(to, f.name...), f.text)
	}
	to = append(append(to, `,"at":`...), at...)
	to = append(append(to, `,"last":`...), last...)
	to = quote(append(to, `,"text_sha256":`...), e.TextHash)
	if e.Text != "" {
		to = quote(append(to, `,"text":`...), e.Text)
	}
	to = quote(append(to, `,"lang":`...), e.Lang)
	to = strconv.AppendInt(append(to, `,"parts":`...), int64(e.Parts), 10)
	to = strconv.AppendInt(append(to, `,"acceptances":`...), int64(e.Acceptances), 10)
	if e.Repeats != 0 {
		to = strconv.AppendInt(append(to, `,"repeats":`...), int64(e.Repeats), 10)
	}
	if e.Drill {
		to = append(to, `,"drill":true`...)
	}
	to = quote(append(to, `,"state":`...), string(e.State))
	to = append(append(append(to, `,"state_at":`...), since...), '}', '\n')
	if ok && ordinary(e.TextHash) && ordinary(e.Text) && ordinary(e.Lang) && ordinary(string(e.State)) {
		return to, nil
	}
	text, err := json.Marshal(e)
	return append(append(to[:start], text...), '\n'), err
}

func quote(to []byte, text string) []byte { return append(append(append(to, '"'), text...), '"') }

// stamp appends an instant as time.Time marshals itself; ok is false for those of which it is particular.
func stamp(to []byte, t time.Time) (_ []byte, ok bool) {
	ok = t.Location() == time.UTC && t.Year() >= 0 && t.Year() < 10_000
	return append(t.AppendFormat(append(to, '"'), time.RFC3339Nano), '"'), ok
}

// ordinary tells that JSON writes a text as it is.
func ordinary(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}
