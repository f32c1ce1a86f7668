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
	"tocsin/adapters/node"
	"tocsin/adapters/vault"
	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/directory"
)

// messageCounts says what became of the rows of a file of messages.
type messageCounts struct {
	Read       int `json:"read"`
	Recorded   int `json:"recorded"`
	Duplicates int `json:"duplicates"`
	Rejected   int `json:"rejected"`
}

// readMessages reads a file of messages, oldest first.
func readMessages(r io.Reader, file string, counts *messageCounts, bad func(*inbound.RowError)) []airmessages.Message {
	var messages []airmessages.Message
	for m, problem := range airmessages.Messages(file, r) {
		counts.Read++
		if problem != nil {
			counts.Rejected++
			bad(problem)
			continue
		}
		messages = append(messages, m)
	}
	slices.SortStableFunc(messages, func(a, b airmessages.Message) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return messages
}

// windowOf is the span of a file of messages, in whole days: the service days that its customers can speak of.
func windowOf(messages []airmessages.Message) window {
	if len(messages) == 0 {
		return window{}
	}
	return window{first: dayOf(messages[0].At), last: dayOf(messages[len(messages)-1].At)}
}

// brandsOf finds the carriers of the brands that the messages speak to: code -> the brand as they name it.
func brandsOf(messages []airmessages.Message, m *brands.Mapping) map[string]string {
	found := map[string]string{}
	for _, message := range messages {
		if carrier, ok := m.Carrier(message.Brand); ok {
			found[strings.ToUpper(carrier)] = message.Brand
		}
	}
	return found
}

// intake turns messages into facts: sealed, under pseudonyms, classified at the door, where alone the text is in clear.
type intake struct {
	vault      *vault.Vault
	classifier classify.Classifier
	channel    string
	lang       string
	counts     *messageCounts
}

// sealedAtOnce bounds the messages whose keys are made in one durable step.
const sealedAtOnce = 1_000

func (in intake) facts(ctx context.Context, messages []airmessages.Message, done func(n int)) (facts []node.Fact, err error) {
	for chunk := range slices.Chunk(messages, sealedAtOnce) {
		some, err := in.chunk(ctx, chunk)
		if err != nil {
			return nil, err
		}
		facts = append(facts, some...)
		done(len(chunk))
	}
	return facts, nil
}

func (in intake) chunk(ctx context.Context, messages []airmessages.Message) ([]node.Fact, error) {
	var plain []directory.Plain
	for _, m := range messages {
		subject, key := in.subject(m), in.key(m)
		plain = append(plain,
			directory.Plain{Subject: subject, Context: key, Field: "thread_ref", Text: []byte(m.Author)},
			directory.Plain{Subject: subject, Context: key, Field: "from", Text: []byte(m.Author)},
			directory.Plain{Subject: subject, Context: key, Field: "body", Text: []byte(m.Text)})
	}
	sealed, err := in.vault.Seal(ctx, plain)
	if err != nil {
		return nil, fmt.Errorf("seal messages: %w", err)
	}
	facts := make([]node.Fact, len(messages))
	for n, m := range messages {
		facts[n] = in.fact(m, sealed[3*n], sealed[3*n+1], sealed[3*n+2])
	}
	return facts, nil
}

func (in intake) subject(m airmessages.Message) string {
	return in.vault.Pseudonym("sender", in.channel+"/"+m.Author)
}

// key names a message for ever: a second row of the same id is the same message.
func (in intake) key(m airmessages.Message) string {
	return "messages/" + in.channel + "/" + m.Brand + "/" + m.ID
}

func (in intake) fact(m airmessages.Message, thread, from, body domain.Sealed) node.Fact {
	class := in.classifier.Classify(classify.Input{
		Text: m.Text, Language: in.lang, Brand: m.Brand, Channel: in.channel, Visibility: "public",
	})
	id := in.vault.Pseudonym("thread", in.channel+"/"+m.Brand+"/"+m.Author)
	return node.Fact{
		At: m.At,
		Ask: domain.Request{
			To: conversation.Stream(id),
			Command: conversation.Receive{
				Opened: conversation.Opened{
					Brand: m.Brand, Channel: in.channel, Account: m.Brand, ThreadRef: thread, Subject: in.subject(m),
				},
				Message: conversation.MessageReceived{
					ExternalID: m.ID, Addressed: "direct", Visibility: "public", From: from, Body: body, Lang: in.lang, ReceivedAt: m.At,
				},
				First: conversation.Classified{
					Tier: string(class.Tier), Topic: class.Topic, Urgency: string(class.Urgency), Vulnerable: class.Vulnerable,
					Confidence: class.Confidence, By: class.By, ModelVersion: class.ModelVersion, Reason: class.Reason,
				},
			},
		},
		Meta: domain.Meta{
			Key: in.key(m), OccurredAt: m.At, Actor: domain.Actor{Kind: domain.ActorSource, ID: "feed/" + in.channel},
		},
		Done: in.count,
	}
}

// count tells a message that was recorded from one that was there already.
func (in intake) count(o node.Outcome, err error) {
	switch {
	case err != nil:
		in.counts.Rejected++
	case o.Repeated || o.Events == 0:
		in.counts.Duplicates++
	default:
		in.counts.Recorded++
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
