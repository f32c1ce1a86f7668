package playbookfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"tocsin/domain/playbook"
)

// MaxBytes is the size of the largest file that is read.
const MaxBytes = 1 << 20

// Read reads the playbook of a file.
func Read(path string) (playbook.Playbook, error) {
	f, err := os.Open(path)
	if err != nil {
		return playbook.Playbook{}, fmt.Errorf("read playbook: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err != nil {
		return playbook.Playbook{}, fmt.Errorf("read playbook %s: %w", path, err)
	}
	return Parse(filepath.Base(path), data)
}

// Parse reads a playbook; name is that of the file, for messages. What is wrong is told by Errors, all of it. The table
// of offsets is filled in from the zone.
func Parse(name string, data []byte) (playbook.Playbook, error) {
	r := &reader{file: name, keys: keyTable(), lines: map[string]int{}}
	var p playbook.Playbook
	if len(data) > MaxBytes {
		r.complain(1, "", "more than %d bytes", MaxBytes)
	} else if root := r.document(data); root != nil {
		r.mapping(root, reflect.ValueOf(&p).Elem(), "", "")
		r.checkAll(&p)
	}
	if len(r.errs) > 0 {
		return playbook.Playbook{}, r.errs.sorted()
	}
	p.Offsets = offsets(p.Zone)
	return p, nil
}

// reader walks one document by its nodes, so that every complaint has a line, and collects all complaints.
type reader struct {
	file  string
	keys  map[string]key
	lines map[string]int // of each path that was given
	errs  Errors

	memberAt []string // of each member of the roster: the path it came from
}

// maxErrors bounds the complaints about one file: a file with more is not a playbook at all.
const maxErrors = 1000

func (r *reader) complain(line int, path, format string, args ...any) {
	if len(r.errs) >= maxErrors {
		return
	}
	r.errs = append(r.errs, &Error{File: r.file, Line: line, Key: path, Reason: fmt.Sprintf(format, args...)})
}

// syntax finds the line in a message of the YAML library, which has no field for it.
var syntax = regexp.MustCompile(`^yaml: (?:unmarshal errors:\s*)?(?:line (\d+): )?((?s).*)$`)

// document gives the one value that a file holds; nil after a complaint.
func (r *reader) document(data []byte) *yaml.Node {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		r.complain(1, "", "the file is empty")
		return nil
	case err != nil:
		r.syntaxError(err)
		return nil
	}
	switch err := d.Decode(&more); {
	case err == nil:
		r.complain(max(1, more.Line), "", "more than one document")
	case !errors.Is(err, io.EOF):
		r.syntaxError(err)
	default:
		return doc.Content[0]
	}
	return nil
}

func (r *reader) syntaxError(err error) {
	line, reason := 1, err.Error()
	if m := syntax.FindStringSubmatch(reason); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
		reason = m[2]
	}
	r.complain(line, "", "not YAML: %s", reason)
}
