package report

import (
	"tocsin/domain"
	"tocsin/domain/offer"
)

// Offers counts alternatives put to parties.
type Offers struct {
	Made           int `json:"made"`
	WithUnits      int `json:"with_units"` // of these: units are held
	Accepted       int `json:"accepted"`
	Declined       int `json:"declined"`
	Expired        int `json:"expired"`
	Confirmed      int `json:"confirmed"`
	Failed         int `json:"failed"`
	Revoked        int `json:"revoked"`
	Replaced       int `json:"replaced"`
	RefusedNoStock int `json:"refused_no_stock"` // holds that were asked for and that the inventory refused for lack of units
	Corrections    int `json:"capacity_corrections"`
}

func (o *Offers) apply(_ domain.Recorded, e offer.Event) {
	switch e := e.(type) {
	case offer.Made:
		o.Made++
		if e.Held != "" {
			o.WithUnits++
		}
	case offer.Accepted:
		o.Accepted++
	case offer.Declined:
		o.Declined++
	case offer.Expired:
		o.Expired++
	case offer.Confirmed:
		o.Confirmed++
	case offer.ConfirmationFailed:
		o.Failed++
	case offer.Revoked:
		o.Revoked++
	case offer.Replaced:
		o.Replaced++
	}
}
