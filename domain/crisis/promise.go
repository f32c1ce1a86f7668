package crisis

import (
	"slices"

	"tocsin/domain"
)

func makePromise(c MakePromise, s State) ([]Event, error) {
	_, known := s.promise(c.PromiseMade.PromiseID)
	switch {
	case c.PromiseMade.PromiseID == "" || c.PromiseMade.Audience == "":
		return nil, domain.Refuse(domain.Invalid, "promise_id and audience are required")
	case c.PromiseMade.At.IsZero():
		return nil, domain.Refuse(domain.Invalid, "at is required")
	case c.PromiseMade.StatementID == "" || c.PromiseMade.StatementVersion < 1:
		return nil, domain.Refuse(domain.Invalid, "a promise names the statement that makes it")
	case known:
		return nil, nil
	case s.Phase == PhaseStoodDown:
		return nil, domain.Refuse(domain.Conflict, "the crisis is over")
	case slices.ContainsFunc(s.Promises, func(p Promise) bool { return p.Fate == Open && p.Audience == c.PromiseMade.Audience }):
		return nil, domain.Refuse(domain.Conflict, "a promise to this audience is open")
	}
	return []Event{c.PromiseMade}, nil
}

func keepPromise(c KeepPromise, s State) ([]Event, error) {
	i, known := s.promise(c.PromiseID)
	switch {
	case !known:
		return nil, noPromise()
	case c.At.IsZero():
		return nil, domain.Refuse(domain.Invalid, "at is required")
	case s.Promises[i].Fate == Kept:
		return nil, nil
	case s.Promises[i].Fate == Broken:
		return nil, domain.Refuse(domain.Conflict, "the promise is broken already")
	}
	lag := max(0, c.At.Sub(s.Promises[i].At).Seconds())
	return []Event{PromiseKept{PromiseID: c.PromiseID, LagS: lag}}, nil
}

func breakPromise(c BreakPromise, s State) ([]Event, error) {
	i, known := s.promise(c.PromiseID)
	switch {
	case !known:
		return nil, noPromise()
	case s.Promises[i].Fate == Broken:
		return nil, nil
	case s.Promises[i].Fate == Kept:
		return nil, domain.Refuse(domain.Conflict, "the promise was kept")
	case !c.Now.After(s.Promises[i].At):
		return nil, domain.Refuse(domain.Conflict, "the promise is not due yet")
	}
	return []Event{PromiseBroken{PromiseID: c.PromiseID}}, nil
}

func renewPromise(c RenewPromise, s State) ([]Event, error) {
	i, known := s.promise(c.PromiseID)
	switch {
	case !known:
		return nil, noPromise()
	case c.Reason == "":
		return nil, domain.Refuse(domain.Invalid, "reason is required")
	case s.Promises[i].Fate != Open:
		return nil, domain.Refuse(domain.Conflict, "the promise is not open")
	case c.To.Equal(s.Promises[i].At):
		return nil, nil
	case !c.Now.Before(s.Promises[i].At):
		return nil, domain.Refuse(domain.TooLate, "the promise is due")
	case !c.To.After(c.Now):
		return nil, domain.Refuse(domain.Invalid, "a promise is renewed to a later time than now")
	}
	return []Event{PromiseRenewed{PromiseID: c.PromiseID, To: c.To, Reason: c.Reason}}, nil
}

func noPromise() error { return domain.Refuse(domain.NotFound, "there is no such promise") }
