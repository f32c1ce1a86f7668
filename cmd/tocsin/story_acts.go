package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tocsin/domain"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
)

// Acts of people that answer what the log holds by then, and so cannot be written down beforehand.
const (
	actAnotherTime = "another_time" // one language promises another time than the master
	actPutRight    = "put_right"    // and promises the same again
	actPause       = "pause"        // the network asks for it
	actResume      = "resume"
	actSlow        = "slow"      // and it still asks for a slower pace
	actPublish     = "publish"   // before it may be
	actAllClear    = "all_clear" // somebody presses for it while it lasts
)

// wrongTime is what the text says in place of the time that all promise.
const wrongTime = "08:45"

// run plays on until a minute of the scenario. What people do by hand stops the play at its row.
func (p *storyPlay) run(ctx context.Context, until float64) error {
	for _, r := range p.cast.Rows[p.played:] {
		if r.At > until {
			break
		}
		p.played++
		if r.Act == "" {
			continue
		}
		if err := p.driver.Run(ctx, p.cast.at(r.At)); err != nil {
			return err
		}
		p.clock.AdvanceTo(p.cast.at(r.At)) // what happened last may be minutes ago
		if err := p.act(ctx, r); err != nil {
			return fmt.Errorf("T+%v, %s: %w", r.At, r.Act, err)
		}
	}
	return p.driver.Run(ctx, p.cast.at(until))
}

// no is what the rules said to somebody.
type no struct {
	at                float64 // minutes after the start
	what, who, reason string
}

func (p *storyPlay) act(ctx context.Context, r storyRow) error {
	said, err := p.newest(ctx)
	if err != nil {
		return err
	}
	switch r.Act {
	case actAnotherTime, actPutRight:
		v := said.french
		v.Template = strings.ReplaceAll(v.Template, wrongTime, "{next}")
		if r.Act == actAnotherTime {
			v.Template = strings.ReplaceAll(v.Template, "{next}", wrongTime)
		}
		set := statement.SetVariant{Version: v.Version, Variant: statement.Variant{
			Lang: v.Lang, Channel: v.Channel, Template: v.Template, Params: v.Params, LinkDomains: v.LinkDomains, Parts: v.Parts,
		}}
		return p.ask(ctx, r, "person/comms2", said.stream, set, statement.Submit{Version: v.Version, Required: p.rules.Approvals.For(said.drafted.Kind)})
	case actPublish:
		return p.ask(ctx, r, "person/comms", said.stream, statement.Publish{Version: said.drafted.Version, Now: p.clock.Now()})
	case actPause:
		return p.ask(ctx, r, "person/ops", said.run, outreach.Pause{Reason: "the network is close to its limit"})
	case actResume:
		return p.ask(ctx, r, "person/ops", said.run, outreach.Resume{PartsPerS: r.Pace * p.cast.scale})
	case actSlow:
		return p.ask(ctx, r, "person/ops", said.run, outreach.Pause{Reason: "the network asks for a slower pace"},
			outreach.Resume{PartsPerS: r.Pace * p.cast.scale})
	case actAllClear:
		d := said.drafted
		d.Kind, d.NextUpdateAt, d.Author, d.ValidUntil = statement.AllClear, time.Time{}, "person/office", p.clock.Now().Add(48*time.Hour)
		d.Facts, d.Evidence = nil, nil
		draft := statement.Draft{Drafted: d, Required: p.rules.Approvals.For(statement.AllClear), Now: p.clock.Now()}
		for _, t := range p.rules.Texts {
			if t.Kind == statement.AllClear && t.Channel == "status" {
				draft.Variants = append(draft.Variants, statement.Variant{
					Lang: t.Lang, Channel: t.Channel, Template: t.Template, Params: []statement.Param{{Name: "brand", Type: statement.ParamBrand}},
				})
			}
		}
		return p.ask(ctx, r, "person/office", said.stream, draft)
	}
	return fmt.Errorf("nobody knows how")
}

// ask has somebody give commands to a stream. A refusal is the end of it, and is noted.
func (p *storyPlay) ask(ctx context.Context, r storyRow, who string, to domain.StreamID, commands ...any) error {
	for n, command := range commands {
		_, err := p.executor.Do(ctx, domain.Request{To: to, Command: command}, domain.Meta{
			Key: fmt.Sprintf("story/%s/%v/%d", r.Act, r.At, n), OccurredAt: p.clock.Now(),
			Actor: domain.Actor{Kind: domain.ActorPerson, ID: who, Role: strings.TrimPrefix(who, "person/")},
		})
		if refusal, refused := domain.Refused(err); refused {
			p.cast.noes = append(p.cast.noes, no{r.At, r.Act, who, refusal.Reason})
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// word is what is said of the outage, and how it is on its way.
type word struct {
	stream  domain.StreamID
	drafted statement.Drafted
	french  statement.VariantSet // its short message
	run     domain.StreamID      // the newest that was let go
}

// newest reads the log for it.
func (p *storyPlay) newest(ctx context.Context) (w word, err error) {
	of := statement.Stream(statement.IDFor(p.cast.hubID(), "affected"))
	for r, err := range p.types.Decoded(p.house.log.ReadAll(ctx, 0), statement.Drafted{}, statement.VariantSet{}, outreach.SendApproved{}) {
		if err != nil {
			return w, err
		}
		switch e := r.Event.(type) {
		case statement.Drafted:
			if r.Stream == of {
				w.stream, w.drafted = r.Stream, e
			}
		case statement.VariantSet:
			if r.Stream == of && e.Lang == "fr" && e.Channel == "sms" {
				w.french = e
			}
		case outreach.SendApproved:
			w.run = r.Stream
		}
	}
	return w, nil
}
