package volume

import "tocsin/domain/detect"

// Under puts rules in force that no playbook can name, until one is adopted: variants of the detector are measured so.
func (p *Policy) Under(rules *detect.Rules) *Policy {
	p.fold.rules = rules
	return p
}
