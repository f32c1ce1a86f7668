package inbound

import "bytes"

// separatorOf chooses what stands between the fields of a file by its first line: the semicolon or the tab only where it
// cuts more fields than the comma. Spreadsheets write semicolons where the comma is the decimal sign.
func separatorOf(line []byte) byte {
	best := byte(',')
	for _, other := range []byte{';', '\t'} {
		if bytes.Count(line, []byte{other}) > bytes.Count(line, []byte{best}) {
			best = other
		}
	}
	return best
}

// notText says why the first line of a file shows that the rest cannot be read either; "" if it does not.
func notText(line []byte) string {
	switch {
	case bytes.HasPrefix(line, []byte{0xff, 0xfe}), bytes.HasPrefix(line, []byte{0xfe, 0xff}):
		return "the file is UTF-16; save it as UTF-8"
	case bytes.IndexByte(line, 0) >= 0:
		return "the file looks like UTF-16 or is no text; save it as CSV in UTF-8"
	}
	return ""
}
