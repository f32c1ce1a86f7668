package inbound

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzTable: lines only go forwards, and a line that is a good row by itself is never lost because of another: it comes
// as that row, unless it lies between the quotes of a row that is well-formed.
func FuzzTable(f *testing.F) {
	f.Add("1,\"a\n\"\"\"\n")
	f.Add("1,\xff\n\"\n")
	f.Add(tenRows(map[int]string{3: `3,"row`}))
	f.Add(tenRows(map[int]string{3: `"3,row`, 6: "6,\"a\nb\"", 10: `10,"`}))
	f.Fuzz(func(t *testing.T, body string) {
		text, last := "id,text\n"+body, 1
		covered, single := map[int]bool{}, map[int]bool{}
		for row, problem := range NewTable("f.csv", Need("id"), May("text")).Rows(strings.NewReader(text)) {
			line := row.Line
			if problem != nil {
				line, row.last = problem.Line, problem.Line
			}
			if line <= last || row.last < line {
				t.Errorf("line %d to %d after %d", line, row.last, last)
			}
			for last = line; last < row.last; last++ {
				covered[last+1] = true
			}
			single[line] = problem == nil && row.last == line
		}
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return // a well-formed row is refused for its bytes with all its lines
		}
		for n, line := range strings.Split(text, "\n") {
			if n > 0 && good(line) && !single[n+1] && !covered[n+1] {
				t.Errorf("line %d is lost: %q", n+1, line)
			}
		}
	})
}

// good tells a line that is a row of two fields by itself.
func good(line string) bool {
	return !strings.ContainsRune(line, '"') && strings.Count(line, ",") == 1
}

// FuzzLikeTheLibrary: what encoding/csv can read to its end is read here in the same way.
func FuzzLikeTheLibrary(f *testing.F) {
	f.Add("id,text\r\n1,\"a\r\n\"\"\"\r\n\r\n,\n")
	f.Add("id\n1")
	f.Fuzz(func(t *testing.T, text string) {
		library := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, byteOrderMark)))
		want, err := library.ReadAll()
		if err != nil || strings.Contains(text, "\n\r") || strings.HasSuffix(text, "\r") {
			return // a lone carriage return at the end of a line is a matter of taste
		}
		in := newRecords(strings.NewReader(text))
		for _, fields := range want {
			rec, bad, err := in.next(0)
			if err != nil || bad != nil || !slices.Equal(rec.fields, fields) {
				t.Fatalf("got %q, %v, %v; want %q", rec.fields, bad, err, fields)
			}
		}
		if _, bad, err := in.next(0); err != io.EOF || bad != nil {
			t.Errorf("more than the library: %v, %v", bad, err)
		}
	})
}
