package policy

import (
	"time"

	"tocsin/domain"
)

// allBrands and allTopics name what a surge pools over.
const (
	allBrands = "*"
	allTopics = "*"
)

// pooled tells a surge of all brands together: it says nothing that the surge of a brand does not say better.
func (u *unexplained) pooled() bool { return u.key.Brand == allBrands }

// last orders pooled surges behind those of a brand.
func (u *unexplained) last() int {
	if u.pooled() {
		return 1
	}
	return 0
}

// stands tells whether a surge goes on and has reached the level that makes one suspicious.
func (u *unexplained) stands() bool { return !u.since.IsZero() }

// toldBy tells whether the surge of a brand says what a pooled one says.
func (u *unexplained) toldBy(brand *unexplained) bool {
	fits := brand.key.Topic == u.key.Topic || brand.key.Topic == allTopics || u.key.Topic == allTopics
	return u.pooled() && !brand.pooled() && brand.stands() && fits
}

// toldByBrand tells whether the surge of any brand says it, one that is explained or suspected already included.
func (p *Suspect) toldByBrand(u *unexplained) bool {
	for _, other := range p.surges { // order-free: any
		if u.toldBy(other) {
			return true
		}
	}
	return false
}

// patience is how long operations have to explain a surge. A pooled one is seen sooner than that of the brand behind it,
// because it sums over more people: the brand gets time to show.
func (p *Suspect) patience(u *unexplained) time.Duration {
	if u.pooled() {
		return 2 * p.Trigger.SuspectAfter
	}
	return p.Trigger.SuspectAfter
}

// holdPooled lets the pooled surges that a brand's surge told of wait anew when that is over: what is left of them may
// be its end.
func (p *Suspect) holdPooled(brand *unexplained, r domain.Recorded) {
	for _, u := range p.surges { // order-free: each by itself
		if u.stands() && u.toldBy(brand) {
			u.since = r.Meta.RecordedAt
		}
	}
}
