package volume

import (
	"maps"
	"slices"

	"tocsin/domain/delivery"
	"tocsin/domain/detect"
)

// outreachReply is the topic of answers to our own notices. They are an echo of what we sent and no demand of their own:
// counted in their leaf, for the board, and nowhere else; never scored, so that a wave of notices raises no alarm.
const outreachReply = "outreach_reply"

// notices are who was sent a notice, by which channel, and when last. Pseudonyms only.
type notices map[noticed]int64

type noticed struct{ subject, channel string }

// sent remembers the notices of a batch, and forgets those that nobody would answer any more.
func (f *fold) sent(e delivery.Requested) {
	for _, i := range e.Items {
		if i.Subject != "" && i.Channel != "" {
			f.notices[noticed{i.Subject, i.Channel}] = f.watermark
		}
	}
	maps.DeleteFunc(f.notices, func(_ noticed, at int64) bool { return at < f.watermark-f.echoMs() })
}

func (f *fold) echoMs() int64 { return int64(f.rules.Counting.EchoH * float64(detect.Hour)) }

// topicOf is what a message counts as: an answer to our own notice if its writer got one on this very channel before.
// On other channels he asks of his own accord.
func (f *fold) topicOf(subject, channel, topic string, occurred int64) string {
	at, told := f.notices[noticed{subject, channel}]
	if told && occurred >= at && occurred < at+f.echoMs() {
		return outreachReply
	}
	return listed(f.adopted.Detector.Topics, topic)
}

func (n notices) write(w *detect.Writer) {
	w.Int(int64(len(n)))
	order := slices.SortedFunc(maps.Keys(n), func(a, b noticed) int { // order-free: sorted, and no two are equal
		return compareKeys(Key{Brand: a.subject, Topic: a.channel}, Key{Brand: b.subject, Topic: b.channel})
	})
	for _, k := range order {
		w.String(k.subject)
		w.String(k.channel)
		w.Int(n[k])
	}
}

func (n notices) read(r *detect.Reader) {
	for range r.Len() {
		n[noticed{r.String(), r.String()}] = r.Int()
	}
}
