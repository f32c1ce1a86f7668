package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/inventory"
	"tocsin/domain/statement"
	"tocsin/projections"
	"tocsin/projections/audience"
)

// check holds the invariants against the log, the ledger and the pictures. It folds on its own and trusts nothing that
// the node has folded.
func (m *simulation) check(ctx context.Context) error {
	records, err := m.records(ctx)
	if err != nil {
		return err
	}
	return errors.Join(
		m.checkInventory(records), m.checkLedger(), m.checkApprovals(records), m.checkSuperseded(records),
		m.checkAcked(records), m.checkPictures(ctx), m.checkAccounts(records), m.checkHeld(),
	)
}

func (m *simulation) records(ctx context.Context) (all []domain.Recorded, err error) {
	for r, err := range catalogue().Decoded(m.log.ReadAll(ctx, 0)) {
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// checkInventory is I1: held plus committed never exceeds the capacity, but for the time between a correction and the
// last revocation it leads to; and an offer holds or commits once.
func (m *simulation) checkInventory(records []domain.Recorded) error {
	type stock struct {
		capacity  int
		unlimited bool
		used      map[string]int
		sum       int
	}
	stocks := map[domain.StreamID]*stock{}
	for _, r := range records {
		e, ok := r.Event.(inventory.Event)
		if !ok {
			continue
		}
		if stocks[r.Stream] == nil {
			stocks[r.Stream] = &stock{used: map[string]int{}}
		}
		s := stocks[r.Stream]
		grows := false
		switch e := e.(type) {
		case inventory.CapacitySet:
			s.capacity, s.unlimited = e.N, e.Unlimited
		case inventory.CapacityCorrected:
			s.capacity = e.To
		case inventory.UnitsHeld:
			grows = true
			s.sum += e.N - s.used[e.OfferID]
			s.used[e.OfferID] = e.N
		case inventory.UnitsReleased:
			s.sum -= s.used[e.OfferID]
			delete(s.used, e.OfferID)
		case inventory.AlternativeAdded, inventory.UnitsCommitted:
		}
		if grows && !s.unlimited && s.sum > s.capacity {
			return fmt.Errorf("I1: position %d: %d units promised of %d", r.Position, s.sum, s.capacity)
		}
	}
	return nil
}

// checkLedger is I4: the provider took each (person, statement version, channel) at most once.
func (m *simulation) checkLedger() error {
	taken := map[string]int{}
	for _, e := range m.sandbox.Entries() {
		if e.Acceptances > 1 {
			return fmt.Errorf("I4: the provider took %s %d times", e.Key, e.Acceptances)
		}
		taken[e.Text+e.Channel]++
	}
	return nil
}

// checkApprovals is I6: what was attempted was approved by somebody who is not its author, and renders again to the
// bytes that the provider got.
func (m *simulation) checkApprovals(records []domain.Recorded) error {
	authors, approvals, approved := map[string]string{}, map[string]map[string]bool{}, map[string]bool{}
	texts := audience.New()
	wants := catalogue().Names(texts.Wants()...)
	requests := map[domain.StreamID]delivery.Requested{}
	for _, r := range records {
		if wants[r.Type] {
			texts.Apply(r)
		}
		switch e := r.Event.(type) {
		case statement.Drafted:
			authors[fmt.Sprint(r.Stream.Name(), e.Version)] = e.Author
		case statement.ApprovalGiven:
			key := fmt.Sprint(r.Stream.Name(), e.Version)
			if approvals[key] == nil {
				approvals[key] = map[string]bool{}
			}
			if approvals[key][e.By] = true; e.By == authors[key] {
				return fmt.Errorf("I6: position %d: %s approved his own text", r.Position, e.By)
			}
		case statement.Approved:
			approved[fmt.Sprint(r.Stream.Name(), e.Version)] = true
		case delivery.Requested:
			requests[r.Stream] = e
		case delivery.Attempted:
			key := fmt.Sprint(requests[r.Stream].StatementID, requests[r.Stream].StatementVersion)
			if !approved[key] || len(approvals[key]) == 0 {
				return fmt.Errorf("I6: position %d: attempted without approval", r.Position)
			}
			if err := m.checkBytes(r, texts, requests[r.Stream], e); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkBytes renders each attempted notice again and compares it with what the provider got.
func (m *simulation) checkBytes(r domain.Recorded, texts *audience.Audience, b delivery.Requested, e delivery.Attempted) error {
	for _, item := range e.Items {
		who := b.Items[item.I]
		entry, taken := m.sandbox.Entry(delivery.Key(b.StatementID, b.StatementVersion, who.Subject, item.Channel))
		if !taken {
			continue
		}
		link := "https://" + m.rules.LinkDomain + "/o/" + m.vault.Token(who.OfferID)
		notice, err := texts.Compose(b.StatementID, b.StatementVersion, b.IncidentID, who.Subject, item.Channel, link)
		if err != nil {
			return fmt.Errorf("I6: position %d: %w", r.Position, err)
		}
		sum := sha256.Sum256([]byte(notice.Text))
		if entry.Text != notice.Text && entry.TextHash != hex.EncodeToString(sum[:]) {
			return fmt.Errorf("I6: position %d: the provider got other bytes than were approved", r.Position)
		}
	}
	return nil
}

// checkSuperseded is I8: nothing is attempted of a version after it was superseded.
func (m *simulation) checkSuperseded(records []domain.Recorded) error {
	gone, requests := map[string]bool{}, map[domain.StreamID]string{}
	for _, r := range records {
		switch e := r.Event.(type) {
		case statement.Superseded:
			gone[fmt.Sprint(r.Stream.Name(), e.Version)] = true
		case delivery.Requested:
			requests[r.Stream] = fmt.Sprint(e.StatementID, e.StatementVersion)
		case delivery.Attempted:
			if gone[requests[r.Stream]] {
				return fmt.Errorf("I8: position %d: a superseded version was attempted", r.Position)
			}
		}
	}
	return nil
}

// checkAcked is I12: what was answered with success is in the log, once; no event id stands twice.
func (m *simulation) checkAcked(records []domain.Recorded) error {
	ids, keys := map[domain.EventID]bool{}, map[string]domain.Revision{}
	for _, r := range records {
		if ids[r.ID] {
			return fmt.Errorf("I12: position %d: event id %s stands twice", r.Position, r.ID)
		}
		ids[r.ID] = true
		key := string(r.Stream) + "|" + r.Meta.Key
		if last, again := keys[key]; again && last+1 != r.Revision {
			return fmt.Errorf("I12: position %d: command key %s had a second effect", r.Position, r.Meta.Key)
		}
		keys[key] = r.Revision
	}
	for key, answered := range m.acked {
		if _, there := keys[key]; answered && !there {
			return fmt.Errorf("I12: %s was acknowledged and is not in the log", key)
		}
	}
	return nil
}

// checkPictures is I13: the pictures of the last life equal those drawn from the log alone, byte for byte.
func (m *simulation) checkPictures(ctx context.Context) error {
	live, err := m.house.projector.Digest(ctx)
	if err != nil {
		return err
	}
	again := projections.NewProjector(m.log, catalogue(), newPictures().list()...)
	if _, err := again.Step(ctx); err != nil {
		return err
	}
	rebuilt, err := again.Digest(ctx)
	if err == nil && live != rebuilt {
		err = errors.New("I13: the live pictures differ from the rebuilt ones")
	}
	return err
}

// checkAccounts is I5: everything owed has come to one end, and what was sent is what the provider took.
func (m *simulation) checkAccounts(records []domain.Recorded) error {
	states := map[domain.StreamID]delivery.State{}
	for _, r := range records {
		if e, ok := r.Event.(delivery.Event); ok {
			states[r.Stream] = delivery.Decider.Evolve(states[r.Stream], e)
		}
	}
	owed, sent, ended := 0, 0, 0
	for _, s := range states { // order-free: sums
		for i := range s.Len() {
			owed++
			switch state := s.Item(i).State; {
			case state.Sent():
				sent++
			case !state.Open():
				ended++
			}
		}
	}
	if owed != sent+ended {
		return fmt.Errorf("I5: %d notices owed, %d sent, %d ended otherwise: some are open", owed, sent, ended)
	}
	if keys := m.sandbox.Counts().Keys; keys != sent {
		return fmt.Errorf("I5: %d notices sent, the provider took %d", sent, keys)
	}
	return nil
}

// checkHeld: no reactor may have stopped.
func (m *simulation) checkHeld() error {
	for _, r := range m.house.reactors {
		if err := r.Held(); err != nil {
			return fmt.Errorf("reactor %s is held: %w", r.Name(), err)
		}
	}
	return nil
}
