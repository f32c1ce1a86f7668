package detect

import "errors"

// DefaultSettings are the defaults of the specification.
func DefaultSettings() Settings {
	return Settings{
		Version: "1",
		Alarm: AlarmSettings{
			Multiples: []float64{1.3, 1.6, 2, 3, 5, 8, 15}, PooledARLDays: 30, LeafARLDays: 180,
		},
		SlowArm: SlowArmSettings{Weight: 0.1, Multiples: 4, Guard: 1.2},
		Onset:   OnsetSettings{MinMultiple: 1.2, MaxMultiple: 20, MinExpected: 0.5},
		Baseline: BaselineSettings{
			PriorPerH: 1, LevelPriorH: 1, DayPriorH: 3, BinPriorH: 2, WeeklyKeep: 0.85, RestoreH: 48,
		},
		ColdStart: ColdStartSettings{
			ExposureH: 24, Events: 20, EventAgeH: 24, ProvisionalGuard: 2, MissingPerH: 20, MissingOverLevel: 20,
		},
		Dispersion: DispersionSettings{EveryMin: 5, Clip: 25, Memory: 2000, Start: 20},
		SlowNoise:  SlowNoiseSettings{EveryMin: 60, Clip: 1, FullAtExpected: 10, Memory: 500, Start: 10},
		Guard: GuardSettings{
			Floor: 1.2, PerSD: 2.15, LowRatePerH: 10, LowRateFloor: 1.4, ColdH: 168, ColdFloor: 1.5,
		},
		Level: LevelSettings{
			Edges: []float64{1.5, 3, 6}, MinCustomers: 5, WindowMin: 10, WindowExpected: 30, WindowMaxH: 24, InARow: 2,
		},
		Closing: ClosingSettings{
			Multiple: 1.5, Odds: 100, QuietMin: 30, QuietExpected: 3, QuietOverMin: 60,
			MinBetweenMin: 10, ResumeWithin: 30,
		},
		Shape:   ShapeSettings{Expected: 10, Growing: 1.5, Receding: 0.67},
		Silence: SilenceSettings{Rates: []float64{0.5, 0.2, 0.05}, ARLDays: 30, MinExpected: 5, ColdGuard: 3},
		CallOut: CallOutSettings{OverDailyMax: 1.4, HalfLifeDays: 5, AfterDays: 7, Level: 1, KeepDays: 35},
		Counting: CountingSettings{
			RepeatMin: 30, DropAfterH: 24, EchoH: 24, LateShare: 0.01,
			LatenessS:  map[string]float64{"chat": 5, "social": 60, "email": 900, "*": 60},
			PooledMaxS: 60, SettleS: 2, ExamplesKept: 32, Examples: 3,
		},
		Linking: LinkingSettings{GroupMin: 60, IncidentMin: 30, RestShare: 0.5, Parts: 1, JoinShare: 0.5},
	}
}

// Errors of Settings.Validate.
var (
	errMultiples = errors.New("detect: alarm.multiples must name at least one multiple above 1")
	errRates     = errors.New("detect: silence.rates must lie between 0 and 1")
	errEdges     = errors.New("detect: level.edges must rise and lie above 1")
	errPositive  = errors.New("detect: a duration, prior or threshold that must be above 0 is not")
	errGuard     = errors.New("detect: every guard floor must be at least 1 (at exactly 1 a small error of the baseline voids the promise)")
	errSlowArm   = errors.New("detect: slow_arm wants a weight below 1, a guard of at least 1 and as many multiples as alarm has, at most")
	errKeep      = errors.New("detect: baseline.weekly_keep must lie in (0, 1]")
)

// Validate tells settings that would make the arithmetic meaningless.
func (s Settings) Validate() error {
	for _, m := range s.Alarm.Multiples {
		if m <= 1 {
			return errMultiples
		}
	}
	for _, r := range s.Silence.Rates {
		if r <= 0 || r >= 1 {
			return errRates
		}
	}
	for i, e := range s.Level.Edges {
		if e <= 1 || i > 0 && e <= s.Level.Edges[i-1] {
			return errEdges
		}
	}
	switch {
	case len(s.Alarm.Multiples) == 0:
		return errMultiples
	case s.Guard.Floor < 1 || s.Guard.LowRateFloor < 1 || s.Guard.ColdFloor < 1 || s.ColdStart.ProvisionalGuard < 1:
		return errGuard
	case s.SlowArm.Weight < 0 || s.SlowArm.Weight >= 1 || s.SlowArm.Guard < 1 ||
		s.SlowArm.Multiples < 1 || s.SlowArm.Multiples > len(s.Alarm.Multiples):
		return errSlowArm
	case s.Baseline.WeeklyKeep <= 0 || s.Baseline.WeeklyKeep > 1:
		return errKeep
	case min(s.Alarm.PooledARLDays, s.Alarm.LeafARLDays, s.Silence.ARLDays, s.Baseline.PriorPerH, s.Baseline.LevelPriorH,
		s.Baseline.DayPriorH, s.Baseline.BinPriorH, s.Onset.MinMultiple-1, s.Closing.Multiple-1, s.Closing.Odds-1,
		s.Dispersion.Memory, s.Dispersion.Start, s.SlowNoise.Memory, s.SlowNoise.Start, s.SlowNoise.FullAtExpected,
		s.CallOut.HalfLifeDays, s.Linking.IncidentMin) <= 0:
		return errPositive
	case s.Baseline.RestoreH < 1 || s.Dispersion.EveryMin < 1 || s.SlowNoise.EveryMin < 1 || s.Level.InARow < 1 ||
		s.Counting.ExamplesKept < 0 || s.CallOut.KeepDays < 1:
		return errPositive
	}
	return nil
}

// Rules are checked Settings with what follows from them worked out once. They are read-only and shared by streams.
type Rules struct {
	Settings
	logMultiples []float64 // ln rho of the alarm
	logRates     []float64 // ln rho of the silence test
	hullSlope    float64   // (m-1)/ln m of the smallest multiple: events per expected event that keep an onset
	logClosing   float64   // ln of closing.multiple
	closeAt      float64   // ln of closing.odds
	dayKeep      float64   // weight a daily maximum keeps per day
}

// NewRules checks settings and prepares them.
func NewRules(s Settings) (*Rules, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	r := &Rules{Settings: s}
	for _, m := range s.Alarm.Multiples {
		r.logMultiples = append(r.logMultiples, Log(m))
	}
	for _, m := range s.Silence.Rates {
		r.logRates = append(r.logRates, Log(m))
	}
	r.hullSlope = (s.Onset.MinMultiple - 1) / Log(s.Onset.MinMultiple)
	r.logClosing = Log(s.Closing.Multiple)
	r.closeAt = Log(s.Closing.Odds)
	r.dayKeep = Exp(-Log(2) / s.CallOut.HalfLifeDays)
	return r, nil
}
