package volume

import (
	"encoding/hex"
	"slices"
	"strconv"

	"tocsin/domain"
	"tocsin/domain/detect"
	feeds "tocsin/domain/feed"
	"tocsin/domain/surge"
)

// Decision is a request that the fold has come to, and the instant from which it could be known.
type Decision struct {
	domain.Request
	ReleasedAt int64 // milliseconds: time of the step and the lateness of its lane
}

func (f *fold) ask(released int64, to domain.StreamID, cause [16]byte, step string, command any) {
	f.decided = append(f.decided, Decision{
		Request:    domain.Request{To: to, Command: command, Cause: domain.EventID(cause).String(), Step: step},
		ReleasedAt: released,
	})
}

// decide turns a change of a stream into a request, and keeps it as a fact.
func (f *fold) decide(l *lane, s *stream, c detect.Change) {
	released := c.At + l.Lateness
	if c.Kind == detect.FellSilent {
		f.fellSilent(s, c, released)
		return
	}
	id := ""
	if c.Kind == detect.Opened {
		id = SurgeID(f.rules.Version, s.key, c.SurgeAt)
	} else {
		id = s.open.id
	}
	at, m := instant(c.At), multiple(c.Multiple)
	var command any
	var event surge.Event
	switch c.Kind {
	case detect.Opened:
		d := f.detected(s, c, id)
		command, event = surge.Detect{Detected: d}, d
	case detect.Resumed:
		s.open.open, s.open.lnE = true, c.LnE
		e := surge.Resumed{Level: c.Level, Multiple: m, At: at}
		command, event = surge.Resume{Resumed: e}, e
	case detect.Escalated:
		e := surge.Escalated{FromLevel: c.FromLevel, Level: c.Level, Multiple: m, Shape: c.Shape, CallOut: c.CallOut, At: at}
		command, event = surge.Escalate{Escalated: e}, e
	case detect.Eased:
		e := surge.Eased{FromLevel: c.FromLevel, Level: c.Level, Multiple: m, Shape: c.Shape, At: at}
		command, event = surge.Ease{Eased: e}, e
	case detect.Ended:
		s.open.open, s.open.ended = false, c.At
		e := surge.Ended{
			At: at, PeakMultiple: round(c.Peak), Excess: round(c.Observed - c.Expected),
			DurationS: float64(c.At-c.SurgeAt) / 1000, Reason: c.Reason,
		}
		command, event = surge.End{Ended: e}, e
	case detect.FellSilent: // of a feed and no surge: told above
	}
	f.facts.add(c.At, s.key, c.Kind.String(), id, event)
	f.ask(released, surge.Stream(id), s.last.id, c.Kind.String()+"/"+stamp(c.At), command)
	if c.Kind == detect.Resumed && !s.open.explained { // an incident may have come while it was over
		if i, score := f.explanation(s.key, s.open.onset, s.open.lnE); i != "" {
			f.explain(s, i, score, s.last.id, c.At, released)
		}
	}
}

// detected is the whole word of an opening.
func (f *fold) detected(s *stream, c detect.Change, id string) surge.Detected {
	d := surge.Detected{
		Key: s.key, At: instant(c.At), OnsetAt: instant(c.OnsetAt), Level: c.Level, Baseline: c.Basis.String(),
		DetectorVersion: f.rules.Version, Observed: round(c.Observed), Expected: round(c.Expected),
		Multiple: multiple(c.Multiple), EValue: round(c.EValue), ArlEquivalentS: round(c.Evidence), Threshold: round(c.Threshold),
		Lambda: round(c.Rate), Guard: round(c.Guard), Dispersion: round(c.Phi), ExposureH: round(c.ExposureH),
		CallOut: c.CallOut, Parent: f.parent(s, c), Position: domain.Position(s.last.position),
	}
	if i, score := f.explanation(s.key, c.OnsetAt, c.LnE); i != "" {
		d.ExplainedBy, d.Score = i, round(score)
	}
	d.Topics, d.NegativeShare, d.Examples = f.talk(s, c.OnsetAt)
	d.Late = int(f.lateOf(s))
	s.open = &episode{id: id, open: true, onset: c.OnsetAt, lnE: c.LnE, explained: d.ExplainedBy != ""}
	return d
}

