package feed

import (
	"math"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

func coverage(since time.Time) CoverageStarted {
	return CoverageStarted{Brand: "american", Channel: "social", Account: "@americanair", Since: since}
}

func history() BaselineImported {
	bins := make([]Bin, binsPerWeek)
	for i := range bins {
		bins[i] = Bin{Count: 40, ExposureH: 4}
	}
	return BaselineImported{
		Brand: "american", Channel: "social", Topic: "*", Zone: "America/Chicago", Bins: bins, Source: "archive", By: "m1", At: noon,
	}
}

func missing() BaselineMissing {
	return BaselineMissing{Brand: "american", Channel: "social", Since: noon, Observed: 25, LevelPerH: 0.2, At: noon}
}

func TestCoverage(t *testing.T) {
	s := domaintest.Given(t, Decider)
	s.When(StartCoverage{coverage(time.Time{})}).Refused(domain.Invalid)
	s.When(StartCoverage{CoverageStarted{Since: noon}}).Refused(domain.Invalid)
	s.When(StartCoverage{coverage(noon)}).Then(coverage(noon))
	s.When(StartCoverage{coverage(noon.Add(time.Hour))}).Then()
}

func TestImport(t *testing.T) {
	s := domaintest.Given(t, Decider)
	s.When(ImportBaseline{history()}).Then(history())
	s.When(ReportMissing{missing()}).Then(missing())
	s.When(ReportMissing{BaselineMissing{Brand: "american", Channel: "social"}}).Refused(domain.Invalid)
	for name, spoil := range map[string]func(*BaselineImported){
		"too few":      func(h *BaselineImported) { h.Bins = h.Bins[1:] },
		"negative":     func(h *BaselineImported) { h.Bins[3].Count = -1 },
		"not a number": func(h *BaselineImported) { h.Bins[3].ExposureH = math.NaN() },
		"infinite":     func(h *BaselineImported) { h.Bins[3].Count = math.Inf(1) },
		"no exposure":  func(h *BaselineImported) { h.Bins[3].ExposureH = 0 },
		"by nobody":    func(h *BaselineImported) { h.By = "" },
		"no brand":     func(h *BaselineImported) { h.Brand = "" },
	} {
		t.Run(name, func(t *testing.T) {
			h := history()
			spoil(&h)
			domaintest.Given(t, Decider).When(ImportBaseline{h}).Refused(domain.Invalid)
		})
	}
}

func TestSilence(t *testing.T) {
	fell := FellSilent{Brand: "american", Channel: "social", Since: noon, Expected: 14, At: noon.Add(time.Hour)}
	back := Resumed{Brand: "american", Channel: "social", At: noon.Add(2 * time.Hour)}
	s := domaintest.Given(t, Decider)
	s.When(ReportResumed{back}).Then()
	s.When(ReportSilent{fell}).Then(fell)
	s.When(ReportSilent{fell}).Then()
	s.When(ReportResumed{back}).Then(back)
	s.When(ReportSilent{fell}).Then(fell)
	s.When(ReportResumed{}).Refused(domain.Invalid)
}

func TestPostsAreHeldByOneCrisis(t *testing.T) {
	held := PostsHeld{Brand: "american", CrisisID: "c1", Refs: []string{"p1"}}
	free := PostsReleased{Brand: "american", CrisisID: "c1", Refs: []string{"p1"}}
	s := domaintest.Given(t, Decider)
	s.When(ReleasePosts{free}).Then()
	s.When(HoldPosts{held}).Then(held)
	s.When(HoldPosts{held}).Then()
	s.When(HoldPosts{PostsHeld{Brand: "american", CrisisID: "c2"}}).Refused(domain.Conflict)
	s.When(ReleasePosts{PostsReleased{Brand: "american", CrisisID: "c2"}}).Refused(domain.Conflict)
	s.When(ReleasePosts{free}).Then(free)
	s.When(HoldPosts{PostsHeld{Brand: "american"}}).Refused(domain.Invalid)
}

func TestGolden(t *testing.T) {
	h := history()
	domaintest.Golden(t, FeedTypes, coverage(noon))
	domaintest.Golden(t, BaselineTypes, h, missing())
	domaintest.Golden(t, ChannelTypes, FellSilent{Brand: "american", Channel: "social", Since: noon, Expected: 14, At: noon},
		Resumed{Brand: "american", Channel: "social", At: noon},
		PostsHeld{Brand: "american", CrisisID: "c1", Refs: []string{"p1"}},
		PostsReleased{Brand: "american", CrisisID: "c1"})
}
