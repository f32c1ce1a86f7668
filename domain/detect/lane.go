package detect

import "slices"

// Arrival is one message that waits for its time in a stream.
type Arrival struct {
	At           int64    // effective time
	Order        int64    // position in the log: the order at equal times
	Event        [16]byte // id of the record
	Feed         int      // brand x channel, by the caller's index
	Topic        string
	Customer     string // pseudonym
	Conversation string
	Negative     bool
}

// Lane brings the arrivals of all streams that wait equally long into order: by time, then position, between the
// whole minutes; at equal times the minute comes first. What was not taken out yet may come in any order.
type Lane struct {
	Lateness int64
	minute   int64 // the next whole minute
	started  bool
	edge     int64 // of the last step taken
	waiting  []Arrival
	head     int // of waiting: what lies before it is taken
}

// Begin starts the minutes after t, unless they have begun.
func (l *Lane) Begin(t int64) {
	if !l.started {
		l.started, l.minute = true, FloorTo(t, Minute)+Minute
	}
}

// Add puts an arrival in its place. One that is behind the last step counts at that step; behind says so, because a
// replay could then differ.
func (l *Lane) Add(a Arrival) (behind bool) {
	if a.At < l.edge {
		a.At, behind = l.edge, true
	}
	i := len(l.waiting)
	for i > l.head && (l.waiting[i-1].At > a.At || l.waiting[i-1].At == a.At && l.waiting[i-1].Order > a.Order) {
		i--
	}
	l.waiting = slices.Insert(l.waiting, i, a)
	return behind
}

// Next is the time of the next step and whether it is a minute; false before Begin.
func (l *Lane) Next() (t int64, minute, ok bool) {
	if !l.started {
		return 0, false, false
	}
	if at, waits := l.First(); waits && at < l.minute {
		return at, false, true
	}
	return l.minute, true, true
}

// First is the time of the first arrival that waits.
func (l *Lane) First() (int64, bool) {
	if l.head == len(l.waiting) {
		return 0, false
	}
	return l.waiting[l.head].At, true
}

// Turn takes the minute that Next has announced.
func (l *Lane) Turn() { l.edge, l.minute = l.minute, l.minute+Minute }

// Take takes the arrivals of one time, valid until the next call.
func (l *Lane) Take() []Arrival {
	if l.head > 64 && l.head*2 > len(l.waiting) {
		n := copy(l.waiting, l.waiting[l.head:])
		clear(l.waiting[n:])
		l.waiting, l.head = l.waiting[:n], 0
	}
	first := l.head
	for l.head < len(l.waiting) && l.waiting[l.head].At == l.waiting[first].At {
		l.head++
	}
	group := l.waiting[first:l.head]
	if len(group) > 0 {
		l.edge = group[0].At
	}
	return group
}

// AppendBinary writes the lane.
func (l *Lane) AppendBinary(b []byte) []byte {
	w := &Writer{b}
	w.Int(l.Lateness)
	w.Int(l.minute)
	w.Int(l.edge)
	w.Bool(l.started)
	w.Int(int64(len(l.waiting) - l.head))
	for _, a := range l.waiting[l.head:] {
		w.Int(a.At)
		w.Int(a.Order)
		w.ID(a.Event)
		w.Int(int64(a.Feed))
		w.String(a.Topic)
		w.String(a.Customer)
		w.String(a.Conversation)
		w.Bool(a.Negative)
	}
	return w.Bytes
}

// Read restores what AppendBinary wrote.
func (l *Lane) Read(r *Reader) {
	*l = Lane{Lateness: r.Int(), minute: r.Int(), edge: r.Int(), started: r.Bool()}
	for range r.Len() {
		l.waiting = append(l.waiting, Arrival{
			At: r.Int(), Order: r.Int(), Event: r.ID(), Feed: int(r.Int()), Topic: r.String(), Customer: r.String(),
			Conversation: r.String(), Negative: r.Bool(),
		})
	}
}
