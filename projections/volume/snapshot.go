package volume

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"tocsin/domain"
	"tocsin/domain/detect"
)

// snapshotVersion is the first number of a snapshot.
const snapshotVersion = 6

// Snapshot gives the canonical bytes of the whole state: streams in key order, floats as their 8 bytes.
func (v *Volume) Snapshot() []byte {
	f := v.fold
	w := &detect.Writer{}
	w.Int(snapshotVersion)
	rules, err := json.Marshal(f.adopted)
	if err != nil {
		panic(fmt.Sprintf("volume: %v", err)) // it came out of JSON
	}
	w.String(string(rules))
	for _, n := range [...]int64{int64(f.position), f.watermark, f.behind, f.dropped} {
		w.Int(n)
	}
	f.writeFeeds(w)
	w.Int(int64(len(f.lanes)))
	for _, l := range f.lanes {
		w.Bytes = l.AppendBinary(w.Bytes)
	}
	f.writeStreams(w)
	f.writeCensus(w)
	w.Int(int64(len(f.joining)))
	for _, j := range f.joining {
		w.Int(int64(j.feed))
		w.String(j.topic)
	}
	w.Int(int64(len(f.incidents)))
	for _, id := range slices.Sorted(maps.Keys(f.incidents)) {
		k := f.incidents[id]
		w.String(id)
		w.String(k.brand)
		w.Int(k.started)
		w.Bool(k.open)
	}
	f.notices.write(w)
	f.facts.write(w)
	return w.Bytes
}

// Restore is the inverse of Snapshot.
func (v *Volume) Restore(b []byte) error {
	f, r := newFold(), detect.NewReader(b)
	if version := r.Int(); version != snapshotVersion {
		return fmt.Errorf("restore volume: snapshot version %d, want %d", version, snapshotVersion)
	}
	if err := json.Unmarshal([]byte(r.String()), &f.adopted); err != nil {
		return fmt.Errorf("restore volume: %w", err)
	}
	f.rules, f.zone = rulesOf(f.adopted), zoneOf(f.adopted.Offsets)
	f.position = domain.Position(r.Int())
	f.watermark, f.behind, f.dropped = r.Int(), r.Int(), r.Int()
	f.readFeeds(r)
	for range r.Len() {
		l := &lane{}
		l.Read(r)
		f.lanes = append(f.lanes, l)
	}
	f.readStreams(r)
	f.readCensus(r)
	for range r.Len() {
		f.joining = append(f.joining, join{int(r.Int()), r.String()})
	}
	for range r.Len() {
		f.incidents[r.String()] = &known{brand: r.String(), started: r.Int(), open: r.Bool()}
	}
	f.notices.read(r)
	f.facts.read(r)
	if err := r.Done(); err != nil {
		return fmt.Errorf("restore volume: %w", err)
	}
	if err := f.connect(); err != nil {
		return fmt.Errorf("restore volume: %w", err)
	}
	v.fold = f
	return nil
}

func (f *fold) writeFeeds(w *detect.Writer) {
	w.Int(int64(len(f.feeds)))
	for _, fd := range f.feeds {
		w.String(fd.brand)
		w.String(fd.channel)
		w.Int(fd.lateness)
		for _, n := range [...]int64{fd.hours.hour, fd.hours.events, fd.hours.late} {
			w.Int(n)
		}
		w.Bool(fd.silent)
		w.Bool(fd.started)
		if fd.started {
			w.Bytes = fd.coverage.AppendBinary(w.Bytes)
		}
		w.Int(int64(len(fd.cold)))
		for _, c := range fd.cold {
			w.Int(c.since)
			w.Int(c.until)
			w.Float(c.from)
			w.Float(c.to)
		}
	}
}

