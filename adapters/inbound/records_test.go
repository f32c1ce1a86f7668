package inbound

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// tenRows is a header and ten rows, with others in the place of some of them.
func tenRows(instead map[int]string) string {
	text := "id,text\n"
	for n := 1; n <= 10; n++ {
		row, other := instead[n]
		if !other {
			row = fmt.Sprintf("%d,row %d", n, n)
		}
		text += row + "\n"
	}
	return text
}

// TestOneBadRowCostsNoOther: whatever is wrong with a row, every other row comes through.
func TestOneBadRowCostsNoOther(t *testing.T) {
	for name, tc := range map[string]struct {
		instead map[int]string
		lost    []string // ids
		bad     []string
	}{
		"stray opening quote": {map[int]string{2: `2,"row`}, []string{"2"},
			[]string{"f.csv:3: text: a quote is opened here and never closed"}},
		"before a good quoted row": {map[int]string{2: `2,"row`, 6: `6,"a, b"`}, []string{"2"},
			[]string{"f.csv:3: text: a quote is opened here and not closed before line 7, which has quotes of its own"}},
		"before a row over two lines": {map[int]string{2: `2,"row`, 6: "6,\"a\nb\""}, []string{"2"},
			[]string{"f.csv:3: text: a quote is opened here and not closed before line 7, which has quotes of its own"}},
		"before doubled quotes": {map[int]string{2: `2,"row`, 6: `6,"a ""b"" c"`}, []string{"2"},
			[]string{"f.csv:3: text: a quote is opened here and not closed before line 7, which has quotes of its own"}},
		"two that seem to close each other": {map[int]string{2: `"2,row`, 5: `5,"row`}, []string{"2", "5"}, []string{
			"f.csv:3: id: a quote is opened here and not closed before line 6, which has quotes of its own",
			"f.csv:6: text: a quote is opened here and never closed",
		}},
		"fields that are too many by a quote": {map[int]string{2: `2,"row`, 5: `5,row",x`}, []string{"2", "5"}, []string{
			"f.csv:3: text: the row has 3 fields, the header 2; by its quotes it goes on to line 6, perhaps one of them is stray",
			"f.csv:6: text: a quote inside a field without quotes",
		}},
		"in the last row": {map[int]string{10: `10,"row`}, []string{"10"},
			[]string{"f.csv:11: text: a quote is opened here and never closed"}},
		"in the first row": {map[int]string{1: `"1,row`}, []string{"1"},
			[]string{"f.csv:2: id: a quote is opened here and never closed"}},
	} {
		for end, text := range map[string]string{
			"LF": tenRows(tc.instead), "CRLF": strings.ReplaceAll(tenRows(tc.instead), "\n", "\r\n"),
			"byte order mark": "\ufeff" + tenRows(tc.instead), "no last line feed": strings.TrimSuffix(tenRows(tc.instead), "\n"),
		} {
			t.Run(name+", "+end, func(t *testing.T) {
				rows, bad := read(NewTable("f.csv", Need("id"), Need("text")), text)
				if diff := cmp.Diff(tc.bad, bad); diff != "" {
					t.Error(diff)
				}
				if diff := cmp.Diff(without(tc.lost), ids(rows)); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func without(lost []string) (ids []string) {
	for n := 1; n <= 10; n++ {
		if id := fmt.Sprint(n); !slices.Contains(lost, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// ids takes the id out of what read gives: "line:id|text".
func ids(rows []string) (ids []string) {
	for _, row := range rows {
		_, cells, _ := strings.Cut(row, ":")
		id, _, _ := strings.Cut(cells, "|")
		ids = append(ids, id)
	}
	return ids
}

// TestALineThatIsTooLongCostsItself: it is passed over without being kept, and so is a quote that runs too far.
func TestALineThatIsTooLongCostsItself(t *testing.T) {
	for name, long := range map[string]string{
		"one line": strings.Repeat("x", 3*maxRecordBytes), "just too long": strings.Repeat("x", maxRecordBytes+1),
		"in quotes": `"` + strings.Repeat("x", 3*maxRecordBytes) + `"`,
	} {
		rows, bad := read(NewTable("f.csv", Need("id")), "id\n1\n"+long+"\n2\n")
		if diff := cmp.Diff([]string{"2:1", "4:2"}, rows); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if len(bad) != 1 || !strings.HasPrefix(bad[0], "f.csv:3: a row is longer than 1048576 bytes") {
			t.Errorf("%s: got %v", name, bad)
		}
	}
}

func TestAQuoteThatNeverClosesIsBounded(t *testing.T) {
	const lines = 4 * maxRecordBytes
	in := io.MultiReader(strings.NewReader("id\n1\n\""), io.LimitReader(&xes{}, 2*lines))
	rows, bad := 0, []string{}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, problem := range NewTable("f.csv", Need("id")).Rows(in) {
		if rows++; problem != nil {
			bad = append(bad, problem.Error())
		}
		if rows == lines/2 {
			runtime.ReadMemStats(&after)
		}
	}
	if rows != lines+1 || len(bad) != 1 || !strings.HasPrefix(bad[0], "f.csv:3: id: a row is longer than 1048576 bytes; perhaps a quote is never closed") {
		t.Errorf("%d rows, bad %v", rows, bad)
	}
	if held := int64(after.HeapInuse) - int64(before.HeapInuse); held > 64<<20 {
		t.Errorf("%d bytes held", held)
	}
}

// xes reads as lines of an x without end.
type xes struct{ at int }

func (x *xes) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "x\n"[x.at%2]
		x.at++
	}
	return len(p), nil
}

// TestAFaultAfterAStrayQuote: the file breaks off while a quote is open; the rows before the fault are good all the same.
func TestAFaultAfterAStrayQuote(t *testing.T) {
	in := io.MultiReader(strings.NewReader("id\n1\n\"2\n3\n4\nhal"), iotest.ErrReader(io.ErrUnexpectedEOF))
	rows, bad := readFrom(NewTable("f.csv", Need("id")), in)
	if diff := cmp.Diff([]string{"2:1", "4:3", "5:4"}, rows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"f.csv:3: id: a quote is opened here and never closed", "f.csv:6: the file cannot be read on"}, bad); diff != "" {
		t.Error(diff)
	}
}

// TestSmallReads: how the bytes come does not matter.
func TestSmallReads(t *testing.T) {
	text := "\ufeff" + tenRows(map[int]string{3: `3,"row`, 7: "7,\"a\r\nb\"\r"})
	rows, bad := read(NewTable("f.csv", Need("id"), Need("text")), text)
	slowRows, slowBad := readFrom(NewTable("f.csv", Need("id"), Need("text")), iotest.OneByteReader(strings.NewReader(text)))
	if diff := cmp.Diff([][]string{rows, bad}, [][]string{slowRows, slowBad}); diff != "" {
		t.Error(diff)
	}
}
