package volume_test

import (
	"fmt"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/feed"
	"tocsin/projections/foldtest"
	"tocsin/projections/volume"
)

// monday is a Monday 00:00 UTC.
var monday = time.Date(2015, 2, 2, 0, 0, 0, 0, time.UTC)

// talk adds messages at even distances, each of another customer.
func talk(s *foldtest.Story, brand, channel, topic string, from, to time.Duration, perHour float64) {
	step := time.Duration(float64(time.Hour) / perHour)
	for at := from + step/2; at < to; at += step {
		s.At(at)
		n := len(s.Records)
		s.Add(domain.StreamID(fmt.Sprint("conversation-", n)), conversation.Classified{
			Brand: brand, Channel: channel, Topic: topic, Subject: fmt.Sprint("s", n), ReceivedAt: monday.Add(at), Tier: "complaint",
		})
	}
}

// known gives a feed a history of so many an hour, all week.
func known(s *foldtest.Story, brand, channel, topic string, perHour float64) {
	bins := make([]feed.Bin, 168)
	for i := range bins {
		bins[i] = feed.Bin{Count: 10 * perHour, ExposureH: 10}
	}
	s.Add(volume.BaselineStream(volume.Key{Brand: brand, Topic: topic, Channel: channel}), feed.BaselineImported{
		Brand: brand, Channel: channel, Topic: topic, Zone: "UTC", Bins: bins, Source: "archive", By: "m1",
	})
}

func find(v *volume.Volume, brand, topic, channel string) (volume.StreamView, bool) {
	for _, s := range v.Streams() {
		if s.Key == (volume.Key{Brand: brand, Topic: topic, Channel: channel}) {
			return s, true
		}
	}
	return volume.StreamView{}, false
}

// commands gives what a policy has asked for, of one kind, each key once: nobody answers here, so it asks again.
func commands[C any](asked []foldtest.Asked) (found []C) {
	seen := map[string]bool{}
	for _, a := range asked {
		if c, ok := a.Command.(C); ok && !seen[a.Key()] {
			seen[a.Key()] = true
			found = append(found, c)
		}
	}
	return found
}
