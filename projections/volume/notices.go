package volume

import (
	"cmp"
	"slices"

	"tocsin/domain/delivery"
	"tocsin/domain/detect"
	"tocsin/domain/packed"
)

// outreachReply is the topic of answers to our own notices. They are an echo of what we sent and no demand of their own:
// counted in their leaf, for the board, and nowhere else; never scored, so that a wave of notices raises no alarm.
const outreachReply = "outreach_reply"

// notices are who was sent a notice, by which channel, and when last. Pseudonyms only. It may be everybody, so each has
// only the number of a sending; and what nobody would answer any more is as good as forgotten at once, and taken out when
// it has become much.
type notices struct {
	channels []told    // by name
	sendings []sending // oldest first; those that are past are gone
	first    uint32    // number of the first of them
	past     int       // that are forgotten and not taken out
}

// told is who was sent a notice by one channel, with the number of the sending.
type told struct {
	name string
	last packed.Map[uint32]
}

// sending is when notices were sent, and for how many they are the last ones.
type sending struct {
	at int64
	n  int
}

// sent remembers the notices of a batch, and forgets those that nobody would answer any more.
func (f *fold) sent(e delivery.Requested) {
	n := &f.notices
	var channel *told
	for _, i := range e.Items {
		if i.Subject == "" || i.Channel == "" {
			continue
		}
		if channel == nil || channel.name != i.Channel {
			channel = n.channel(i.Channel)
		}
		n.note(channel, i.Subject, f.watermark)
	}
	n.forget(f.watermark - f.echoMs())
}

// channel gives what was sent by a channel.
func (n *notices) channel(name string) *told {
	at, found := slices.BinarySearchFunc(n.channels, name, func(c told, name string) int { return cmp.Compare(c.name, name) })
	if !found {
		n.channels = slices.Insert(n.channels, at, told{name: name})
	}
	return &n.channels[at]
}

// note makes an instant the last one for somebody; instants come in their order.
func (n *notices) note(c *told, subject string, at int64) {
	if last := len(n.sendings) - 1; last < 0 || n.sendings[last].at != at {
		n.sendings = append(n.sendings, sending{at: at})
	}
	last := len(n.sendings) - 1
	n.sendings[last].n++
	switch was, had := c.last.Put(subject, n.first+uint32(last)); {
	case !had:
	case was < n.first:
		n.past--
	default:
		n.sendings[was-n.first].n--
	}
}

// forget drops what was sent before an instant.
func (n *notices) forget(since int64) {
	for len(n.sendings) > 0 && n.sendings[0].at < since {
		n.past += n.sendings[0].n
		n.sendings, n.first = n.sendings[1:], n.first+1
	}
	if n.past > 64 && 2*n.past > n.stored() {
		for at := range n.channels {
			n.channels[at].last.DeleteFunc(func(number uint32) bool { return number < n.first })
		}
		n.past = 0
	}
}

// stored counts what is in the maps, forgotten or not.
func (n *notices) stored() (sum int) {
	for at := range n.channels {
		sum += n.channels[at].last.Len()
	}
	return sum
}

// when gives the instant of the last notice to somebody by a channel.
func (n *notices) when(subject, channel string) (at int64, sent bool) {
	for i := range n.channels {
		if c := &n.channels[i]; c.name == channel {
			if number, had := c.last.Get(subject); had && number >= n.first {
				return n.sendings[number-n.first].at, true
			}
		}
	}
	return 0, false
}

func (f *fold) echoMs() int64 { return int64(f.rules.Counting.EchoH * float64(detect.Hour)) }

// topicOf is what a message counts as: an answer to our own notice if its writer got one on this very channel before.
// On other channels he asks of his own accord.
func (f *fold) topicOf(subject, channel, topic string, occurred int64) string {
	at, told := f.notices.when(subject, channel)
	if told && occurred >= at && occurred < at+f.echoMs() {
		return outreachReply
	}
	return listed(f.adopted.Detector.Topics, topic)
}

// noticed is one of them, as it is written.
type noticed struct {
	subject packed.Subject
	channel int32
	number  uint32
}

// aboutOne is how many bytes it takes to write one, channel included.
const aboutOne = 64

func (n *notices) write(w *detect.Writer) {
	list := make([]noticed, 0, n.stored()-n.past)
	for at := range n.channels {
		for subject, number := range n.channels[at].last.All() {
			if number >= n.first {
				list = append(list, noticed{subject, int32(at), number})
			}
		}
	}
	slices.SortFunc(list, func(a, b noticed) int {
		return cmp.Or(a.subject.Compare(b.subject), cmp.Compare(a.channel, b.channel)) // channels are in order
	})
	w.Int(int64(len(list)))
	w.Bytes = slices.Grow(w.Bytes, len(list)*aboutOne)
	for _, x := range list {
		w.String(x.subject.String())
		w.String(n.channels[x.channel].name)
		w.Int(n.sendings[x.number-n.first].at)
	}
}

func (n *notices) read(r *detect.Reader) {
	type sent struct {
		subject, channel string
		at               int64
	}
	var list []sent
	for range r.Len() {
		list = append(list, sent{r.String(), r.String(), r.Int()})
	}
	slices.SortStableFunc(list, func(a, b sent) int { return cmp.Compare(a.at, b.at) })
	for _, x := range list {
		n.note(n.channel(x.channel), x.subject, x.at)
	}
}
