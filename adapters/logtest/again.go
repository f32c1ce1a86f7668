package logtest

import (
	"bytes"
	"time"

	"tocsin/domain"
)

func againCases() []testCase {
	return []testCase{
		{"the same append gives the same answer", sameAgain},
		{"also after many others and a reopening", sameAfterMany},
		{"other content under known ids is refused", otherContent},
		{"first ids known, later ones new is a conflict", halfKnown},
		{"a part of an append is not the append", partKnown},
		{"recorded at may differ", otherRecordedAt},
		{"bytes of the caller are copied", callersBytes},
	}
}

func sameAgain(c *checker) {
	ps := c.events("test-1", 3)
	first := c.append("test-1", 0, ps...)
	if again := c.append("test-1", 0, ps...); again != first {
		c.Errorf("the same append answered position %d, then %d", first, again)
	}
	next := c.events("test-1", 1)
	c.append("test-1", 3, next...)
	if again := c.append("test-1", 0, ps...); again != first {
		c.Errorf("with more behind it the same append answered position %d, want %d", again, first)
	}
	c.holds("test-1", append(ps, next...)...)
}

func sameAfterMany(c *checker) {
	ps := c.events("test-1", 2)
	first := c.append("test-1", 0, ps...)
	c.fill("other", c.volume/2)
	own := ps
	for len(own) < 300 {
		more := c.events("test-1", 5)
		c.append("test-1", domain.Revision(len(own)), more...)
		own = append(own, more...)
	}
	c.fill("other", c.volume/2)
	if c.engine.Reopen != nil {
		c.log = c.engine.Reopen()
	}
	if again := c.append("test-1", 0, ps...); again != first {
		c.Errorf("the same append answered position %d, then %d", first, again)
	}
	c.holds("test-1", own...)
}

func otherContent(c *checker) {
	ps := c.events("test-1", 2)
	c.append("test-1", 0, ps...)
	for name, change := range map[string]func(*domain.Proposed){
		"type":         func(p *domain.Proposed) { p.Type = "test.other" },
		"version":      func(p *domain.Proposed) { p.Version++ },
		"data":         func(p *domain.Proposed) { p.Data = append(bytes.Clone(p.Data), ' ') },
		"request hash": func(p *domain.Proposed) { p.Meta.Hash += "x" },
	} {
		for i := range ps {
			changed := []domain.Proposed{ps[0], ps[1]}
			change(&changed[i])
			c.Log("other", name, "in event", i+1)
			c.refuse(domain.ErrIDReused, "test-1", 0, changed...)
		}
	}
	c.holds("test-1", ps...)
}

func halfKnown(c *checker) {
	ps := c.events("test-1", 2)
	c.append("test-1", 0, ps...)
	c.refuse(domain.ErrConflict, "test-1", 0, ps[0], ps[1], c.events("test-1", 1)[0])
	c.refuse(domain.ErrConflict, "test-1", 0, ps[0], c.events("test-1", 1)[0])
	c.holds("test-1", ps...)
}

func partKnown(c *checker) {
	ps := c.events("test-1", 3)
	c.append("test-1", 0, ps...)
	c.refuse(domain.ErrConflict, "test-1", 1, ps[0], ps[1]) // known, but not there
	c.holds("test-1", ps...)
}

func otherRecordedAt(c *checker) {
	ps := c.events("test-1", 1)
	first := c.append("test-1", 0, ps...)
	later := ps[0]
	later.Meta.RecordedAt = later.Meta.RecordedAt.Add(time.Hour)
	if again := c.append("test-1", 0, later); again != first {
		c.Errorf("recorded an hour later the same event answered position %d, want %d", again, first)
	}
	c.holds("test-1", ps...)
}

func callersBytes(c *checker) {
	p := c.events("test-1", 1)[0]
	want := p
	want.Data = bytes.Clone(p.Data)
	c.append("test-1", 0, p)
	clear(p.Data)
	c.holds("test-1", want)
}
