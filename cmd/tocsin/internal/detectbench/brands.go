package detectbench

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/detect"
	"tocsin/domain/surge"
	"tocsin/projections/volume"
)

// leaf is one brand, channel and topic of a simulated company.
type leaf struct {
	surge.Key
	in    *arrivals
	brand int
}

// Shares of the topics and channels in the messages of a brand.
var (
	brandNames    = []string{"north", "south"}
	topicShares   = []share{{"delay", 0.35}, {"cancel", 0.2}, {"baggage", 0.15}, {"phone", 0.12}, {"booking", 0.1}, {"refund", 0.08}}
	channelShares = []share{{"social", 0.7}, {"chat", 0.3}}
)

type share struct {
	name string
	of   float64
}

// sharedSD is the wandering that all leaves of a brand have in common, and that each has besides: a quarter in all.
const sharedSD = 0.177

// brands are leaves whose rates wander together, and the policy that looks at all their sums.
type brands struct {
	policy   *volume.Policy
	leaves   []*leaf
	random   *rand.Rand
	wander   []float64 // of each brand
	t        int64     // all minutes before it are played
	position uint64
	openings []surge.Detected
	batch    []message
}

type message struct {
	at   int64
	leaf *leaf
}

func newBrands(rules *detect.Rules, seed uint64, number int, perHour float64) *brands {
	b := &brands{policy: volume.NewPolicy().Under(rules), random: chanceOf(seed, 61, number), t: monday}
	for i, brand := range brandNames {
		b.wander = append(b.wander, b.random.NormFloat64())
		for _, topic := range topicShares {
			for _, channel := range channelShares {
				n := Noise{Copies: clustered().Copies, SD: sharedSD, Hours: clustered().Hours}
				in := newArrivals(chanceOf(seed, 62, number, len(b.leaves)), perHour*topic.of*channel.of, dailySwing, n)
				b.leaves = append(b.leaves, &leaf{surge.Key{Brand: brand, Topic: topic.name, Channel: channel.name}, in, i})
			}
		}
	}
	return b
}

// minute plays one minute; times says how often its usual rate a leaf has.
func (b *brands) minute(times func(*leaf) float64) {
	keep := math.Exp(-1.0 / 60)
	for i := range b.wander {
		b.wander[i] = keep*b.wander[i] + math.Sqrt(1-keep*keep)*b.random.NormFloat64()
	}
	b.batch = b.batch[:0]
	for _, l := range b.leaves {
		common := math.Exp(sharedSD*b.wander[l.brand] - sharedSD*sharedSD/2)
		for _, at := range l.in.minute(b.t, common*times(l)) {
			b.batch = append(b.batch, message{at, l})
		}
	}
	slices.SortStableFunc(b.batch, func(a, c message) int { return int(a.at - c.at) })
	for _, m := range b.batch {
		name := strconv.FormatUint(b.position+1, 36)
		b.record(domain.StreamID("conversation-"+name), m.at, conversation.Classified{
			Brand: m.leaf.Brand, Channel: m.leaf.Channel, Topic: m.leaf.Topic, Subject: name, ReceivedAt: time.UnixMilli(m.at).UTC(),
		})
	}
	b.t += detect.Minute
}

// record shows the policy a fact, and answers what it asks for.
func (b *brands) record(stream domain.StreamID, at int64, e domain.Event) {
	b.position++
	r := domain.Recorded{Stream: stream, Position: domain.Position(b.position), Meta: domain.Meta{RecordedAt: time.UnixMilli(at).UTC()}, Event: e}
	binary.BigEndian.PutUint64(r.ID[:], b.position)
	b.policy.Apply(r)
	for _, q := range b.policy.React(r) {
		switch c := q.Command.(type) {
		case surge.Detect:
			b.openings = append(b.openings, c.Detected)
			b.record(q.To, at, c.Detected)
		case surge.Escalate:
			b.record(q.To, at, c.Escalated)
		case surge.Ease:
			b.record(q.To, at, c.Eased)
		case surge.Resume:
			b.record(q.To, at, c.Resumed)
		case surge.End:
			b.record(q.To, at, c.Ended)
		}
	}
}

// until plays minutes up to t.
func (b *brands) until(t int64, times func(*leaf) float64) {
	for b.t < t {
		b.minute(times)
	}
}

func usual(*leaf) float64 { return 1 }
