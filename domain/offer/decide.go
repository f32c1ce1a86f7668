package offer

import (
	"fmt"
	"slices"
	"time"

	"tocsin/domain"
)

// Decider of an offer stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("offer", Types)

func decide(c Command, s State) ([]Event, error) {
	if m, ok := c.(Make); ok {
		return makeOffer(m, s)
	}
	if s.Phase == Unknown {
		return nil, domain.Refuse(domain.NotFound, "no such offer")
	}
	switch c := c.(type) {
	case Make: // decided above
	case Accept:
		return accept(c, s)
	case Decline:
		return decline(c, s)
	case Expire:
		return expire(c, s)
	case Confirm:
		return confirm(c, s)
	case FailConfirm:
		return failConfirm(c, s)
	case Revoke:
		return revoke(c, s)
	case Replace:
		return replace(c, s)
	}
	panic(fmt.Sprintf("offer: no rule for %T", c))
}

func makeOffer(c Make, s State) ([]Event, error) {
	sorted := slices.Sorted(slices.Values(c.Made.Options))
	switch {
	case s.Phase != Unknown:
		return nil, nil
	case c.Made.Subject == "" || c.Made.Party == "" || c.Made.Seats < 1:
		return nil, domain.Refuse(domain.Invalid, "an offer names its party, the head of it and the seats")
	case len(sorted) == 0 || sorted[0] == "":
		return nil, domain.Refuse(domain.Invalid, "an offer has at least one option")
	case len(slices.Compact(sorted)) < len(c.Made.Options):
		return nil, domain.Refuse(domain.Invalid, "an option is named twice")
	case c.Made.ExpiresAt.IsZero():
		return nil, domain.Refuse(domain.Invalid, "expires_at is required")
	case c.Made.Held != "" && !slices.Contains(c.Made.Options, c.Made.Held):
		return nil, domain.Refuse(domain.Invalid, "the held option is none of the options")
	case c.Made.Held != "" && !slices.ContainsFunc(c.Made.Evidence, func(e domain.Evidence) bool {
		return e.Fact == "inventory.units_held" && e.Value == c.Made.Held
	}):
		return nil, domain.Refuse(domain.Conflict, "no units are held for the option")
	}
	return []Event{c.Made}, nil
}

// unanswered refuses an answer that comes after another one, or too late.
func (s State) unanswered(at time.Time) error {
	switch s.Phase {
	case Open:
		if at.After(s.ExpiresAt) {
			return domain.Refuse(domain.TooLate, "the offer has expired")
		}
		return nil
	case Lapsed:
		return domain.Refuse(domain.TooLate, "the offer has expired")
	case Chosen, Booked:
		return domain.Refuse(domain.Conflict, "the offer is accepted")
	case Refused:
		return domain.Refuse(domain.Conflict, "the offer was declined")
	case Failed, TakenBack, Superseded:
		return domain.Refuse(domain.Conflict, "the offer stands no more")
	case Unknown: // refused by decide
	}
	panic(fmt.Sprintf("offer: no phase %d", s.Phase))
}

func accept(c Accept, s State) ([]Event, error) {
	switch {
	case c.At.IsZero():
		return nil, domain.Refuse(domain.Invalid, "the time of the acceptance is required")
	case !slices.Contains(s.Options, c.Option):
		return nil, domain.Refuse(domain.Invalid, "not an option of this offer")
	case (s.Phase == Chosen || s.Phase == Booked) && c.Option == s.Option:
		return nil, nil
	}
	if err := s.unanswered(c.At); err != nil {
		return nil, err
	}
	return []Event{Accepted{Option: c.Option, Channel: c.Channel, At: c.At}}, nil
}

func decline(c Decline, s State) ([]Event, error) {
	if s.Phase == Refused {
		return nil, nil
	}
	if err := s.unanswered(c.Now); err != nil {
		return nil, err
	}
	return []Event{Declined{Reason: c.Reason}}, nil
}

// expire does nothing to an offer that was answered: the answer came first.
func expire(c Expire, s State) ([]Event, error) {
	switch {
	case s.Phase != Open:
		return nil, nil
	case c.Now.Before(s.ExpiresAt):
		return nil, domain.Refuse(domain.Conflict, "the offer still stands")
	}
	return []Event{Expired{}}, nil
}

func confirm(c Confirm, s State) ([]Event, error) {
	switch {
	case c.HostRef == "":
		return nil, domain.Refuse(domain.Invalid, "host_ref is required")
	case s.Phase == Booked && c.HostRef == s.HostRef:
		return nil, nil
	case s.Phase != Chosen:
		return nil, domain.Refuse(domain.Conflict, "the offer is not waiting for a confirmation")
	}
	return []Event{Confirmed{HostRef: c.HostRef}}, nil
}

func failConfirm(c FailConfirm, s State) ([]Event, error) {
	switch s.Phase {
	case Failed:
		return nil, nil
	case Chosen:
		return []Event{ConfirmationFailed{Reason: c.Reason}}, nil
	case Unknown, Open, Refused, Lapsed, Booked, TakenBack, Superseded:
		return nil, domain.Refuse(domain.Conflict, "the offer is not waiting for a confirmation")
	}
	panic(fmt.Sprintf("offer: no phase %d", s.Phase))
}

// revoke takes back what still stands; there is nothing to take back of what has ended.
func revoke(c Revoke, s State) ([]Event, error) {
	switch s.Phase {
	case Open, Chosen:
		return []Event{Revoked{Reason: c.Reason, ApologyStatementID: c.ApologyStatementID}}, nil
	case Booked:
		return nil, domain.Refuse(domain.Conflict, "the host has confirmed it")
	case Unknown, Refused, Lapsed, Failed, TakenBack, Superseded:
		return nil, nil
	}
	panic(fmt.Sprintf("offer: no phase %d", s.Phase))
}

func replace(c Replace, s State) ([]Event, error) {
	switch {
	case c.ReplacementOfferID == "":
		return nil, domain.Refuse(domain.Invalid, "the replacement is required")
	case s.Phase == Superseded && c.ReplacementOfferID == s.Replacement:
		return nil, nil
	case s.Phase != TakenBack && s.Phase != Failed:
		return nil, domain.Refuse(domain.Conflict, "only what was taken back or failed is replaced")
	}
	return []Event{Replaced{ReplacementOfferID: c.ReplacementOfferID}}, nil
}
