package feed

import (
	"fmt"
	"math"

	"tocsin/domain"
)

// State of a feed, baseline or channel stream: whichever of its fields its category uses.
type State struct {
	Covered bool
	Silent  bool
	HeldBy  string // crisis whose single voice is in force
}

// Decider of feed, baseline and channel streams.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve, Lasting: true}

// FeedKind, BaselineKind and ChannelKind are the names that the wiring lists.
var (
	FeedKind     = Decider.Kind("feed", FeedTypes)
	BaselineKind = Decider.Kind("baseline", BaselineTypes)
	ChannelKind  = Decider.Kind("channel", ChannelTypes)
)

// binsPerWeek is how many hours of a week a baseline describes.
const binsPerWeek = 168

func decide(c Command, s State) ([]Event, error) {
	switch c := c.(type) {
	case StartCoverage:
		if s.Covered {
			return nil, nil
		}
		return named(c.CoverageStarted.Brand, c.CoverageStarted.Channel, !c.CoverageStarted.Since.IsZero(), "since", c.CoverageStarted)
	case ImportBaseline:
		return importBaseline(c)
	case ReportMissing:
		return named(c.BaselineMissing.Brand, c.BaselineMissing.Channel, !c.BaselineMissing.Since.IsZero(), "since", c.BaselineMissing)
	case ReportSilent:
		if s.Silent {
			return nil, nil
		}
		return named(c.FellSilent.Brand, c.FellSilent.Channel, !c.FellSilent.Since.IsZero(), "since", c.FellSilent)
	case ReportResumed:
		if !s.Silent {
			return nil, nil
		}
		return named(c.Resumed.Brand, c.Resumed.Channel, true, "", c.Resumed)
	case HoldPosts:
		return hold(c, s)
	case ReleasePosts:
		if s.HeldBy == "" {
			return nil, nil
		}
		if s.HeldBy != c.PostsReleased.CrisisID {
			return nil, domain.Refuse(domain.Conflict, "another crisis holds the posts")
		}
		return []Event{c.PostsReleased}, nil
	}
	panic(fmt.Sprintf("feed: no rule for %T", c))
}

// named refuses what says nothing of brand or channel, or lacks a required field.
func named(brand, channel string, has bool, field string, e Event) ([]Event, error) {
	switch {
	case brand == "" || channel == "":
		return nil, domain.Refuse(domain.Invalid, "brand and channel are required")
	case !has:
		return nil, domain.Refuse(domain.Invalid, "%s is required", field)
	}
	return []Event{e}, nil
}

func importBaseline(c ImportBaseline) ([]Event, error) {
	if len(c.BaselineImported.Bins) != binsPerWeek {
		return nil, domain.Refuse(domain.Invalid, "bins: want %d, one per hour of the week", binsPerWeek)
	}
	for hour, bin := range c.BaselineImported.Bins {
		switch {
		case !finite(bin.Count) || !finite(bin.ExposureH):
			return nil, domain.Refuse(domain.Invalid, "bins[%d]: must be finite and not negative", hour)
		case bin.Count > 0 && bin.ExposureH == 0:
			return nil, domain.Refuse(domain.Invalid, "bins[%d]: a count needs an exposure", hour)
		}
	}
	return named(c.BaselineImported.Brand, c.BaselineImported.Channel, c.BaselineImported.Source != "" && c.BaselineImported.By != "", "source and by", c.BaselineImported)
}

// finite is a number from 0 up; not-a-number is none.
func finite(v float64) bool { return v >= 0 && v <= math.MaxFloat64 }

func hold(c HoldPosts, s State) ([]Event, error) {
	switch {
	case c.PostsHeld.CrisisID == "" || c.PostsHeld.Brand == "":
		return nil, domain.Refuse(domain.Invalid, "brand and crisis_id are required")
	case s.HeldBy == c.PostsHeld.CrisisID:
		return nil, nil
	case s.HeldBy != "":
		return nil, domain.Refuse(domain.Conflict, "another crisis holds the posts")
	}
	return []Event{c.PostsHeld}, nil
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case CoverageStarted:
		s.Covered = true
		return s
	case FellSilent:
		s.Silent = true
		return s
	case Resumed:
		s.Silent = false
		return s
	case PostsHeld:
		s.HeldBy = e.CrisisID
		return s
	case PostsReleased:
		s.HeldBy = ""
		return s
	case BaselineImported, BaselineMissing:
		return s
	}
	panic(fmt.Sprintf("feed: no fold for %T", e))
}
