package volume

import (
	"cmp"
	"maps"
	"slices"

	"tocsin/domain"
	"tocsin/domain/incident"
	"tocsin/domain/surge"
)

// known is an incident that may explain surges.
type known struct {
	brand   string
	started int64
	open    bool
}

// incident folds what is known of incidents. A new one may explain surges that are open already.
func (f *fold) incident(r domain.Recorded, e incident.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case incident.Reported:
		f.incidents[id] = &known{brand: e.Brand, started: millis(e.StartedAt), open: true}
		f.link(r, id)
	case incident.Closed:
		delete(f.incidents, id)
	case incident.Resolved:
		if k := f.incidents[id]; k != nil {
			k.open = false
		}
	case incident.Reopened:
		if k := f.incidents[id]; k != nil {
			k.open = true
			f.link(r, id)
		}
	case incident.ScopeChanged, incident.EtaSet, incident.AffectedListed, incident.ImpactEstimated, incident.Suspected:
	}
}

// explanation is the open incident that explains a surge best: score = ln e - |onset - start| / 30 min, above 0. It
// lowers no threshold. A stream pooled over brands may be explained by an incident of any of them.
func (f *fold) explanation(k Key, onset int64, lnE float64) (id string, score float64) {
	for _, i := range slices.Sorted(maps.Keys(f.incidents)) {
		if s := f.score(f.incidents[i], k, onset, lnE); s > score {
			id, score = i, s
		}
	}
	return id, score
}

func (f *fold) score(i *known, k Key, onset int64, lnE float64) float64 {
	if !i.open || k.Brand != All && k.Brand != i.brand {
		return 0
	}
	return lnE - float64(abs(onset-i.started))/float64(durationMs(f.rules.Linking.IncidentMin))
}

// link explains open surges by an incident that has just become known, or is open again.
func (f *fold) link(r domain.Recorded, id string) {
	at := millis(r.Meta.RecordedAt) // not the watermark: that may come from a record of another node
	for _, s := range f.sorted() {
		if s.open == nil || !s.open.open || s.open.held || s.open.explained {
			continue
		}
		if score := f.score(f.incidents[id], s.key, s.open.onset, s.open.lnE); score > 0 {
			f.explain(s, id, score, r.ID, at, f.watermark)
		}
	}
}

// explain asks that a surge be told the incident that explains it.
func (f *fold) explain(s *stream, id string, score float64, cause [16]byte, at, released int64) {
	s.open.explained = true
	f.ask(released, surge.Stream(s.open.id), cause, "linked/"+stamp(at),
		surge.Link{Linked: surge.Linked{IncidentID: id, Score: round(score), At: instant(at)}})
}

// topShares gives the five most frequent topics.
func topShares(count map[string]int, total int) (shares []surge.TopicShare) {
	for _, topic := range slices.Sorted(maps.Keys(count)) {
		shares = append(shares, surge.TopicShare{Topic: topic, Share: round(float64(count[topic]) / float64(total))})
	}
	slices.SortStableFunc(shares, func(a, b surge.TopicShare) int { return cmp.Compare(b.Share, a.Share) })
	return shares[:min(5, len(shares))]
}
