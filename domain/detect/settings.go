package detect

// Settings are all numbers of the detector. They come from the adopted playbook; DefaultSettings are the measured
// defaults. A change of any of them is a new detector version.
type Settings struct {
	Version    string             `json:"version"`
	Alarm      AlarmSettings      `json:"alarm"`
	SlowArm    SlowArmSettings    `json:"slow_arm"`
	Onset      OnsetSettings      `json:"onset"`
	Baseline   BaselineSettings   `json:"baseline"`
	ColdStart  ColdStartSettings  `json:"cold_start"`
	Dispersion DispersionSettings `json:"dispersion"`
	SlowNoise  SlowNoiseSettings  `json:"slow_noise"`
	Guard      GuardSettings      `json:"guard"`
	Level      LevelSettings      `json:"level"`
	Closing    ClosingSettings    `json:"closing"`
	Shape      ShapeSettings      `json:"shape"`
	Silence    SilenceSettings    `json:"silence"`
	CallOut    CallOutSettings    `json:"call_out"`
	Counting   CountingSettings   `json:"counting"`
	Linking    LinkingSettings    `json:"linking"`
}

// AlarmSettings: the mixture e-detector. Its threshold is the wanted time between false openings of one stream.
type AlarmSettings struct {
	Multiples     []float64 `json:"multiples"`       // the rates it looks for, as multiples of the guarded baseline
	PooledARLDays float64   `json:"pooled_arl_days"` // threshold of streams with a "*"
	LeafARLDays   float64   `json:"leaf_arl_days"`   // threshold of brand x channel x topic
}

// SlowArmSettings: a second alarm for small surges that last. It takes the wandering of the rate over an hour for
// dispersion, which grows with the rate, and so gets by with a smaller guard: slower at once, far sooner for a doubling.
type SlowArmSettings struct {
	Weight    float64 `json:"weight"`    // of its evidence beside the first alarm's; 0: there is none
	Multiples int     `json:"multiples"` // it looks for the first so many of alarm.multiples
	Guard     float64 `json:"guard"`
}

// OnsetSettings: the hull of possible onsets.
type OnsetSettings struct {
	MinMultiple float64 `json:"min_multiple"` // an onset explains at least this multiple
	MaxMultiple float64 `json:"max_multiple"`
	MinExpected float64 `json:"min_expected"` // below it a multiple is not shown
}

// BaselineSettings: the hour-of-week tables. Priors are in hours of exposure.
type BaselineSettings struct {
	PriorPerH   float64 `json:"prior_per_h"` // rate before anything is known
	LevelPriorH float64 `json:"level_prior_h"`
	DayPriorH   float64 `json:"day_prior_h"`
	BinPriorH   float64 `json:"bin_prior_h"`
	WeeklyKeep  float64 `json:"weekly_keep"` // once a week all tables are multiplied by it
	RestoreH    int     `json:"restore_h"`   // how far back a closed surge is taken out of what was learned
}

// ColdStartSettings: when a feed has a baseline.
type ColdStartSettings struct {
	ExposureH        float64 `json:"exposure_h"`         // covered for so long
	Events           int     `json:"events"`             // the n-th learned event ...
	EventAgeH        float64 `json:"event_age_h"`        // ... is at least so old
	ProvisionalGuard float64 `json:"provisional_guard"`  // guard while only a configured rate is known
	MissingPerH      float64 `json:"missing_per_h"`      // more than this in an hour, and ...
	MissingOverLevel float64 `json:"missing_over_level"` // ... more than this many times the level: it began unannounced
}

// DispersionSettings: clustering of arrivals over some minutes, as variance over mean.
type DispersionSettings struct {
	EveryMin int     `json:"every_min"`
	Clip     float64 `json:"clip"`   // largest value of one reading
	Memory   float64 `json:"memory"` // readings, in the long run
	Start    float64 `json:"start"`  // readings the first value weighs
}

// SlowNoiseSettings: variance of the rate itself over an hour, relative to the mean squared.
type SlowNoiseSettings struct {
	EveryMin       int     `json:"every_min"`
	Clip           float64 `json:"clip"`
	FullAtExpected float64 `json:"full_at_expected"` // an interval that expects less weighs less
	Memory         float64 `json:"memory"`
	Start          float64 `json:"start"`
}

