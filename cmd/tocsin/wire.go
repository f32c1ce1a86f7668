package main

import (
	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/customer"
	"tocsin/domain/delivery"
	"tocsin/domain/demand"
	"tocsin/domain/desk"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/lever"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/policy"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
	"tocsin/projections"
	"tocsin/projections/audience"
	"tocsin/projections/bottleneck"
	"tocsin/projections/forecast"
	"tocsin/projections/outbox"
	"tocsin/projections/report"
	"tocsin/projections/volume"
)

// kinds lists every stream category. A category that is not here does not exist.
func kinds() []domain.Kind {
	return []domain.Kind{
		incident.Kind, surge.Kind, feed.FeedKind, feed.BaselineKind, feed.ChannelKind, crisis.Kind, crisis.ScopeKind,
		statement.Kind, outreach.Kind, delivery.Kind, inventory.Kind, offer.Kind, conversation.Kind, desk.Kind,
		customer.Kind, reserve.Kind, callout.Kind, demand.Kind, lever.Kind, playbook.Kind, reaction.Kind,
	}
}

// policies lists every policy, in the order in which the reactors are stepped.
func policies() []domain.Policy {
	return []domain.Policy{
		policy.NewListAffected(), policy.NewStock(), policy.NewFirstWord(), policy.NewLastWord(), policy.NewPauseFalse(), policy.NewCorrectOffers(), policy.NewAskReinstated(), policy.NewOpenCell(), policy.NewAlertCell(), policy.NewSingleVoice(),
		audience.NewNotices(), policy.NewOffers(), policy.NewKeepPromise(), volume.NewPolicy(), policy.NewSuspect(),
		forecast.NewLeverPolicy(), forecast.NewPolicy(), bottleneck.NewPolicy(), policy.NewCallReserve(), policy.NewWindDown(), policy.NewReleaseDesk(),
	}
}

// pictures are the projections of a node.
type pictures struct {
	report   *projections.Live[*report.Report]
	volume   *projections.Live[*volume.Volume]
	forecast *projections.Live[*forecast.Forecast]
	audience *projections.Live[*audience.Audience]
	outbox   *projections.Live[*outbox.Outbox]
	stages   *projections.Live[*bottleneck.Bottleneck]
}

func newPictures() pictures {
	return pictures{
		report:   projections.NewLive("report", report.New()),
		volume:   projections.NewLive("volume", volume.New()),
		forecast: projections.NewLive("forecast", forecast.New()),
		audience: projections.NewLive("audience", audience.New()),
		outbox:   projections.NewLive("outbox", outbox.New()),
		stages:   projections.NewLive("bottleneck", bottleneck.New()),
	}
}

// list gives them in the order in which they are drawn and hashed.
func (p pictures) list() []projections.Picture {
	return []projections.Picture{p.report, p.volume, p.forecast, p.audience, p.outbox, p.stages}
}

// catalogue knows every event of every kind.
func catalogue() *domain.Catalogue {
	var types [][]domain.EventType
	for _, k := range kinds() {
		types = append(types, k.Types)
	}
	return domain.NewCatalogue(types...)
}
