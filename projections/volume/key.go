package volume

import (
	"cmp"
	"time"

	"tocsin/domain"
	"tocsin/domain/detect"
	"tocsin/domain/surge"
)

// All pools over a dimension.
const All = "*"

// other is what a channel or topic outside the configured lists counts as.
const other = "other"

// Key names a stream.
type Key = surge.Key

// compareKeys is the order of streams in every output: brand, topic, channel.
func compareKeys(a, b Key) int {
	return cmp.Or(cmp.Compare(a.Brand, b.Brand), cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Channel, b.Channel))
}

// path is the form of a key in stream names and digests.
func path(k Key) string { return k.Brand + "/" + k.Topic + "/" + k.Channel }

func pooled(k Key) bool { return k.Brand == All || k.Topic == All || k.Channel == All }

// BaselineStream names the stream that holds what is known of a normal rate.
func BaselineStream(k Key) domain.StreamID { return domain.StreamID("baseline-" + path(k)) }

// ChannelStream names the stream that holds whether a channel of a brand is alive.
func ChannelStream(brand, channel string) domain.StreamID {
	return domain.StreamID("channel-" + brand + "/" + channel)
}

// SurgeID names a surge: the detector version, the stream and the opening time.
func SurgeID(version string, k Key, openedAt int64) string {
	return domain.DeriveID("surge", version, path(k), stamp(openedAt))
}

// stamp is an instant in steps and ids.
func stamp(ms int64) string { return instant(ms).Format("2006-01-02T15:04:05.000Z") }

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// millis is an instant as the state machines take it; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// thresholdS is the wanted time between false openings of a stream, in seconds.
func thresholdS(r *detect.Rules, k Key) float64 {
	days := r.Alarm.LeafARLDays
	if pooled(k) {
		days = r.Alarm.PooledARLDays
	}
	return days * 86400
}
