package inbound

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func TestTheHeaderSaysWhatSeparates(t *testing.T) {
	want := []string{"2:1|a, b; c|", "3:2|d\ne|"}
	for name, text := range map[string]string{
		"comma":           "id,text\n1,\"a, b; c\"\n2,\"d\ne\"\n",
		"semicolon":       "id;text\n1;\"a, b; c\"\n2;\"d\ne\"\n",
		"tab":             "id\ttext\n1\ta, b; c\n2\t\"d\ne\"\n",
		"after a mark":    "\ufeffid;text\r\n1;\"a, b; c\"\r\n2;\"d\ne\"\r\n",
		"the comma first": "id,text,x;y\n1,\"a, b; c\",\n2,\"d\ne\",\n",
	} {
		rows, bad := read(NewTable("f.csv", Need("id"), Need("text"), May("note")), text)
		if diff := cmp.Diff(want, rows); diff != "" || bad != nil {
			t.Errorf("%s: %s %v", name, diff, bad)
		}
	}
}

func TestUTF16IsToldAsSuch(t *testing.T) {
	units := utf16.Encode([]rune("\ufeffid,text\n1,a\n"))
	bytesOf := func(units []uint16, order binary.AppendByteOrder) (all string) {
		var b []byte
		for _, u := range units {
			b = order.AppendUint16(b, u)
		}
		return string(b)
	}
	for name, c := range map[string]struct{ text, says string }{
		"little end first":       {bytesOf(units, binary.LittleEndian), "the file is UTF-16; save it as UTF-8"},
		"big end first":          {bytesOf(units, binary.BigEndian), "the file is UTF-16; save it as UTF-8"},
		"little, without a mark": {bytesOf(units[1:], binary.LittleEndian), "the file looks like UTF-16 or is no text; save it as CSV in UTF-8"},
		"big, without a mark":    {bytesOf(units[1:], binary.BigEndian), "the file looks like UTF-16 or is no text; save it as CSV in UTF-8"},
		"no text, as a workbook": {"PK\x03\x04\x14\x00\x06\x00", "the file looks like UTF-16 or is no text; save it as CSV in UTF-8"},
	} {
		rows, bad := read(NewTable("f.csv", Need("id"), Need("text")), c.text)
		if diff := cmp.Diff([]string{"f.csv:1: " + c.says}, bad); diff != "" || rows != nil {
			t.Errorf("%s: %s %v", name, diff, rows)
		}
	}
}
