package cloudevents

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/adapters/inbound"
	"tocsin/adapters/inbound/strictjson"
	"tocsin/domain/incident"
)

// checks looks at the fields of a payload and keeps the first thing that is wrong.
type checks struct{ err error }

// that demands a condition.
func (c *checks) that(ok bool, code strictjson.Code, field, reason string) {
	if !ok && c.err == nil {
		c.err = bad(code, "data."+field, reason)
	}
}

// text demands a text that is not blank.
func (c *checks) text(field, value string) {
	c.that(strings.TrimSpace(value) != "", Missing, field, "is empty")
}

// name demands a text that may become part of a key.
func (c *checks) name(field, value string) {
	c.text(field, value)
	c.that(len(value) <= maxName, BadValue, field, "is longer than 256 bytes")
}

// label demands a text that messages may be counted under.
func (c *checks) label(field, value string) {
	c.text(field, value)
	reason := inbound.LabelFault(value)
	c.that(reason == "", BadValue, field, reason)
}

// streamName demands a text that may become the name of a stream, in files and addresses too.
func (c *checks) streamName(field, value string) {
	c.name(field, value)
	c.that(!strings.ContainsFunc(value, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.:", r)
	}), BadValue, field, "has other characters than letters, digits and - _ . :")
}

// oneOf demands one of a closed list.
func (c *checks) oneOf(field, value string, allowed ...string) {
	c.that(value != "", Missing, field, "is one of "+strings.Join(allowed, ", "))
	c.that(slices.Contains(allowed, value), BadValue, field, "is one of "+strings.Join(allowed, ", "))
}

// instant demands a time that can be meant.
func (c *checks) instant(field string, at time.Time) {
	c.that(!at.IsZero(), Missing, field, "is missing")
	c.that(plausible(at), BadValue, field, "no plausible time")
}

// plausible tells a time that can be meant from the year 1 and its kind.
func plausible(at time.Time) bool { return at.Year() >= 1970 && at.Year() < 10_000 }

// source demands what names an incident.
func (c *checks) source(s incident.Source) {
	c.name("source.system", s.System)
	c.name("source.external_ref", s.ExternalRef)
	c.that(s.Seq >= 0, BadValue, "source.seq", "is below zero")
}

// scope demands that every flight can be told from every other.
func (c *checks) scope(field string, s incident.Scope) {
	for i, f := range s.Flights {
		at := field + ".flights[" + strconv.Itoa(i) + "]."
		for _, part := range []struct{ name, value string }{
			{"carrier", f.Carrier}, {"number", f.Number}, {"origin", f.Origin},
		} {
			c.name(at+part.name, part.value)
			c.that(!strings.Contains(part.value, "/"), BadValue, at+part.name, "has a slash, which separates the parts of a flight's key")
		}
		_, err := time.Parse(time.DateOnly, f.DateLocal)
		c.that(err == nil, BadValue, at+"date_local", "no date such as 2015-02-22")
		c.that(f.Std.IsZero() || plausible(f.Std), BadValue, at+"std", "no plausible time")
	}
	for _, list := range []struct {
		name   string
		values []string
	}{{"cells", s.Cells}, {"regions", s.Regions}, {"services", s.Services}} {
		for i, value := range list.values {
			c.name(field+"."+list.name+"["+strconv.Itoa(i)+"]", value)
		}
	}
	for i, value := range s.Services { // a misspelt emergency_call would not be a matter of life
		c.oneOf(field+".services["+strconv.Itoa(i)+"]", value, incident.Services()...)
	}
}

// capacity demands a number of units or none at all, and gives since when it holds.
func (c *checks) capacity(n *int, unlimited bool, asOf *time.Time, at time.Time) time.Time {
	c.that(n != nil || unlimited, Missing, "n", "the number of units, or unlimited")
	c.that(n == nil || !unlimited, BadValue, "n", "is given although there is no limit")
	c.that(n == nil || *n >= 0, BadValue, "n", "is below zero")
	if asOf.IsZero() {
		*asOf = at
	}
	c.instant("as_of", *asOf)
	return *asOf
}

// under puts the path of an error below another.
func under(prefix string, err error) error {
	e, ok := errors.AsType[*strictjson.Error](err)
	if !ok {
		return err
	}
	moved := *e
	moved.Offset = 0 // it counted from the beginning of the payload
	moved.Field = strings.TrimSuffix(prefix+"."+e.Field, ".")
	return &moved
}
