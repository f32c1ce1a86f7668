package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tocsin/adapters/classify"
	"tocsin/adapters/inbound"
	"tocsin/adapters/inbound/airmessages"
	"tocsin/adapters/inbound/brands"
	"tocsin/adapters/inbound/cloudevents"
	"tocsin/adapters/node"
	"tocsin/adapters/vault"
	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/directory"
)

// counts says what became of the rows or events of an input.
type counts struct {
	Read       int `json:"read"` // the sum of the others
	Recorded   int `json:"recorded"`
	Duplicates int `json:"duplicates"`
	Rejected   int `json:"rejected"`
	Outside    int `json:"outside"` // of the window
}

// count notes the answer to one fact.
func (c *counts) count(o node.Outcome, err error) {
	switch {
	case err != nil:
		c.Rejected++
	case o.Repeated || o.Events == 0:
		c.Duplicates++
	default:
		c.Recorded++
	}
}

// answer counts the answer to a fact, and reports one that the rules refused; at is where the fact stands.
func (c *counts) answer(at inbound.RowError, bad func(*inbound.RowError)) func(node.Outcome, error) {
	return func(o node.Outcome, err error) {
		c.count(o, err)
		if refusal, refused := domain.Refused(err); refused {
			at.Reason = fmt.Sprintf("%s: %s", refusal.Code, refusal.Reason)
			bad(&at)
		}
	}
}

// String is the account of an input for people.
func (c counts) String() string {
	text := fmt.Sprintf("%d read, %d recorded, %d duplicates, %d rejected", c.Read, c.Recorded, c.Duplicates, c.Rejected)
	if c.Outside > 0 {
		text += fmt.Sprintf(", %d outside the window", c.Outside)
	}
	return text
}

// letter is one message of a customer, in clear, whatever format it came in. Key names it for ever.
type letter struct {
	line                     int // of its file
	key, feed                string
	brand, channel, account  string
	thread, from, externalID string
	body, lang               string
	addressed, visibility    string
	at                       time.Time
	reach                    int
	done                     func(node.Outcome, error)
}

// readLetters reads a file of messages of the airline table, oldest first.
func readLetters(r io.Reader, file, channel, lang string, c *counts, bad func(*inbound.RowError)) []letter {
	var letters []letter
	for m, problem := range airmessages.Messages(file, r) {
		c.Read++
		if problem != nil {
			c.Rejected++
			bad(problem)
			continue
		}
		l := rowLetter(m, channel, lang)
		l.done = c.answer(inbound.RowError{File: file, Line: m.Line, Field: m.IDColumn}, bad)
		letters = append(letters, l)
	}
	sortLetters(letters)
	return letters
}

// plausible leaves out, as rejected rows of a file, letters far from the bulk.
func plausible(letters []letter, file string, b bulk, c *counts, bad func(*inbound.RowError)) (near []letter) {
	for _, l := range letters {
		if b.near(l.at) {
			near = append(near, l)
			continue
		}
		c.Rejected++
		bad(far(file, l.line, ""))
	}
	return near
}

// timesOf lists when letters came.
func timesOf(letters []letter) (times []time.Time) {
	for _, l := range letters {
		times = append(times, l.at)
	}
	return times
}

func sortLetters(letters []letter) {
	slices.SortStableFunc(letters, func(a, b letter) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.externalID, b.externalID))
	})
}

// rowLetter is a row of the table as a letter; the table has no threads, so the author is the thread.
func rowLetter(m airmessages.Message, channel, lang string) letter {
	return letter{
		line: m.Line,
		key:  "messages/" + channel + "/" + m.Brand + "/" + m.ID, feed: "feed/" + channel, brand: m.Brand, channel: channel,
		account: m.Brand, thread: m.Author, from: m.Author, externalID: m.ID, body: m.Text, lang: lang, addressed: "direct",
		visibility: conversation.Public, at: m.At,
	}
}

// eventLetter is a message event as a letter.
func eventLetter(f cloudevents.Fact, m cloudevents.MessageReceived) letter {
	return letter{
		line: f.Line,
		key:  f.Key(), feed: f.Source, brand: m.Brand, channel: m.Channel, account: m.Account, thread: m.ThreadRef, from: m.From,
		externalID: m.ExternalID, body: m.Body, lang: m.Lang, addressed: cmp.Or(m.Addressed, "direct"),
		visibility: cmp.Or(m.Visibility, conversation.Public), at: m.ReceivedAt, reach: m.Reach,
	}
}

