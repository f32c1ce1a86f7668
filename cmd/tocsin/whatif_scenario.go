package main

import (
	"tocsin/adapters/channels"
	"tocsin/adapters/channels/sandbox"
	"tocsin/adapters/principals"
	"tocsin/domain/playbook"
)

// scenarioKey begins the keys of the facts of a scenario.
const scenarioKey = "story/"

// troupe is what the people of a day, and the providers outside, are played by: those of a scenario, or the usual ones.
type troupe struct {
	name     string // of the scenario; empty: none
	manners  principals.Manners
	cues     []principals.Cue
	world    world
	troubles []sandbox.Window
}

// troupeOf finds the scenario that a log was made by, by the playbook that it adopted: a scenario at a scale has its own.
func troupeOf(rules playbook.Playbook, scale float64) (troupe, error) {
	_, adopted := rules.Content()
	for _, name := range storyNames() {
		s, err := loadStory(name)
		if err != nil {
			return troupe{}, err
		}
		at := scale
		if at == 0 {
			at = s.Scale
		}
		own, err := s.rules(at)
		if err != nil {
			return troupe{}, err
		}
		if _, hash := own.Content(); hash == adopted {
			return s.troupe(at), nil
		}
	}
	return usualTroupe(), nil
}

func usualTroupe() troupe {
	t := troupe{manners: principals.DefaultManners()}
	t.manners.ResolveAfter = 0 // incidents end when they ended
	return t
}

func (s story) troupe(scale float64) troupe {
	t := troupe{name: s.Name, manners: s.people(), world: s.world(scale), troubles: s.faults()}
	for _, cue := range s.Cues {
		t.cues = append(t.cues, principals.Cue{Act: cue.Act, At: s.at(cue.At)})
	}
	return t
}

// script is the people.
func (t troupe) script(seed uint64, seal principals.Seal) *principals.Script {
	script := principals.New(seed, t.manners, seal)
	for _, cue := range t.cues {
		script.Cue(cue)
	}
	return script
}

// doors are the providers, with their bad times.
func (t troupe) doors(seed uint64) (doors, standby map[string]channels.Channel) {
	first := sandbox.New(sandbox.Config{Seed: seed, Kinds: t.world.kinds})
	for _, w := range t.troubles {
		first.Disturb(w)
	}
	doors, standby = doorsOf(first), map[string]channels.Channel{}
	if len(t.world.standby) > 0 {
		standby = doorsOf(sandbox.New(sandbox.Config{Name: "standby", Seed: seed + 1, Kinds: t.world.standby}))
	}
	return doors, standby
}
