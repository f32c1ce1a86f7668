package volume

import (
	"slices"

	"tocsin/domain/detect"
)

// connect puts restored streams back into their lanes, feeds and pools: all of it follows from their keys.
func (f *fold) connect() error {
	for _, j := range f.joining {
		if j.feed < 0 || j.feed >= len(f.feeds) {
			return detect.ErrSnapshot
		}
	}
	for _, s := range f.sorted() {
		if s.key.Brand != All && s.key.Channel != All {
			i, ok := f.feedIndex[[2]string{s.key.Brand, s.key.Channel}]
			if !ok {
				return detect.ErrSnapshot
			}
			f.feeds[i].members[s.key.Topic] = &member{leaf: s}
			f.lane(f.feeds[i].lateness).insert(s)
		}
	}
	for _, s := range f.sorted() {
		for _, i := range s.feeds {
			if i < 0 || i >= len(f.feeds) || f.feeds[i].members[s.key.Topic] == nil {
				return detect.ErrSnapshot
			}
			f.attach(f.feeds[i].members[s.key.Topic], s)
		}
		if s.key.Brand == All || s.key.Channel == All {
			if len(s.feeds) == 0 {
				return detect.ErrSnapshot
			}
			f.lane(f.latenessOf(s)).insert(s)
		}
	}
	for _, fd := range f.feeds {
		if !fd.started {
			continue
		}
		if fd.members[All] == nil || len(fd.cold) == 0 {
			return detect.ErrSnapshot
		}
		l := f.lane(fd.lateness)
		l.feeds = append(l.feeds, fd)
		for _, m := range fd.members { // order-free: a count
			if m.leaf.d.Basis() != detect.Learned {
				fd.waiting++
			}
		}
	}
	for _, l := range f.lanes {
		slices.SortFunc(l.feeds, func(a, b *feed) int { return compareKeys(f.key(a, All), f.key(b, All)) })
	}
	return nil
}

func (f *fold) attach(m *member, s *stream) {
	switch {
	case s.key.Channel != All:
		m.side = s
	case s.key.Brand != All:
		m.over[0] = s
	default:
		m.over[1] = s
	}
}

func (f *fold) latenessOf(s *stream) int64 {
	if s.key.Channel == All {
		return f.pooledLateness()
	}
	return f.feeds[s.feeds[0]].lateness
}