// windowOf is the span of letters, in whole days: the service days that its customers can speak of.
func windowOf(letters []letter) window {
	if len(letters) == 0 {
		return window{}
	}
	return window{first: dayOf(letters[0].at), last: dayOf(letters[len(letters)-1].at)}
}

// brandsOf finds the carriers of the brands that letters speak to: code -> the brand as they name it.
func brandsOf(letters []letter, m *brands.Mapping) map[string]string {
	found := map[string]string{}
	for _, l := range letters {
		if carrier, ok := m.Carrier(l.brand); ok {
			found[strings.ToUpper(carrier)] = l.brand
		}
	}
	return found
}

// intake turns letters into facts: sealed, under pseudonyms, classified at the door, where alone the text is in clear.
type intake struct {
	vault      *vault.Vault
	classifier classify.Classifier
}

// sealedAtOnce bounds the letters whose keys are made in one durable step.
const sealedAtOnce = 1_000

func (in intake) facts(ctx context.Context, letters []letter, done func(n int)) (facts []node.Fact, err error) {
	for some := range slices.Chunk(letters, sealedAtOnce) {
		sealed, err := in.chunk(ctx, some)
		if err != nil {
			return nil, err
		}
		facts = append(facts, sealed...)
		done(len(some))
	}
	return facts, nil
}

func (in intake) chunk(ctx context.Context, letters []letter) ([]node.Fact, error) {
	var plain []directory.Plain
	for _, l := range letters {
		subject, key := in.subject(l), in.key(l)
		for _, field := range []struct{ name, text string }{
			{"thread_ref", l.thread}, {"from", l.from}, {"body", l.body}, {"source_id", l.externalID},
		} {
			plain = append(plain, directory.Plain{Subject: subject, Context: key, Field: field.name, Text: []byte(field.text)})
		}
	}
	sealed, err := in.vault.Seal(ctx, plain)
	if err != nil {
		return nil, fmt.Errorf("seal messages: %w", err)
	}
	facts := make([]node.Fact, len(letters))
	for n, l := range letters {
		facts[n] = in.fact(l, [4]domain.Sealed(sealed[4*n:]))
	}
	return facts, nil
}

func (in intake) subject(l letter) string { return in.vault.Pseudonym("sender", l.channel+"/"+l.from) }

// key names the command of a letter. The number that a message has at its source leads to its writer where the channel is
// public, so the log knows it under a pseudonym only.
func (in intake) key(l letter) string { return "message/" + in.vault.Pseudonym("command", l.key) }

// fact takes what is sealed of a letter: thread, sender, body and the number at its source.
func (in intake) fact(l letter, sealed [4]domain.Sealed) node.Fact {
	class := in.classifier.Classify(classify.Input{
		Text: l.body, Language: l.lang, Brand: l.brand, Channel: l.channel, Visibility: l.visibility,
	})
	id := in.vault.Pseudonym("thread", l.channel+"/"+l.account+"/"+l.thread)
	return node.Fact{
		At: l.at, Done: l.done,
		Ask: domain.Request{
			To: conversation.Stream(id),
			Command: conversation.Receive{
				Opened: conversation.Opened{
					Brand: l.brand, Channel: l.channel, Account: l.account, ThreadRef: sealed[0], Subject: in.subject(l),
				},
				Message: conversation.MessageReceived{
					ExternalID: in.vault.Pseudonym("message", l.channel+"/"+l.account+"/"+l.externalID), SourceID: sealed[3],
					Addressed: l.addressed, Visibility: l.visibility, From: sealed[1], Body: sealed[2], Lang: l.lang,
					ReceivedAt: l.at, Reach: l.reach,
				},
				First: conversation.Classified{
					Tier: string(class.Tier), Topic: class.Topic, Urgency: string(class.Urgency), Vulnerable: class.Vulnerable,
					Confidence: class.Confidence, By: class.By, ModelVersion: class.ModelVersion, Reason: class.Reason,
				},
			},
		},
		Meta: domain.Meta{Key: in.key(l), OccurredAt: l.at, Actor: domain.Actor{Kind: domain.ActorSource, ID: l.feed}},
	}
}

// latest is the last instant of a list of facts, the zero time for none.
func latest(facts []node.Fact) (last time.Time) {
	for _, f := range facts {
		if f.At.After(last) {
			last = f.At
		}
	}
	return last
}
