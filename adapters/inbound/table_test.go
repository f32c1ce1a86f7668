package inbound

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func read(table *Table, text string) (rows, bad []string) {
	return readFrom(table, strings.NewReader(text))
}

func readFrom(table *Table, in io.Reader) (rows, bad []string) {
	for row, problem := range table.Rows(in) {
		if problem != nil {
			bad = append(bad, problem.Error())
			continue
		}
		rows = append(rows, fmt.Sprintf("%d:%s", row.Line, strings.Join(row.cells, "|")))
	}
	return rows, bad
}

func TestTable(t *testing.T) {
	for name, tc := range map[string]struct {
		in        string
		rows, bad []string
	}{
		"plain":             {"id,text\n1,a\n2,b\n", []string{"2:1|a|", "3:2|b|"}, nil},
		"any order, spare":  {"x,TEXT, Id ,note\n9,a,1,n\n", []string{"2:1|a|n"}, nil},
		"other name":        {"key,text\n1,a\n", []string{"2:1|a|"}, nil},
		"name of the file":  {"Key,TEXT\n\xff,a\n1,\xff\n", nil, []string{"f.csv:2: Key: bytes that are not UTF-8", "f.csv:3: TEXT: bytes that are not UTF-8"}},
		"blank lines":       {"\n\nid,text\n\r\n1,a\n\n2,\"b\n\nc\"\n", []string{"5:1|a|", "7:2|b\n\nc|"}, nil},
		"quoted header":     {"\"id\",\"text\"\n1,a\n", []string{"2:1|a|"}, nil},
		"stray in header":   {"id,\"text\n1,a\n", nil, []string{"f.csv:1: the header cannot be read: a quote is opened here and never closed"}},
		"foreign column":    {"x,id,text\n\"1,2,3\n4,5,6\n", []string{"3:5|6|"}, []string{"f.csv:2: a quote is opened here and never closed"}},
		"byte order mark":   {"\ufeffid,text\n1,a\n", []string{"2:1|a|"}, nil},
		"CRLF":              {"id,text\r\n1,a\r\n", []string{"2:1|a|"}, nil},
		"quotes":            {"id,text\n1,\"a, \"\"b\"\"\nc\"\n2,d\n", []string{"2:1|a, \"b\"\nc|", "4:2|d|"}, nil},
		"no last line feed": {"id,text\n1,a", []string{"2:1|a|"}, nil},
		"only a header":     {"id,text\n", nil, nil},
		"empty":             {"", nil, []string{"f.csv:1: the file is empty"}},
		"missing columns":   {"a,b\n1,2\n", nil, []string{"f.csv:1: id: the column is missing; accepted names are id, key", "f.csv:1: text: the column is missing"}},
		"column twice":      {"id,text,TEXT\n1,2,3\n", nil, []string{"f.csv:1: text: the column is there twice"}},
		"too few fields":    {"id,text\n1\n2,b\n", []string{"3:2|b|"}, []string{"f.csv:2: the row has 1 fields, the header 2"}},
		"too many fields":   {"id,text\n1,a,b\n2,b\n", []string{"3:2|b|"}, []string{"f.csv:2: the row has 3 fields, the header 2"}},
		"bad UTF-8":         {"id,text\n1,\xff\n2,b\n", []string{"3:2|b|"}, []string{"f.csv:2: text: bytes that are not UTF-8"}},
		"bad elsewhere":     {"id,text,x\n1,a,\xff\n", []string{"2:1|a|"}, nil},
		"NUL":               {"id,text\n1,a\x00\n2,b\n", []string{"3:2|b|"}, []string{"f.csv:2: text: the character NUL"}},
		"stray quote":       {"id,text\n1,a\"b\n2,b\n", []string{"3:2|b|"}, []string{"f.csv:2: text: a quote inside a field without quotes"}},
		"quote not doubled": {"id,text\n1,\"a\"b\"\n2,b\n", []string{"3:2|b|"}, []string{"f.csv:2: text: a quote inside a quoted field is not doubled"}},
	} {
		t.Run(name, func(t *testing.T) {
			rows, bad := read(NewTable("f.csv", Need("id", "key"), Need("text"), May("note")), tc.in)
			if diff := cmp.Diff(tc.rows, rows); diff != "" {
				t.Errorf("rows: %s", diff)
			}
			if diff := cmp.Diff(tc.bad, bad); diff != "" {
				t.Errorf("bad: %s", diff)
			}
		})
	}
}

func TestAFaultOfTheFileEndsTheReading(t *testing.T) {
	broken := iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("id\n1\n")))
	var problems []*RowError
	for _, problem := range NewTable("f.csv", Need("id")).Rows(broken) {
		if problem != nil {
			problems = append(problems, problem)
		}
	}
	if len(problems) != 1 || errors.Is(problems[0], iotest.ErrTimeout) {
		t.Errorf("got %v", problems)
	}
}

func TestEarlyEnd(t *testing.T) {
	for range NewTable("f.csv", Need("id")).Rows(strings.NewReader("id\n1\n2\n")) {
		break
	}
	for range NewTable("f.csv", Need("id"), Need("x")).Rows(strings.NewReader("a\n1\n2\n")) {
		break
	}
}
