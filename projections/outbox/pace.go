package outbox

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/outreach"
)

// applyOutreach notes which runs are stopped, and the pace of each: that of its plan, or the one at which it was resumed.
func (o *Outbox) applyOutreach(r domain.Recorded, e outreach.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case outreach.Planned:
		o.runs[id] = e.PartsPerS
	case outreach.Paused:
		o.stopped[id] = true
	case outreach.Resumed:
		delete(o.stopped, id)
		o.runs[id] = e.PartsPerS
	case outreach.Aborted:
		o.stopped[id] = true
		delete(o.runs, id)
	case outreach.Completed:
		delete(o.runs, id)
	case outreach.AudienceFrozen, outreach.SendApproved, outreach.WaveStarted:
	}
}

// Pace gives the rules of a kind of channel; ok is false when the playbook has none.
func (o *Outbox) Pace(kind string) (inFlight, attempts int, partsPerS float64, ok bool) {
	c, ok := o.rules.Channel(kind)
	return c.InFlight, c.Attempts, c.PartsPerS, ok
}

// RunPace is how many parts a second the run of a notice may send, whatever its channel takes; 0: as many as that.
func (o *Outbox) RunPace(ref Ref) float64 {
	return o.runs[o.batches[ref.Stream].request.OutreachID]
}

// Busy is how long a channel is kept by parts at a pace.
func Busy(parts int, perSecond float64) time.Duration {
	if !(perSecond > 0) {
		return 0
	}
	return time.Duration(float64(parts) / perSecond * float64(time.Second))
}
