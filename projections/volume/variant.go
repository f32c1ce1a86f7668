package volume

import "tocsin/domain/detect"

// NewPolicyBy gives the policy with an empty fold and rules that no playbook can name, until one is adopted: variants of
// the detector are measured so.
func NewPolicyBy(rules *detect.Rules) *Policy {
	p := NewPolicy()
	p.fold.rules = rules
	return p
}
