package report

import (
	"testing"
	"time"

	"tocsin/domain/demand"
	"tocsin/domain/lever"
	"tocsin/projections/foldtest"
)

func TestALeverFromProposalToRelease(t *testing.T) {
	predicted := lever.Predicted{At: noon.Add(time.Hour), Without: lever.Desk{Backlog: 60, Utilisation: 3}, With: lever.Desk{Backlog: 40, Utilisation: 2}}
	measured := lever.Measured{DurationS: 7200, Foreseen: &lever.Desk{Backlog: 50, Utilisation: 2.5}}
	four := lever.Params{Duty: "letters", People: 2}
	s := foldtest.New(noon).
		Add("lever-blue", lever.Proposed{Lever: 4, Brand: "blue", Params: four}).
		At(time.Minute).Add("lever-blue", lever.Proposed{Lever: 4, Brand: "blue", Params: four}, // two hours on, still nobody
		lever.Pulled{Lever: 4, Brand: "blue", Params: four, Owner: "person/bronze", Predicted: predicted}, lever.DutyShed{Duty: "letters"},
		lever.Pulled{Lever: 5, Brand: "blue", Params: lever.Params{Share: 0.2}, Owner: "levers"}).
		At(time.Hour).Add("lever-blue", lever.DutyReturned{Duty: "letters"}, lever.Released{Lever: 4, Brand: "blue", Reason: "over", Measured: measured},
		lever.Released{Lever: 3, Brand: "blue"}, lever.Proposed{Lever: 4, Brand: "blue", Params: four})
	want(t, "levers", foldtest.Fold(New(), s.Records).Levers, []*Lever{
		{
			Lever: 4, Brand: "blue", Params: four, ProposedAt: noon, PulledAt: noon.Add(time.Minute), Owner: "person/bronze",
			ReleasedAt: noon.Add(time.Hour), Reason: "over", Predicted: predicted, Measured: &measured,
			Deviation: &LeverDeviation{Backlog: 10, Utilisation: 0.5}, Position: 1,
		},
		{Lever: 5, Brand: "blue", Params: lever.Params{Share: 0.2}, PulledAt: noon.Add(time.Minute), Owner: "levers", Position: 5},
		{Lever: 4, Brand: "blue", Params: four, ProposedAt: noon.Add(time.Hour), Position: 9},
	})
	for _, every := range []int{1, 3, 7} {
		foldtest.Restorable(t, New, s.Records, every)
	}
}

func TestTheBottleneckMoves(t *testing.T) {
	s := foldtest.New(noon).Add("demand-blue", demand.BottleneckMoved{Brand: "blue", To: "desk", Utilisation: 3}).
		At(time.Hour).Add("demand-blue", demand.BottleneckMoved{Brand: "blue", From: "desk"})
	want(t, "bottlenecks", foldtest.Fold(New(), s.Records).Bottlenecks, []Bottleneck{
		{Brand: "blue", To: "desk", At: noon, Utilisation: 3, Position: 1},
		{Brand: "blue", From: "desk", At: noon.Add(time.Hour), Position: 2},
	})
	foldtest.Restorable(t, New, s.Records, 1)
}
