// Package playbook holds the rules that an operator may change: thresholds, texts, staff, stock. A playbook is adopted
// whole into the log (playbook-{id}), so that everything replays from the log alone.
package playbook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"tocsin/domain/outreach"
)

// Playbook is the whole set of rules under which a node decides. Times are in the unit that the name says.
type Playbook struct {
	ID        string   `json:"id"`
	Version   int      `json:"version"`
	Domain    string   `json:"domain"`    // air, rail, telecom
	Languages []string `json:"languages"` // of statements; the first is the master
	Zone      string   `json:"zone"`      // IANA, for hours of the week and promised local times
	Offsets   []Offset `json:"offsets"`   // of Zone, so that no reader needs a zone database

	Trigger    Trigger   `json:"trigger"`
	Detector   Detector  `json:"detector"`
	Cell       Cell      `json:"cell"`
	Approvals  Approvals `json:"approvals"`
	Promise    Promise   `json:"promise"`
	Outreach   Outreach  `json:"outreach"`
	Stock      []Stock   `json:"stock"`
	Offer      Offer     `json:"offer"`
	Forecast   Forecast  `json:"forecast"`
	Desk       Desk      `json:"desk"`
	Callout    Callout   `json:"callout"`
	Levers     Levers    `json:"levers,omitzero"`
	Roster     []Member  `json:"roster"`
	StandDown  StandDown `json:"stand_down"`
	Texts      []Text    `json:"texts"`
	Phrases    []Phrase  `json:"phrases"`
	LinkDomain string    `json:"link_domain"` // host of signed links in texts
	Channels   []Channel `json:"channels"`    // of the sandbox or of real providers, by kind
}

// Offset is the offset of the zone from UTC, from an instant on.
type Offset struct {
	From    time.Time `json:"from"`
	Seconds int       `json:"seconds"`
}

// OffsetAt gives the offset of local time from UTC, in seconds, at an instant.
func (p Playbook) OffsetAt(t time.Time) int {
	seconds := 0
	for _, o := range p.Offsets {
		if t.Before(o.From) {
			break
		}
		seconds = o.Seconds
	}
	return seconds
}

// Trigger says what is big enough for what.
type Trigger struct {
	TellAffectedAtLeast   int           `json:"tell_affected_at_least"`   // smaller incidents get no statement of their own
	CrisisAffectedAtLeast []int         `json:"crisis_affected_at_least"` // for level 1, 2, 3
	ProposalLapses        time.Duration `json:"proposal_lapses"`
	SuspectAfter          time.Duration `json:"suspect_after"` // an unexplained surge becomes a suspected incident
	SuspectLevelAtLeast   int           `json:"suspect_level_at_least"`
	QuietAfterSuspicion   time.Duration `json:"quiet_after_suspicion"` // a further surge of the brand adds nothing
	GatherFor             time.Duration `json:"gather_for,omitempty"`  // flights that join an incident are looked up together; 0: each at once
}

// Detector holds the settings of the surge detector; see package detect for the meaning of each.
type Detector struct {
	Version          string        `json:"version"`
	PooledArl        time.Duration `json:"pooled_arl"`
	LeafArl          time.Duration `json:"leaf_arl"`
	GuardMin         float64       `json:"guard_min"`
	GuardLowRate     float64       `json:"guard_low_rate"` // below LowRatePerH
	LowRatePerH      float64       `json:"low_rate_per_h"`
	GuardCold        float64       `json:"guard_cold"` // until ColdExposureH
	ColdExposureH    float64       `json:"cold_exposure_h"`
	MinExposureH     float64       `json:"min_exposure_h"` // before it a stream has no baseline
	MinLearnedEvents int           `json:"min_learned_events"`
	PriorPerH        float64       `json:"prior_per_h,omitempty"` // 0: none, cold streams are not scored
	Forgetting       float64       `json:"forgetting"`            // per week
	SameCustomer     time.Duration `json:"same_customer"`         // counts once within
	ResumeWithin     time.Duration `json:"resume_within"`
	MinCustomers     int           `json:"min_customers"` // level 0 below
	LevelEdges       []float64     `json:"level_edges"`   // multiples from which level 1, 2, 3 hold
	MissingPerH      float64       `json:"missing_per_h"` // a total without baseline above it, and
	MissingTimes     float64       `json:"missing_times"` // so many times its level, started unannounced
	CallOutFactor    float64       `json:"call_out_factor"`
	CallOutHistoryD  float64       `json:"call_out_history_d"`
	ExplainWithin    time.Duration `json:"explain_within"` // one nat of ln e per so much distance of onset and incident
	Lateness         []Lateness    `json:"lateness"`
	Channels         []string      `json:"channels"` // closed list; others count as "other"
	Topics           []string      `json:"topics"`   // closed list; others count as "other"
}

// Lateness is how late a message of a channel may come and still count at its own time.
type Lateness struct {
	Channel string        `json:"channel"` // "*" for all others
	Within  time.Duration `json:"within"`
}