// parent is the strongest open surge of the group that this one joins: onsets near each other, and a brand or a topic in
// common, or one stream part of the other; or most of an excess in common. The first of a group has none.
func (f *fold) parent(s *stream, c detect.Change) (id string) {
	best := c.LnE
	if f.rules.Linking.JoinShare > 0 {
		best = 0 // who is told first leads the group, however strong the next one is
	}
	for _, o := range f.sorted() {
		if o == s || o.open == nil || !o.open.open || o.open.held {
			continue
		}
		near := related(o.key, s.key) && abs(o.open.onset-c.OnsetAt) < durationMs(f.rules.Linking.GroupMin) || f.shares(s, o, c)
		if near && (o.open.lnE > best || id == "" && o.open.lnE == best) {
			best, id = o.open.lnE, o.open.id
		}
	}
	return id
}

func related(a, b Key) bool {
	return a.Brand == b.Brand && a.Brand != All || a.Topic == b.Topic && a.Topic != All || covers(a, b) || covers(b, a)
}

// covers tells that every message of b counts in a.
func covers(a, b Key) bool {
	part := func(a, b string) bool { return a == b || a == All }
	return part(a.Brand, b.Brand) && part(a.Topic, b.Topic) && part(a.Channel, b.Channel)
}

// talk says what the counted messages since the onset are about, how many complain, and names the last of them.
func (f *fold) talk(s *stream, onset int64) (topics []surge.TopicShare, negative float64, examples []string) {
	count, total, bad := map[string]int{}, 0, 0
	for r := range s.recent.backward() {
		if r.at < onset {
			break
		}
		count[r.topic]++
		total++
		if r.negative {
			bad++
		}
		if len(examples) < f.rules.Counting.Examples && !slices.Contains(examples, r.conversation) {
			examples = append(examples, r.conversation)
		}
	}
	if total == 0 {
		return nil, 0, nil
	}
	if s.key.Topic == All {
		topics = topShares(count, total)
	}
	return topics, round(float64(bad) / float64(total)), examples
}

// lateOf counts the late events of this hour in the feeds of a stream.
func (f *fold) lateOf(s *stream) (late int64) {
	for _, fd := range f.feeds {
		if (s.key.Brand == All || s.key.Brand == fd.brand) && (s.key.Channel == All || s.key.Channel == fd.channel) {
			late += fd.hours.late
		}
	}
	return late
}

func (f *fold) fellSilent(total *stream, c detect.Change, released int64) {
	k := total.key
	f.setSilent(f.feeds[f.feedIndex[[2]string{k.Brand, k.Channel}]], true, c.Since)
	f.ask(released, ChannelStream(k.Brand, k.Channel), total.last.id, "fell_silent/"+stamp(c.At),
		feeds.ReportSilent{FellSilent: feeds.FellSilent{
			Brand: k.Brand, Channel: k.Channel, Since: instant(c.Since), Expected: round(c.Expected), At: instant(c.At),
		}})
}

func (f *fold) reportResumed(fd *feed, a detect.Arrival, t int64) {
	f.ask(t+fd.lateness, ChannelStream(fd.brand, fd.channel), a.Event, "resumed/"+stamp(t),
		feeds.ReportResumed{Resumed: feeds.Resumed{Brand: fd.brand, Channel: fd.channel, At: instant(t)}})
}

func (f *fold) reportMissing(fd *feed, total *stream, since, t int64, observed, level float64) {
	f.ask(t+fd.lateness, BaselineStream(total.key), total.last.id, "missing/"+stamp(t),
		feeds.ReportMissing{BaselineMissing: feeds.BaselineMissing{
			Brand: fd.brand, Channel: fd.channel, Since: instant(since), Observed: round(observed), LevelPerH: round(level),
			At: instant(t),
		}})
}

func multiple(i detect.Interval) surge.Multiple {
	return surge.Multiple{Lo: round(i.Lo), Mid: round(i.Mid), Hi: round(i.Hi)}
}

// round keeps 6 significant digits: what a payload says need not tell one processor from another.
func round(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
	if err != nil || r-r != 0 { // not a number, or infinite: neither is JSON
		return 0
	}
	return r
}

func abs(v int64) int64 { return max(v, -v) }

func hexOf(b []byte) string { return hex.EncodeToString(b) }
