package main

import (
	"bytes"
	"embed"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"

	"tocsin/adapters/playbookfile"
	"tocsin/domain/playbook"
)

//go:embed scenarios/airline.yaml scenarios/telecom.yaml
var stories embed.FS

// storyNames are the scenarios that "tocsin demo NAME" plays.
func storyNames() []string { return []string{"airline", "telecom"} }

// story is a scenario told in rows. See scenarios/airline.yaml for the meaning of each field. Times are minutes after
// Start; numbers of people, messages, staff and parts are those of the full size.
type story struct {
	Name         string              `yaml:"name"`
	Title        string              `yaml:"title"`
	Scale        float64             `yaml:"scale"` // at which it is played unless another is asked for
	Brand        string              `yaml:"brand"`
	Carrier      string              `yaml:"carrier"`
	Hub          string              `yaml:"hub"`
	Base         string              `yaml:"base"`
	Destinations []string            `yaml:"destinations"`
	Zone         string              `yaml:"zone"`
	Start        time.Time           `yaml:"start"`
	From         float64             `yaml:"from"`
	Until        float64             `yaml:"until"`
	Over         string              `yaml:"over"` // the playbook that ships
	Playbook     yaml.Node           `yaml:"playbook"`
	Regions      []storyRegion       `yaml:"regions"` // of a network
	People       storyPeople         `yaml:"people"`
	Manners      storyManners        `yaml:"manners"`
	Sandbox      storySandbox        `yaml:"sandbox"`
	Stock        []storyStock        `yaml:"stock"`
	Inbound      []inboundRate       `yaml:"inbound"`
	Texts        []string            `yaml:"texts"`
	UsualTexts   []string            `yaml:"usual_texts"`
	TextsIn      map[string][]string `yaml:"texts_in"` // by language, of a network
	UsualTextsIn map[string][]string `yaml:"usual_texts_in"`
	Cues         []storyCue          `yaml:"cues"`
	Rows         []storyRow          `yaml:"rows"`
}

// storyPeople says who is on the manifests.
type storyPeople struct {
	Langs      []playbook.LangShare `yaml:"langs"`
	Mobile     float64              `yaml:"mobile"`     // shares of all: have a mobile number,
	EmailOnly  float64              `yaml:"email_only"` // or else an address of their own,
	EmailToo   float64              `yaml:"email_too"`  // of those with a number; the rest is told through their agency
	Vulnerable map[string]int       `yaml:"vulnerable"` // by need, all aboard the flights that are cancelled first
	Top        int                  `yaml:"top"`
	Blocked    float64              `yaml:"blocked"`
	Push       float64              `yaml:"push"` // have the app
}

// storyManners is how people behave who have no cue.
type storyManners struct {
	MemberAccepts    float64 `yaml:"member_accepts"`
	MemberDeclines   float64 `yaml:"member_declines"`
	CustomerAccepts  float64 `yaml:"customer_accepts"`
	CustomerDeclines float64 `yaml:"customer_declines"`
	CustomerMax      float64 `yaml:"customer_max"` // minutes
	GoldSilent       bool    `yaml:"gold_silent"`
	AnswerMax        float64 `yaml:"answer_max"` // minutes
}

// storySandbox is what the providers outside take, in parts a second, and how often they report what was delivered and
// read: to one who sends millions they do not speak of each by itself.
type storySandbox struct {
	Sms     float64                  `yaml:"sms"`
	Standby float64                  `yaml:"standby"`
	Email   float64                  `yaml:"email"`
	Reports map[string]time.Duration `yaml:"reports"` // by kind of channel; none: at once
}

// storyStock is an alternative that operations put up.
type storyStock struct {
	ID        string  `yaml:"id"`
	Kind      string  `yaml:"kind"`
	Unit      string  `yaml:"unit"`
	Rank      int     `yaml:"rank"`
	Capacity  int     `yaml:"capacity"`
	Unlimited bool    `yaml:"unlimited"`
	From      float64 `yaml:"from"` // may be put to people from then on
}

// inboundRate is how many messages come in 15 minutes, from a time on.
type inboundRate struct {
	At  float64 `yaml:"at"`
	Per float64 `yaml:"per_15m"`
}

// storyCue is when somebody does something.
type storyCue struct {
	Act string  `yaml:"act"`
	At  float64 `yaml:"at"`
}

// storyRow is what happens at one time.
type storyRow struct {
	At        float64        `yaml:"at"`
	What      string         `yaml:"what"`
	Cancel    *cancelRow     `yaml:"cancel"`
	Eta       float64        `yaml:"eta"`       // minutes after the start at which it is expected to end
	EtaAfter  float64        `yaml:"eta_after"` // said so many minutes after the row
	Fault     *faultRow      `yaml:"fault"`
	Stock     []storyStock   `yaml:"stock"`
	Correct   map[string]int `yaml:"correct"` // capacities that were wrong
	Reinstate int            `yaml:"reinstate"`
	Again     int            `yaml:"again"` // of the reinstated flights, cancelled again
	Resolve   bool           `yaml:"resolve"`
	Reopen    string         `yaml:"reopen"`
	Second    *cancelRow     `yaml:"second"` // another incident, at the base
	SecondEnd bool           `yaml:"second_end"`
	Outage    *outageRow     `yaml:"outage"`
	Grow      *outageRow     `yaml:"grow"`        // what else fails, it turns out
	Back      []string       `yaml:"back"`        // regions in which it works again
	Fail      []string       `yaml:"fails_again"` // regions in which it does not after all
	Cut       *outageRow     `yaml:"cut"`         // another incident, of a network
	Act       string         `yaml:"act"`         // what somebody does by hand: see story_acts.go
	Pace      float64        `yaml:"pace"`        // parts a second, of a resumed run
	Try       []string       `yaml:"try"`         // what people try and the rules refuse: all_clear, book_resting
}

// cancelRow is flights that are cancelled one by one.
type cancelRow struct {
	Flights int     `yaml:"flights"`
	People  int     `yaml:"people"`
	Over    float64 `yaml:"over"`  // minutes that the feed takes
	Twice   int     `yaml:"twice"` // told twice by the feed
	Late    int     `yaml:"late"`  // told out of order
	Soon    int     `yaml:"soon"`  // flights that leave within six hours
	First   float64 `yaml:"first"` // minutes after the start: departures from
	Last    float64 `yaml:"last"`  // to
	Kind    string  `yaml:"kind"`
}

// faultRow is a bad time of a provider.
type faultRow struct {
	Kind      string  `yaml:"kind"`
	Until     float64 `yaml:"until"`
	Temporary float64 `yaml:"temporary"`
	Unknown   float64 `yaml:"unknown"`
}

// loadStory reads a scenario strictly: an unknown key is an error.
func loadStory(name string) (s story, err error) {
	b, err := stories.ReadFile("scenarios/" + name + ".yaml")
	if err != nil {
		return s, usage("no scenario %q; there are %v", name, storyNames())
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&s); err != nil {
		return s, fmt.Errorf("read scenario %s: %w", name, err)
	}
	return s, nil
}

// at is an instant of the scenario.
func (s story) at(minutes float64) time.Time {
	return s.Start.Add(time.Duration(minutes * float64(time.Minute))).UTC()
}

// rules is the shipped playbook with what the scenario says otherwise, at a scale.
func (s story) rules(scale float64) (playbook.Playbook, error) {
	p, err := playbookfile.Over(s.Over, &s.Playbook)
	if err != nil {
		return p, err
	}
	return scaledDown(p, scale), nil
}
