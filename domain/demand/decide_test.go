package demand

import (
	"math"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var t0 = time.Date(2015, 2, 22, 9, 0, 0, 0, time.UTC)

func moved(from, to string) Event { return movedOf(from, to) }

func movedOf(from, to string) BottleneckMoved {
	return BottleneckMoved{Brand: "american", From: from, To: to, Utilisation: 1.4, At: t0}
}

func TestStoredShapes(t *testing.T) {
	domaintest.Golden(t, Types, movedOf("approval", "desk"))
}

func TestABottleneckMovesFromWhereItWas(t *testing.T) {
	domaintest.Given(t, Decider).When(MoveBottleneck{movedOf("anything", "desk")}).Then(moved("", "desk"))
	domaintest.Given(t, Decider, moved("", "desk")).When(MoveBottleneck{movedOf("", "outreach")}).Then(moved("desk", "outreach"))
	domaintest.Given(t, Decider, moved("", "desk")).When(MoveBottleneck{movedOf("", "")}).Then(moved("desk", ""))
	domaintest.Given(t, Decider, moved("", "desk")).When(MoveBottleneck{movedOf("", "desk")}).Then()
}

func TestABottleneckIsSaidInFull(t *testing.T) {
	for _, change := range []func(*BottleneckMoved){
		func(e *BottleneckMoved) { e.Brand = "" }, func(e *BottleneckMoved) { e.At = time.Time{} },
		func(e *BottleneckMoved) { e.Utilisation = -1 }, func(e *BottleneckMoved) { e.Utilisation = math.NaN() },
	} {
		e := movedOf("", "desk")
		change(&e)
		domaintest.Given(t, Decider).When(MoveBottleneck{e}).Refused(domain.Invalid)
	}
}
