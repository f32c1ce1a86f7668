package principals

import "time"

// Cue says when somebody does something that the script would otherwise draw a time for. The n-th such act takes the
// n-th cue of its name that is not past: activate; approve/KIND/ROLE, publish/KIND and send/KIND with the kind of the text;
// pull/N with the number of a lever that was proposed.
type Cue struct {
	Act string
	At  time.Time
}

// cued gives the instant of an act: that of its next cue, else after a time drawn by the names.
func (s *Script) cued(act string, since time.Time, drawn time.Duration) time.Time {
	for n, c := range s.cues {
		if c.Act == act && !c.At.Before(since) {
			s.cues = append(s.cues[:n:n], s.cues[n+1:]...)
			return c.At
		}
	}
	return since.Add(drawn)
}

// Cue hands the script its cues, in order.
func (s *Script) Cue(cues ...Cue) { s.cues = append(s.cues, cues...) }
