package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed scenarios/snowday.yaml
var snowday []byte

// scenario is an invented day; see scenarios/snowday.yaml for the meaning of each field. Times are minutes after Start.
type scenario struct {
	Name                string        `yaml:"name"`
	Brands              []string      `yaml:"brands"`
	Carriers            []string      `yaml:"carriers"`
	Hubs                []string      `yaml:"hubs"`
	Destinations        []string      `yaml:"destinations"`
	Zone                string        `yaml:"zone"`
	Start               time.Time     `yaml:"start"`
	People              int           `yaml:"people"`
	Flights             int           `yaml:"flights"`
	Kind                string        `yaml:"kind"`
	FirstDepartureAfter int           `yaml:"first_departure_after"`
	LastDepartureAfter  int           `yaml:"last_departure_after"`
	Waves               []flightWave  `yaml:"waves"`
	Etas                []etaSaid     `yaml:"etas"`
	Alternatives        []alternative `yaml:"alternatives"`
	Corrections         []correction  `yaml:"corrections"`
	ResolvedAt          int           `yaml:"resolved_at"`
	UsualPerHour        float64       `yaml:"usual_per_hour"`
	Asking              asking        `yaml:"asking"`
	Texts               []string      `yaml:"texts"`
	UsualTexts          []string      `yaml:"usual_texts"`
}

type flightWave struct {
	At      int `yaml:"at"`
	Flights int `yaml:"flights"`
}

type etaSaid struct {
	At      int `yaml:"at"`
	Reopens int `yaml:"reopens"`
}

type alternative struct {
	ID        string `yaml:"id"`
	Kind      string `yaml:"kind"`
	Unit      string `yaml:"unit"`
	Rank      int    `yaml:"rank"`
	Capacity  int    `yaml:"capacity"`
	Unlimited bool   `yaml:"unlimited"`
}

type correction struct {
	At int    `yaml:"at"`
	ID string `yaml:"id"`
	To int    `yaml:"to"`
}

type asking struct {
	Share    float64 `yaml:"share"`
	HalfLife float64 `yaml:"half_life"`
	From     int     `yaml:"from"`
}

// loadScenario reads a scenario strictly: an unknown key is an error.
func loadScenario(b []byte) (s scenario, err error) {
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&s); err != nil {
		return s, fmt.Errorf("read scenario: %w", err)
	}
	n := 0
	for _, w := range s.Waves {
		n += w.Flights
	}
	switch {
	case len(s.Brands) == 0 || len(s.Brands) != len(s.Carriers):
		return s, fmt.Errorf("scenario %s: brands and carriers: want one carrier per brand", s.Name)
	case n != s.Flights:
		return s, fmt.Errorf("scenario %s: waves: have %d flights, want %d", s.Name, n, s.Flights)
	}
	return s, nil
}

// at is an instant of the scenario.
func (s scenario) at(minutes int) time.Time {
	return s.Start.Add(time.Duration(minutes) * time.Minute).UTC()
}