// Cell says how the crisis cell works.
type Cell struct {
	Mandate       string        `json:"mandate"`
	CoreRoles     []string      `json:"core_roles"` // without them the cell is short-handed
	AckWithin     time.Duration `json:"ack_within"` // then the deputy is alerted
	ShortHandedTo time.Duration `json:"short_handed_to"`
}

// Approvals lists, per kind of statement, the sets of roles of which each must approve. "*" is the default.
type Approvals []Approval

// Approval is the rule of one kind.
type Approval struct {
	Kind     string     `json:"kind"`
	Required [][]string `json:"required"`
}

// For gives the required sets of a kind.
func (a Approvals) For(kind string) [][]string {
	var fallback [][]string
	for _, rule := range a {
		switch rule.Kind {
		case kind:
			return rule.Required
		case "*":
			fallback = rule.Required
		}
	}
	return fallback
}

// Promise says how the next update is promised and kept.
type Promise struct {
	FirstAfter  time.Duration `json:"first_after"`  // of a holding statement
	Cadence     time.Duration `json:"cadence"`      // of updates
	DraftBefore time.Duration `json:"draft_before"` // a "no news" update is drafted so long before it is due
	Tolerance   time.Duration `json:"tolerance"`    // later is broken
	RoundTo     time.Duration `json:"round_to"`     // promised times are round
}

// Outreach says who is told in which order and how.
type Outreach struct {
	Purpose     string          `json:"purpose"`
	Ladder      []string        `json:"ladder"`
	Waves       []outreach.Wave `json:"waves"`
	PartsPerS   float64         `json:"parts_per_s"`
	NotAfter    time.Duration   `json:"not_after"`    // from the plan
	GatherFor   time.Duration   `json:"gather_for"`   // late joiners are told together
	UnreadAfter time.Duration   `json:"unread_after"` // 0: no next channel for the unread
	TextStands  time.Duration   `json:"text_stands"`  // a statement may be sent so long after it was drafted
}

// Stock is an alternative that is set up for every incident it fits.
type Stock struct {
	ID        string  `json:"id"`
	Kind      string  `json:"kind"`
	Unit      string  `json:"unit"`
	Rank      int     `json:"rank"`
	Per100    float64 `json:"per_100"` // units per 100 affected
	Unlimited bool    `json:"unlimited,omitempty"`
}

// Offer says how long offers stand.
type Offer struct {
	Stands            time.Duration `json:"stands"`
	ConfirmWithin     time.Duration `json:"confirm_within"`
	AlternativesStand time.Duration `json:"alternatives_stand"` // one of Stock, from the estimate that sets it up
	StopBefore        time.Duration `json:"stop_before,omitempty"`
}

// Forecast holds the assumptions about how many people will ask.
type Forecast struct {
	Interval          time.Duration `json:"interval"` // of the assessment grid
	Horizon           time.Duration `json:"horizon"`
	ContactUninformed float64       `json:"contact_uninformed"` // contacts per affected person who was not told
	ContactInformed   float64       `json:"contact_informed"`   // and who was told with an alternative
	CurveWeights      []float64     `json:"curve_weights"`
	CurveTausH        []float64     `json:"curve_taus_h"`
	GammaShape        float64       `json:"gamma_shape"`     // prior of the multiplier, shape and rate alike
	GapAssessments    int           `json:"gap_assessments"` // in a row, before people are called
	Curves            []Curve       `json:"curves,omitempty"`
	EpisodeWeight     float64       `json:"episode_weight,omitempty"` // of one closed incident; 0: nothing is learned from it
}

// Curve is how the people of one kind of incident ask, where they do it otherwise than the rest.
type Curve struct {
	Kind       string    `json:"kind"`
	Uninformed float64   `json:"uninformed"` // contacts per affected person who was not told
	Informed   float64   `json:"informed"`   // and who was told with an alternative
	Weights    []float64 `json:"weights"`
	TausH      []float64 `json:"taus_h"`
}

// CurveFor gives the assumptions for a kind of incident: its own, else those of all.
func (f Forecast) CurveFor(kind string) Curve {
	for _, c := range f.Curves {
		if c.Kind == kind {
			return c
		}
	}
	return Curve{
		Kind: kind, Uninformed: f.ContactUninformed, Informed: f.ContactInformed, Weights: f.CurveWeights, TausH: f.CurveTausH,
	}
}

// Desk says what the care team can do.
type Desk struct {
	Agents      int           `json:"agents"` // productive, in normal times
	HandlingS   float64       `json:"handling_s"`
	ReplyWithin time.Duration `json:"reply_within"` // the announced reply time
	Occupancy   float64       `json:"occupancy"`    // cap
	Lease       time.Duration `json:"lease"`
	Langs       []LangShare   `json:"langs"`
	Skill       string        `json:"skill"` // asked of reserve members
	Lines       []Line        `json:"lines,omitempty"`
}

