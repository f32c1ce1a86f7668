package statement

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Prepared is a template read once, to be rendered often.
type Prepared struct {
	params  []Param
	domains []string
	cut     []slot
	err     error // of the template, reported when there is nothing to say against the values
	sorted  []int // the parameters by name, each once
}

// slot is a piece of a template with what fills it.
type slot struct {
	text  string
	param int // whose value stands here; -1: the text itself
}

// Prepare reads a template. What is wrong with it is told when it is rendered, as Render would.
func Prepare(template string, params []Param, linkDomains []string) Prepared {
	p := Prepared{params: params, domains: linkDomains}
	cut, err := pieces(template)
	p.err = err
	for _, c := range cut {
		at := -1
		if c.place {
			at = slices.IndexFunc(params, func(param Param) bool { return param.Name == c.text })
			if at < 0 && p.err == nil {
				p.err = fmt.Errorf("place %s has no parameter", c.text)
			}
		}
		p.cut = append(p.cut, slot{text: c.text, param: at})
	}
	for n, param := range params {
		if slices.IndexFunc(params, func(other Param) bool { return other.Name == param.Name }) == n {
			p.sorted = append(p.sorted, n)
		}
	}
	slices.SortFunc(p.sorted, func(a, b int) int { return strings.Compare(params[a].Name, params[b].Name) })
	return p
}

// Params lists the parameters. Callers must not change them.
func (p *Prepared) Params() []Param { return p.params }

// Value is what fills one parameter.
type Value struct {
	Text  string
	Given bool
}

// Render is as the function of that name; values stand in the order of the parameters, and parameters of one name have
// one value. Before are values that were rendered with before, nil if there are none: they are not looked at again.
func (p *Prepared) Render(values, before []Value) (string, error) {
	if len(values) != len(p.params) {
		return "", errors.New("a value belongs to no parameter")
	}
	for n, v := range values {
		if before != nil && before[n] == v {
			continue
		}
		if !v.Given {
			return "", fmt.Errorf("parameter %s has no value", p.params[n].Name)
		}
		if err := checkValue(p.params[n].Type, v.Text, p.domains); err != nil {
			return "", fmt.Errorf("parameter %s: %w", p.params[n].Name, err)
		}
	}
	if p.err != nil {
		return "", p.err
	}
	var room [512]byte // a longer text is moved to the heap
	out := room[:0]
	for _, c := range p.cut {
		if c.param < 0 {
			out = append(out, c.text...)
		} else {
			out = append(out, values[c.param].Text...)
		}
	}
	return string(out), nil
}

// Hash is ParamsHash of the values.
func (p *Prepared) Hash(values []Value) string {
	d := newDigest("params")
	for _, n := range p.sorted {
		d.fields([]string{p.params[n].Name, values[n].Text})
	}
	return d.String()
}
