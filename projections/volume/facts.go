package volume

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/detect"
	feeds "tocsin/domain/feed"
	"tocsin/domain/reaction"
	"tocsin/domain/surge"
)

// facts are the surge facts that the fold itself has decided: the truth under one detector version. Recorded ones are
// compared with them, and never fed back.
type facts struct {
	list        []fact
	open        map[string]int // facts that were not recorded yet, by surge, kind and time
	differences []string
}

// fact is one decision. Line is what the digest sees of it, data the whole until it was compared.
type fact struct {
	at         int64
	key        Key
	kind       string
	surge      string
	line, data string
}

// differencesKept bounds the list; one is enough to know.
const differencesKept = 50

func newFacts() facts { return facts{open: map[string]int{}} }

func (f *facts) add(at int64, k Key, kind, id string, e surge.Event) {
	f.list = append(f.list, fact{at: at, key: k, kind: kind, surge: id, line: digestLine(e), data: text(e)})
	f.open[name(id, kind, at)] = len(f.list) - 1
}

func name(id, kind string, at int64) string { return id + "/" + kind + "/" + stamp(at) }

// onItsWay is how long, in milliseconds, a fact may still be on its way into the log after its time: the longest lateness
// of a lane, and an hour for a node that was down.
const onItsWay = 2 * detect.Hour

// differ lists what was recorded otherwise, and what should have been recorded by the watermark and was not.
func (f *facts) differ(watermark int64) []string {
	found := slices.Clone(f.differences)
	for _, x := range f.list {
		if len(found) >= differencesKept {
			break
		}
		if x.data != "" && x.at < watermark-onItsWay {
			found = append(found, name(x.surge, x.kind, x.at)+" was computed, and is not recorded")
		}
	}
	return found
}

// refused forgets a fact that the surge itself would not take: the log says so, and no record will follow.
func (f *facts) refused(e reaction.Refused) {
	n := domain.StreamID(e.To).Name() + "/" + e.Step
	if i, computed := f.open[n]; computed && e.Policy == policyName {
		f.list[i].data = ""
		delete(f.open, n)
	}
}

// compare holds a recorded fact against the computed one. What people and incidents add is not the detector's.
func (f *facts) compare(r domain.Recorded, e surge.Event) {
	kind, when := kindOf(e)
	if _, linked := e.(surge.Linked); linked || kind == "" {
		return
	}
	at := millis(when)
	n := name(r.Stream.Name(), kind, at)
	i, computed := f.open[n]
	switch {
	case !computed:
		f.note("%s at position %d is recorded, and was not computed", n, r.Position)
		return
	case f.list[i].data != text(e):
		f.note("%s at position %d: %s", n, r.Position, unlike(text(e), f.list[i].data))
	}
	f.list[i].data = ""
	delete(f.open, n)
}

// kindOf gives the word and the time of a fact that the fold asks for; an empty word for any other.
func kindOf(e domain.Event) (kind string, at time.Time) {
	switch e := e.(type) {
	case surge.Detected:
		return "detected", e.At
	case surge.Escalated:
		return "escalated", e.At
	case surge.Eased:
		return "eased", e.At
	case surge.Resumed:
		return "resumed", e.At
	case surge.Ended:
		return "ended", e.At
	case surge.Linked:
		return "linked", e.At
	case feeds.BaselineMissing:
		return "missing", e.At
	case feeds.FellSilent:
		return "fell_silent", e.At
	case feeds.Resumed:
		return "resumed", e.At
	}
	return "", at
}

func (f *facts) note(format string, args ...any) {
	if len(f.differences) < differencesKept {
		f.differences = append(f.differences, fmt.Sprintf(format, args...))
	}
}

// digest is SHA-256 over the facts without ids and positions, ordered by time, stream and kind.
func (f *facts) digest() string {
	order := slices.Clone(f.list)
	slices.SortStableFunc(order, func(a, b fact) int {
		return cmp.Or(cmp.Compare(a.at, b.at), compareKeys(a.key, b.key), cmp.Compare(a.kind, b.kind))
	})
	h := sha256.New()
	for _, x := range order {
		fmt.Fprintf(h, "%s %s %s %s\n", stamp(x.at), path(x.key), x.kind, x.line)
	}
	return "sha256:" + hexOf(h.Sum(nil))
}

// digestLine is a fact without what another order of recording could change: ids, positions and the counts of late
// events; and without what incidents explain.
func digestLine(e surge.Event) string {
	if d, ok := e.(surge.Detected); ok {
		d.Parent, d.ExplainedBy, d.Score, d.Examples, d.Position, d.Late = "", "", 0, nil, 0, 0
		return text(d)
	}
	return text(e)
}

func text(e surge.Event) string {
	b, err := json.Marshal(e)
	if err != nil {
		panic(fmt.Sprintf("volume: %v", err)) // rounded, finite numbers always marshal
	}
	return string(b)
}
