package logtest

import (
	"fmt"
	"slices"
	"time"

	"tocsin/domain"
)

func readCases() []testCase {
	return []testCase{
		{"everything comes back byte for byte", byteForByte},
		{"a missing stream is empty", missingStream},
		{"an empty log is empty", emptyLog},
		{"read after a revision", readAfter},
		{"read all ends at the head", readAllEnds},
		{"read all after a position", readAllAfter},
		{"a UUID in a stream id", uuidStream},
		{"streams with names alike", namesAlike},
		{"a long stream among others", longStream},
		{"large events among small ones", largeEvents},
	}
}

func byteForByte(c *checker) {
	berlin := time.FixedZone("", 3600)
	plain := c.events("test-1", 1)[0]
	bare := domain.Proposed{ID: domain.NewEventID("test-1", "bare", 0), Type: "test.bare", Version: 1, Data: []byte(`null`)}
	odd := domain.Proposed{
		ID: domain.NewEventID("test-1", "odd", 0), Type: "test.odd-É.日本", Version: 1 << 30,
		Data: []byte("{ \"b\" : 1e400,\r\n\t\"a\":\"\\u0000 ü \\ud83d\\ude00\", \"a\": 9007199254740993 }\n"),
		Meta: domain.Meta{
			Key: "http/test-1/a b\t\"c\"", Hash: "üñ\x7f", CorrelationID: "-", CausationID: " ",
			Actor:      domain.Actor{Kind: domain.ActorSource, ID: "ops/1", Role: ""},
			OccurredAt: time.Date(1969, 7, 20, 20, 17, 40, 999_999_999, berlin),
			RecordedAt: time.Unix(0, 0),
			Drill:      true,
		},
	}
	c.append("test-1", 0, plain, bare)
	c.append("test-1", 2, odd)
	if c.engine.Reopen != nil {
		c.log = c.engine.Reopen()
	}
	c.holds("test-1", plain, bare, odd)
	c.equal(c.all(0), "test-1", 0, []domain.Proposed{plain, bare, odd})
	for _, r := range c.all(0) {
		for _, at := range []time.Time{r.Meta.OccurredAt, r.Meta.RecordedAt} {
			if at.Location() != time.UTC {
				c.Errorf("%s: a time came back as %v, want UTC", r.Type, at)
			}
		}
	}
}

func missingStream(c *checker) {
	c.holds("test-1")
	c.append("test-1", 0, c.events("test-1", 1)...)
	c.holds("test-2")
	c.holds("")
}

func emptyLog(c *checker) {
	for _, after := range []domain.Position{0, 7} {
		if got := c.all(after); len(got) != 0 {
			c.Errorf("an empty log gave %d events after %d", len(got), after)
		}
	}
}

func readAfter(c *checker) {
	ps := c.events("test-1", 5)
	c.append("test-1", 0, ps...)
	c.append("test-2", 0, c.events("test-2", 1)...)
	for after := range 8 {
		c.equal(c.stream("test-1", domain.Revision(after)), "test-1", domain.Revision(after), ps[min(after, 5):])
	}
}

func readAllEnds(c *checker) {
	filled := c.fill("test", c.volume)
	got := c.all(0)
	if len(got) != len(filled) {
		c.Fatalf("read %d events, want %d", len(got), len(filled))
	}
	for i := range got {
		if got[i].ID != filled[i].ID {
			c.Fatalf("event %d is %s, want %s: not in the order of the appends", i, got[i].ID, filled[i].ID)
		}
	}
}

func readAllAfter(c *checker) {
	c.fill("test", 2500)
	all := c.all(0)
	for _, i := range []int{0, 1, 255, 256, 511, 512, 1023, 1024, 1025, 1475, 1476, 2047, 2048, 2498, 2499} {
		if got := c.all(all[i].Position); !slices.Equal(ids(got), ids(all[i+1:])) {
			c.Errorf("after position %d: read %d events, want the %d behind it", all[i].Position, len(got), len(all)-i-1)
		}
	}
	if got := c.all(all[2499].Position + 1000); len(got) != 0 {
		c.Errorf("after a position past the head: read %d events", len(got))
	}
}

func uuidStream(c *checker) {
	const s = domain.StreamID("incident-9f1c2d3e-0b1a-5c4d-8e7f-001122334455")
	ps := c.events(s, 2)
	c.append(s, 0, ps...)
	c.holds(s, ps...)
	c.holds("incident-9f1c2d3e")
	got := c.all(0)[0].Stream
	if got.Category() != "incident" || got.Name() != "9f1c2d3e-0b1a-5c4d-8e7f-001122334455" {
		c.Errorf("%s came back as category %q, name %q", s, got.Category(), got.Name())
	}
}

func namesAlike(c *checker) {
	names := []domain.StreamID{"test", "test-", "test-1", "test-1-1", "TEST-1", "test-1 ", "test-%", "test-_", "test-é", "test-e\u0301"}
	kept := map[domain.StreamID][]domain.Proposed{}
	for _, s := range names {
		kept[s] = c.events(s, 1)
		c.append(s, 0, kept[s]...)
	}
	for _, s := range names {
		c.holds(s, kept[s]...)
	}
}

func longStream(c *checker) {
	const s = domain.StreamID("test-long")
	var ps []domain.Proposed
	for i := range c.volume / 100 {
		more := c.events(s, 25)
		c.append(s, domain.Revision(len(ps)), more...)
		ps = append(ps, more...)
		c.append(domain.StreamID(fmt.Sprintf("other-%d", i)), 0, c.events("other", 1)...)
	}
	c.holds(s, ps...)
	middle := domain.Revision(len(ps) / 2)
	c.equal(c.stream(s, middle), s, middle, ps[middle:])
}

// largeEvents are more than an engine should hold at once.
func largeEvents(c *checker) {
	const s = domain.StreamID("test-large")
	ps := c.events(s, 1500)
	for i := 3; i < 15; i++ {
		ps[i].Data = slices.Concat([]byte(`"`), slices.Repeat([]byte{byte('a' + i)}, 800_000), []byte(`"`))
	}
	c.append(s, 0, ps...)
	c.equal(c.all(0), s, 0, ps)
	c.holds(s, ps...)
	c.equal(c.stream(s, 1490), s, 1490, ps[1490:])
}