// Line is a channel on which customers wait for an answer and hang up when it takes too long.
type Line struct {
	Channel       string        `json:"channel"`
	Share         float64       `json:"share"`    // of the demand
	Patience      time.Duration `json:"patience"` // mean time until who waits gives up
	AbandonAtMost float64       `json:"abandon_at_most"`
	WaitAtMost    time.Duration `json:"wait_at_most"` // mean of all
}

// LangShare is the share of demand in one language.
type LangShare struct {
	Lang  string  `json:"lang"`
	Share float64 `json:"share"`
}

// Callout says how reserve members are called.
type Callout struct {
	AcceptRate   float64       `json:"accept_rate"` // expected; a wave is need / rate
	AckWithin    time.Duration `json:"ack_within"`
	CallsPerWave int           `json:"calls_per_wave"` // per member
	LeadTime     time.Duration `json:"lead_time"`
	Shift        time.Duration `json:"shift"`
	MaxPeople    int           `json:"max_people"` // per call-out
	Channel      string        `json:"channel"`
	Ahead        time.Duration `json:"ahead,omitempty"` // a gap that will open so much later than people could come calls them now
}

// Levers say by what a bottleneck can be widened, and from when a stage is one. Without them no lever is proposed and no
// bottleneck told.
type Levers struct {
	Pull           []int           `json:"pull,omitempty"`        // by the program itself; all others are proposed to people
	ReplyTimes     []time.Duration `json:"reply_times,omitempty"` // 1: that may be announced, rising
	Experts        int             `json:"experts,omitempty"`     // 3: who can take contacts
	Duties         []Duty          `json:"duties,omitempty"`      // 4: that can be put off, in this order
	SelfService    float64         `json:"self_service,omitempty"`
	Lasts          time.Duration   `json:"lasts"` // a reply time or a shed duty, at most
	BottleneckFrom float64         `json:"bottleneck_from"`
	ApprovalS      float64         `json:"approval_s"` // that a version takes its approvers
	BookingS       float64         `json:"booking_s,omitempty"`
}

// Duty is work that can wait, and how many people it sets free.
type Duty struct {
	Name   string `json:"name"`
	People int    `json:"people"`
}

// Set tells whether the playbook says anything of levers.
func (l Levers) Set() bool { return l.Lasts > 0 }

// Member is a reserve member, by pseudonym.
type Member struct {
	ID       string   `json:"id"`
	Langs    []string `json:"langs"`
	Skills   []string `json:"skills"`
	Site     string   `json:"site,omitempty"`
	TravelS  float64  `json:"travel_s,omitempty"`
	MaxDayS  float64  `json:"max_day_s"`
	MaxWeekS float64  `json:"max_week_s"`
	RestS    float64  `json:"rest_s"`
}

// StandDown says when a cell may go home.
type StandDown struct {
	StableFor     time.Duration `json:"stable_for"`
	BacklogTimes  float64       `json:"backlog_times"` // at most so many times the baseline
	MonitoringFor time.Duration `json:"monitoring_for"`
}

// Text is the template of one kind of statement in one language for one kind of channel. {name} places take typed
// parameters: {flight}, {origin}, {dest}, {date}, {time}, {link}, {next}, {until}, {brand}.
type Text struct {
	Kind     string `json:"kind"`
	Lang     string `json:"lang"`
	Channel  string `json:"channel"`
	Template string `json:"template"`
}

// Channel describes a kind of channel.
type Channel struct {
	Kind         string        `json:"kind"`
	PartsPerS    float64       `json:"parts_per_s"`
	Private      bool          `json:"private"`
	InFlight     int           `json:"in_flight"` // at the provider at once
	Attempts     int           `json:"attempts"`
	RetryAfter   time.Duration `json:"retry_after"`
	ResolveAfter time.Duration `json:"resolve_after"`   // an unknown outcome is looked up or repeated after
	Needs        []string      `json:"needs,omitempty"` // services without which it is down for those affected
}

// Channel gives the description of a kind.
func (p Playbook) Channel(kind string) (Channel, bool) {
	for _, c := range p.Channels {
		if c.Kind == kind {
			return c, true
		}
	}
	return Channel{}, false
}

// Text gives the template of a kind for a language and channel, if there is one.
func (p Playbook) Text(kind, lang, channel string) (Text, bool) {
	for _, t := range p.Texts {
		if t.Kind == kind && t.Lang == lang && t.Channel == channel {
			return t, true
		}
	}
	return Text{}, false
}

// Content is the canonical form that is adopted into the log, with its hash.
func (p Playbook) Content() (content, hash string) {
	b, err := json.Marshal(p)
	if err != nil {
		panic(fmt.Sprintf("playbook: %v", err)) // plain types always marshal
	}
	return string(b), Hash(string(b))
}

// Hash names a content: "sha256:" and 64 hex digits.
func Hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Parse reads a content back.
func Parse(content string) (p Playbook, err error) {
	if err = json.Unmarshal([]byte(content), &p); err != nil {
		err = fmt.Errorf("read playbook content: %w", err)
	}
	return p, err
}
