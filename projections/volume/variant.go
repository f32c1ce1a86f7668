package volume

import "tocsin/domain/detect"

// NewPolicyBy gives the policy with an empty fold and other settings than those of a playbook, to measure them.
func NewPolicyBy(rules *detect.Rules) *Policy {
	p := NewPolicy()
	p.fold.rules = rules
	return p
}
