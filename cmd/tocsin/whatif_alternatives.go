package main

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tocsin/domain"
	"tocsin/domain/playbook"
)

// alternativeDay is under what a day is lived through once more.
type alternativeDay struct {
	name    string
	rules   playbook.Playbook
	without []string // policies that are not there
}

// alternatives lists them in the order in which they were given; without any it is the recorded playbook.
func (f whatifFlags) alternatives(recorded playbook.Playbook) (list []alternativeDay, err error) {
	for _, path := range f.playbooks {
		rules, err := loadPlaybook(path)
		if err != nil {
			return nil, err
		}
		list = append(list, alternativeDay{name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), rules: rules})
	}
	if len(f.without) > 0 {
		var names []string
		for _, p := range policies() {
			names = append(names, p.Name())
		}
		for _, name := range f.without {
			if !slices.Contains(names, name) {
				return nil, usage("--without: there is no policy %q; there are %s", name, strings.Join(names, ", "))
			}
		}
		list = append(list, alternativeDay{name: "without " + strings.Join(f.without, ", "), rules: recorded, without: f.without})
	}
	if len(list) == 0 {
		list = append(list, alternativeDay{name: "again", rules: recorded})
	}
	return list, nil
}

// leave puts a policy that asks for nothing in place of each that is not there.
func (a alternativeDay) leave(p domain.Policy) domain.Policy {
	if slices.Contains(a.without, p.Name()) {
		return silentPolicy{p.Name()}
	}
	return p
}

// silentPolicy has the name of a policy and nothing to say.
type silentPolicy struct{ name string }

// Name is that of the policy.
func (s silentPolicy) Name() string { return s.name }

// Wants is nothing that happens but once.
func (silentPolicy) Wants() []domain.Event { return []domain.Event{playbook.Adopted{}} }

// Apply folds nothing.
func (silentPolicy) Apply(domain.Recorded) {}

// React asks for nothing.
func (silentPolicy) React(domain.Recorded) []domain.Request { return nil }

// Due asks for nothing.
func (silentPolicy) Due(time.Time) []domain.Request { return nil }

// Next is never.
func (silentPolicy) Next() (time.Time, bool) { return time.Time{}, false }

var _ domain.Policy = silentPolicy{}