func (f *fold) readFeeds(r *detect.Reader) {
	for range r.Len() {
		fd := &feed{brand: r.String(), channel: r.String(), lateness: r.Int(), members: map[string]*member{}}
		fd.hours = lateHours{hour: r.Int(), events: r.Int(), late: r.Int()}
		fd.silent, fd.started = r.Bool(), r.Bool()
		if fd.started {
			fd.coverage = detect.NewCoverage(f.rules, 0)
			fd.coverage.Read(r)
		}
		for range r.Len() {
			fd.cold = append(fd.cold, coldSpell{since: r.Int(), until: r.Int(), from: r.Float(), to: r.Float()})
		}
		f.feedIndex[[2]string{fd.brand, fd.channel}] = len(f.feeds)
		f.feeds = append(f.feeds, fd)
	}
}

func (f *fold) writeStreams(w *detect.Writer) {
	all := f.sorted()
	w.Int(int64(len(all)))
	for _, s := range all {
		w.String(s.key.Brand)
		w.String(s.key.Topic)
		w.String(s.key.Channel)
		w.Bytes = s.d.AppendBinary(w.Bytes)
		w.Int(int64(len(s.feeds)))
		for _, i := range s.feeds {
			w.Int(int64(i))
		}
		w.ID(s.last.id)
		w.Int(s.last.position)
		kept := s.recent.newest(len(s.recent.ring))
		w.Int(int64(len(kept)))
		for _, x := range kept {
			w.Int(x.at)
			w.String(x.topic)
			w.String(x.conversation)
			w.Bool(x.negative)
		}
		w.Bool(s.open != nil)
		if o := s.open; o != nil {
			w.String(o.id)
			w.Bool(o.open)
			w.Int(o.onset)
			w.Float(o.lnE)
			w.Bool(o.explained)
			o.untold.write(w)
		}
	}
}

func (f *fold) readStreams(r *detect.Reader) {
	for range r.Len() {
		s := &stream{key: Key{Brand: r.String(), Topic: r.String(), Channel: r.String()}}
		s.d = detect.ReadStream(f.rules, f.options(s.key, 0), r)
		for range r.Len() {
			s.feeds = append(s.feeds, int(r.Int()))
		}
		s.last = lastUsed{id: r.ID(), position: r.Int()}
		for range r.Len() {
			s.recent.ring = append(s.recent.ring, sample{r.Int(), r.String(), r.String(), r.Bool()})
		}
		if r.Bool() {
			s.open = &episode{id: r.String(), open: r.Bool(), onset: r.Int(), lnE: r.Float(), explained: r.Bool()}
			s.open.untold.read(r)
		}
		f.streams[s.key] = s
	}
}

// writeCensus writes who was counted, lane by lane; streams are named by their place in the order of keys.
func (f *fold) writeCensus(w *detect.Writer) {
	place := map[*stream]int64{}
	for i, s := range f.sorted() {
		place[s] = int64(i)
	}
	for _, l := range f.lanes {
		w.Bytes = l.census.AppendBinary(w.Bytes, func(s *stream) int64 { return place[s] })
	}
}

func (f *fold) readCensus(r *detect.Reader) {
	all := f.sorted()
	for _, l := range f.lanes {
		l.census.Read(r, func(i int64) *stream {
			if i < 0 || i >= int64(len(all)) {
				r.Fail()
				return nil
			}
			return all[i]
		})
	}
}

func (x *facts) write(w *detect.Writer) {
	w.Int(int64(len(x.list)))
	for _, a := range x.list {
		w.Int(a.at)
		for _, s := range [...]string{a.key.Brand, a.key.Topic, a.key.Channel, a.kind, a.surge, a.line, a.data} {
			w.String(s)
		}
	}
	w.Int(int64(len(x.differences)))
	for _, d := range x.differences {
		w.String(d)
	}
}

func (x *facts) read(r *detect.Reader) {
	for i := range r.Len() {
		a := fact{
			at: r.Int(), key: Key{Brand: r.String(), Topic: r.String(), Channel: r.String()}, kind: r.String(),
			surge: r.String(), line: r.String(), data: r.String(),
		}
		if a.data != "" {
			x.open[name(a.surge, a.kind, a.at)] = i
		}
		x.list = append(x.list, a)
	}
	for range r.Len() {
		x.differences = append(x.differences, r.String())
	}
}
