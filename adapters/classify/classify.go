package classify

// Tier says how a message is to be handled.
type Tier string

// The tiers, from least to most in need of a person.
const (
	TierReaction  Tier = "reaction"  // thanks, jokes, filler: nothing to do, counted
	TierComplaint Tier = "complaint" // says what went wrong and asks for nothing a tool could do
	TierRoutine   Tier = "routine"   // asks for a standard act: rebook, refund, status
	TierPersonal  Tier = "personal"  // an exception that needs a person
)

// Urgency says who goes first.
type Urgency string

// The urgencies, most urgent first.
const (
	UrgencyLifeSafety Urgency = "life_safety" // somebody's life or health is at stake now
	UrgencyVulnerable Urgency = "vulnerable"  // somebody who depends on help: ill, disabled, a child alone
	UrgencyStranded   Urgency = "stranded"    // away from home without a way on
	UrgencySoon       Urgency = "soon"        // leaves within hours
	UrgencyNormal     Urgency = "normal"      // everything else
)

// urgencies lists them in their order of precedence.
func urgencies() []Urgency {
	return []Urgency{UrgencyLifeSafety, UrgencyVulnerable, UrgencyStranded, UrgencySoon, UrgencyNormal}
}

// Input is one message to classify. The rules look at text and language only; brand, channel and visibility are there
// for classifiers that learn from them.
type Input struct {
	Text       string
	Language   string // BCP 47; "en-GB" is served by the rules for "en"
	Brand      string
	Channel    string
	Visibility string // public or private
}

// Result is what a classifier says about one message. It holds nothing of the message itself.
type Result struct {
	Tier         Tier
	Topic        string // one of the closed list of rules/topics.yaml
	Urgency      Urgency
	Vulnerable   bool
	Confidence   float64 // 0..1: how far the topic leads over the next one; 0 when no rule spoke. Not a probability
	By           string  // "rule"
	ModelVersion string  // changes with every byte of the rule files, and with the names and repairs of the run
	Reason       string  // the rules that decided, each with its own phrase: `phone-hold "on hold"`
}

// ByRule is the value of Result.By for every Rulebook.
const ByRule = "rule"

// Classifier is what the rest of the program sees: one message in, one result out, always an answer, safe for
// concurrent use.
type Classifier interface {
	Classify(Input) Result
}
