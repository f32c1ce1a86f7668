package staffing

import "tocsin/domain/detect"

// Kappa is by how much reality exceeds the forecast: the forecast's volumes are multiplied by its mean.
type Kappa struct { // Lo and Hi bound 90 %
	Lo   float64 `json:"lo"`
	Mean float64 `json:"mean"`
	Hi   float64 `json:"hi"`
}

// Learn gives kappa after so many contacts where so many were expected. Before any, kappa has a gamma distribution with
// this shape and the same rate (mean 1; shape 4 lets it be 0.34 to 1.94); Poisson counts make it gamma again, with shape
// and rate raised by them: mean (a+n)/(a+m), quantiles chi2(2 shape)/(2 rate).
func Learn(shape, observed, expected float64) Kappa {
	a, b := shape+observed, shape+expected
	if a <= 0 || b <= 0 {
		return Kappa{Lo: 1, Mean: 1, Hi: 1}
	}
	return Kappa{
		Lo: detect.ChiSquare05(2*a) / float64(2*b), Mean: a / b, Hi: detect.ChiSquare95(2*a) / float64(2*b),
	}
}