// GuardSettings: the factor on the baseline that the alarm forgives.
type GuardSettings struct {
	Floor        float64 `json:"floor"`
	PerSD        float64 `json:"per_sd"` // times the standard deviation of the slow noise
	LowRatePerH  float64 `json:"low_rate_per_h"`
	LowRateFloor float64 `json:"low_rate_floor"` // below LowRatePerH slow noise cannot be learned
	ColdH        float64 `json:"cold_h"`
	ColdFloor    float64 `json:"cold_floor"` // until ColdH of exposure
}

// LevelSettings: how the multiple becomes a level 0 to 3.
type LevelSettings struct {
	Edges          []float64 `json:"edges"`         // lower edge of levels 1, 2, 3
	MinCustomers   float64   `json:"min_customers"` // below it the level is 0
	WindowMin      float64   `json:"window_min"`    // evaluated over at least this long,
	WindowExpected float64   `json:"window_expected"`
	WindowMaxH     float64   `json:"window_max_h"`
	InARow         int       `json:"in_a_row"` // evaluations (minutes) that must agree
}

// ClosingSettings: when a surge is over.
type ClosingSettings struct {
	Multiple      float64 `json:"multiple"` // evidence for the guarded baseline against this multiple of it
	Odds          float64 `json:"odds"`     // that close it
	QuietMin      float64 `json:"quiet_min"`
	QuietExpected float64 `json:"quiet_expected"` // or nothing for QuietMin and as long as these would take
	QuietOverMin  float64 `json:"quiet_over_min"`
	MinBetweenMin float64 `json:"min_between_min"` // at most one opening or closing in so long
	ResumeWithin  float64 `json:"resume_within_min"`
}

// ShapeSettings: whether a surge grows.
type ShapeSettings struct {
	Expected float64 `json:"expected"` // the last so many expected events against all since onset
	Growing  float64 `json:"growing"`
	Receding float64 `json:"receding"`
}

// SilenceSettings: the mirror test on channel totals.
type SilenceSettings struct {
	Rates   []float64 `json:"rates"`    // fractions of the baseline it looks for
	ARLDays float64   `json:"arl_days"` // wanted time between false alarms
	// MinExpected: nothing came while so many guarded events were to be expected. A rate that has only fallen is not silent.
	MinExpected float64 `json:"min_expected"`
	ColdGuard   float64 `json:"cold_guard"` // guard while not every hour of the week has been seen (guard.cold_h)
}

// CallOutSettings: what it takes, beyond opening, to call people out.
type CallOutSettings struct {
	OverDailyMax float64 `json:"over_daily_max"` // times the mean of the daily maximum of ln e
	HalfLifeDays float64 `json:"half_life_days"`
	AfterDays    int     `json:"after_days"` // of history; earlier the level alone decides
	Level        int     `json:"level"`
	KeepDays     int     `json:"keep_days"` // daily maxima kept for reports
}

// CountingSettings: who is counted, and how long an event is waited for.
type CountingSettings struct {
	RepeatMin    float64            `json:"repeat_min"` // the same customer counts once in so long
	DropAfterH   float64            `json:"drop_after_h"`
	EchoH        float64            `json:"echo_h"`     // so long after a notice its reader's message on that channel is an answer to it
	LateShare    float64            `json:"late_share"` // of an hour's events; above it the board says so
	LatenessS    map[string]float64 `json:"lateness_s"` // per channel; "*" for the others
	PooledMaxS   float64            `json:"pooled_max_s"`
	SettleS      float64            `json:"settle_s"`      // a record may reach a reader so much after the instant it is stamped with
	ExamplesKept int                `json:"examples_kept"` // latest events a stream remembers for its surge
	Examples     int                `json:"examples"`      // conversations named in a surge
}

// LinkingSettings: what belongs together.
type LinkingSettings struct {
	GroupMin    float64 `json:"group_min"`    // onsets nearer than this form one group
	IncidentMin float64 `json:"incident_min"` // score = ln e - |onset - start| / this
	RestShare   float64 `json:"rest_share"`   // of its odds that must be left without the surges told, or it is not told; 0: all are told
	Parts       int     `json:"parts"`        // whose excess a sum is spared, the largest first; 0: all
	JoinShare   float64 `json:"join_share"`   // of an excess in common that makes two surges one; 0: nearness of onsets alone
}
