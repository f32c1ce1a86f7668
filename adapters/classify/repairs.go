package classify

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed repairs/*.yaml
var shippedRepairs embed.FS

// Repairs are pieces of text that somebody put in place of customers' words before the messages came here, and what to
// do about them.
type Repairs struct {
	ID       string  `json:"id"`
	Evidence int     `json:"evidence"` // messages in which each piece must be glued to other letters; 0: no proof is wanted
	Pieces   []Piece `json:"pieces"`
}

// Piece is one text that was put in place of another.
type Piece struct {
	Text     string `json:"text"`
	Original string `json:"original"` // empty: not known; the whole garbled word is dropped
}

// ShippedRepairs are those that come with the program, by id.
func ShippedRepairs() ([]Repairs, error) {
	names, err := fs.Glob(shippedRepairs, "repairs/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the shipped repairs: %w", err)
	}
	var all []Repairs
	for _, name := range names {
		data, err := shippedRepairs.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the shipped repairs: %w", err)
		}
		r, err := ReadRepairs(name, data)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// ReadRepairs reads a file of repairs. The error joins every FileError found.
func ReadRepairs(name string, data []byte) (Repairs, error) {
	f := &yamlFile{name: name}
	var r Repairs
	if root := f.document(data); root != nil {
		f.mapping(root, "",
			field{"id", true, f.text(&r.ID)},
			field{"evidence", true, f.number(&r.Evidence, 0, math.MaxInt32)},
			field{"pieces", true, func(n *yaml.Node, key string) {
				f.list(n, key, func(n *yaml.Node, key string) {
					var p Piece
					f.mapping(n, key, field{"text", true, f.text(&p.Text)}, field{"original", false, f.text(&p.Original)})
					r.Pieces = append(r.Pieces, p)
				})
			}},
		)
	}
	return r, errors.Join(f.errs...)
}

// Shown tells whether messages show that the pieces were put into them: a piece that stands in the middle of a word was
// written by a program, one that stands alone may well be the customer's own.
func (r Repairs) Shown(texts []string) bool {
	for _, p := range r.Pieces {
		seen := 0
		for _, text := range texts {
			if seen >= r.Evidence {
				break
			}
			if glued(text, p.Text) {
				seen++
			}
		}
		if seen < r.Evidence {
			return false
		}
	}
	return true
}

// apply takes out, or undoes, what was put into a text.
func (r Repairs) apply(text string) string {
	for _, p := range r.Pieces {
		switch {
		case !strings.Contains(text, p.Text):
		case p.Original == "":
			text = drop(text, p.Text)
		default:
			text = strings.ReplaceAll(text, p.Text, p.Original)
		}
	}
	return text
}

// glued tells whether a piece of text touches a letter on either side, at any of its places.
func glued(text, piece string) bool {
	for rest := text; ; {
		at := strings.Index(rest, piece)
		if at < 0 {
			return false
		}
		before, after := rest[:at], rest[at+len(piece):]
		if strings.TrimRightFunc(before, isLetter) != before || strings.TrimLeftFunc(after, isLetter) != after {
			return true
		}
		rest = after
	}
}

// drop removes every occurrence of a piece of text together with the letters that touch it: "chocoLate Flight" goes
// as a whole, for half of it would be a word nobody wrote.
func drop(text, piece string) string {
	var out strings.Builder
	for {
		at := strings.Index(text, piece)
		if at < 0 {
			out.WriteString(text)
			return out.String()
		}
		head := strings.TrimRightFunc(text[:at], isLetter)
		out.WriteString(head)
		out.WriteByte(' ')
		text = strings.TrimLeftFunc(text[at+len(piece):], isLetter)
	}
}
