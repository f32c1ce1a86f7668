package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"tocsin/adapters/inbound/airmessages"
	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/feed"
)

// storyChannel is the channel by which customers write.
const storyChannel = "social"

// gridOfLetters is how finely messages arrive: a scenario plays as fast as there are instants.
const gridOfLetters = 5 * time.Second

// letters are what customers write: so many per quarter of an hour, the usual ones and, beyond them, those of the day.
func (c *storyCast) letters(seed uint64, count *counts) (all []letter) {
	if len(c.Regions) > 0 {
		return c.outageLetters(seed, count)
	}
	chance := rand.New(rand.NewPCG(seed, 0x6c657474))
	usual := c.Inbound[0].Per
	for n, rate := range c.Inbound {
		until := c.Until
		if n+1 < len(c.Inbound) {
			until = c.Inbound[n+1].At
		}
		expected := rate.Per * c.scale * (until - rate.At) / 15
		for k := range int(expected) {
			minutes := rate.At + (until-rate.At)*(float64(k)+chance.Float64())/float64(int(expected))
			texts := c.Texts
			if chance.Float64()*rate.Per < usual {
				texts = c.UsualTexts
			}
			text, id := texts[chance.IntN(len(texts))], len(all)
			flight := c.flights[chance.IntN(len(c.flights))]
			l := rowLetter(airmessages.Message{
				ID: fmt.Sprintf("m%06d", id), Brand: c.Brand, Author: fmt.Sprintf("customer%06d", id), At: c.at(minutes).Truncate(gridOfLetters),
				Text: strings.ReplaceAll(text, "{flight}", flight.Carrier+flight.Number),
			}, storyChannel, "en")
			l.done = count.count
			count.Read++
			all = append(all, l)
		}
	}
	sortLetters(all)
	return all
}

// baseline is the known history of the feed, so that the detector knows from the start what is usual.
func (c *storyCast) baseline() node.Fact {
	bins := make([]feed.Bin, 168)
	for h := range bins {
		bins[h] = feed.Bin{Count: 4 * 4 * c.Inbound[0].Per * c.scale, ExposureH: 4}
	}
	at := c.at(c.From)
	return node.Fact{
		At: at,
		Ask: domain.Request{
			To: domain.StreamID("baseline-" + c.Brand + "/*/" + storyChannel),
			Command: feed.ImportBaseline{BaselineImported: feed.BaselineImported{
				Brand: c.Brand, Channel: storyChannel, Topic: "*", Zone: c.Zone, Bins: bins, Source: "archive", By: "person/admin", At: at,
			}},
		},
		Meta: domain.Meta{Key: "story/baseline", OccurredAt: at, Actor: domain.Actor{Kind: domain.ActorSource, ID: "ops/archive"}},
	}
}
