package main

import (
	"errors"
	"fmt"

	"tocsin/adapters/channels/sandbox"
	"tocsin/domain"
	"tocsin/domain/playbook"
)

// trial is what the oracles judge: the log of a crisis, decoded anew, and what was seen from outside the node. No oracle
// trusts anything that the node has folded.
type trial struct {
	records  []domain.Recorded
	rules    playbook.Playbook
	ledger   []sandbox.Entry     // of the provider, by first acceptance
	token    func(string) string // of a signed link
	drill    bool                // the whole crisis is an exercise
	answers  []doorAnswer        // to what was asked from outside
	saves    []saving            // of checkpoints
	held     map[string]domain.Position
	pictures map[string][]byte // of the last life, by name
	snapshot int               // which of the pictures is also folded with a snapshot now and then

	asked []policyRequest // what the policies asked, once it was needed
}

// oracle is one invariant of a crisis, as a small fold of its own.
type oracle struct {
	name    string
	holds   func(*trial) error
	atRest  bool // holds only when everything has come to rest, and nobody waits for a person
	promise string
}

// oracles lists them all. Those that look on while a crisis goes on name the position at which it was broken.
func oracles() []oracle {
	return []oracle{
		{name: "I1", holds: stockSuffices, promise: "promised units <= capacity; one live offer per party; confirmed or ended, never both"},
		{name: "I2", holds: oneVersionLives, promise: "one live version per statement; what is said refers to it"},
		{name: "I3", holds: versionsKeepOrder, promise: "each person gets the versions in order"},
		{name: "I4", holds: nobodyIsToldTwice, promise: "the provider took each notice at most once"},
		{name: "I5", holds: accountsBalance, atRest: true, promise: "owed = sent + suppressed + not reached; sent = the ledger"},
		{name: "I6", holds: onlyApprovedGoesOut, promise: "approved by somebody else than the author, and these very bytes"},
		{name: "I7", holds: exercisesStayInside, promise: "an exercise and a crisis never mix"},
		{name: "I8", holds: nothingOldGoesOut, promise: "no attempt of a version that is gone; behind the end of a crisis the all-clear alone"},
		{name: "I10", holds: callsEnd, promise: "calls end in time; nobody too many, off duty, over hours or booked twice"},
		{name: "I10", holds: noCallStaysOpen, atRest: true, promise: "no call is left open"},
		{name: "I12", holds: answersStand, promise: "what was answered is in the log once; source order is kept or marked"},
		{name: "I13", holds: picturesFollow, promise: "live, rebuilt and restored pictures are equal, byte for byte"},
		{name: "I15", holds: checkpointsRise, promise: "checkpoints rise, and nothing asked for below them is missing"},
		{name: "I16", holds: everythingHasACause, promise: "each reaction has an earlier cause, and no chain runs away"},
		{name: "I21", holds: detectorCountsOnce, promise: "events fed twice change nothing; no surge flickers"},
		{name: "I23", holds: whoSaidNoIsLeftAlone, promise: "no attempt behind an opt-out"},
		{name: "I25", holds: heldReactorsAskNothing, promise: "a reactor without its checkpoint asks nothing"},
		{name: "I25", holds: requestsEnd, atRest: true, promise: "each request ends as an event or as one refusal, and is followed up"},
		{name: "F1", holds: littleIsInFlight, promise: "no more is attempted at once than the provider takes"},
	}
}

// judge asks every oracle; where a reactor is held, those that want rest have nothing to say.
func (t *trial) judge() error {
	var broken []error
	for _, o := range oracles() {
		if o.atRest && len(t.held) > 0 {
			continue
		}
		if err := o.holds(t); err != nil {
			broken = append(broken, fmt.Errorf("%s: %w", o.name, err))
		}
	}
	return errors.Join(broken...)
}

// brokenAt names the place of a broken invariant.
func brokenAt(r domain.Recorded, format string, what ...any) error {
	return fmt.Errorf("position %d: "+format, append([]any{r.Position}, what...)...)
}
