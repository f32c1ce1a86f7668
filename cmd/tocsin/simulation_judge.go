package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"tocsin/projections"
	"tocsin/projections/audience"
	"tocsin/projections/forecast"
	"tocsin/projections/outbox"
	"tocsin/projections/report"
	"tocsin/projections/volume"
)

// check holds the oracles against what has happened.
func (m *simulation) check(ctx context.Context) error {
	t, err := m.trial(ctx)
	if err != nil {
		return err
	}
	for _, r := range m.house.reactors {
		if _, lost := m.held[r.Name()]; r.Held() != nil && !lost {
			return fmt.Errorf("reactor %s is held: %w", r.Name(), r.Held())
		}
	}
	return t.judge()
}

func (m *simulation) trial(ctx context.Context) (*trial, error) {
	t := &trial{
		rules: m.rules, ledger: m.sandbox.Entries(), token: m.vault.Token, drill: m.plan.drill, answers: m.answers,
		saves: m.savings.noted, held: m.held, pictures: m.pictures(), snapshot: int(m.seed % 1024),
	}
	for r, err := range catalogue().Decoded(m.log.ReadAll(ctx, 0)) {
		if err != nil {
			return nil, err
		}
		t.records = append(t.records, r)
	}
	return t, nil
}

// pictures are those of the last life.
func (m *simulation) pictures() map[string][]byte {
	bytes := map[string][]byte{}
	keep := func(name string) func(projections.Model) {
		return func(live projections.Model) { bytes[name] = live.Snapshot() }
	}
	p := m.house.pictures
	p.report.View(func(r *report.Report) { keep(p.report.Name())(r) })
	p.volume.View(func(v *volume.Volume) { keep(p.volume.Name())(v) })
	p.forecast.View(func(f *forecast.Forecast) { keep(p.forecast.Name())(f) })
	p.audience.View(func(a *audience.Audience) { keep(p.audience.Name())(a) })
	p.outbox.View(func(o *outbox.Outbox) { keep(p.outbox.Name())(o) })
	return bytes
}

// trace is a fingerprint of everything that a seed led to: the log, the pictures, the ledger, the savings and the lives.
func (m *simulation) trace(ctx context.Context) (string, error) {
	digest, err := m.house.projector.Digest(ctx)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintln(h, digest)
	for _, e := range m.sandbox.Entries() {
		fmt.Fprintf(h, "%+v\n", e)
	}
	for _, s := range m.savings.noted {
		fmt.Fprintln(h, s) // maps are printed in the order of their keys
	}
	for _, name := range slices.Sorted(maps.Keys(m.hits)) {
		fmt.Fprintln(h, name, m.hits[name])
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
