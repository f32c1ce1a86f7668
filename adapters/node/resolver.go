package node

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/projections/audience"
)

// Resolvers answer the requests of package ask.
type Resolvers struct {
	directory  Directory
	host       Host
	texts      *Texts
	linkDomain func() string
	fails      Fails
}

// NewResolvers joins the outside world.
func NewResolvers(d Directory, h Host, texts *Texts, linkDomain func() string, fails Fails) *Resolvers {
	if fails == nil {
		fails = noFails{}
	}
	return &Resolvers{directory: d, host: h, texts: texts, linkDomain: linkDomain, fails: fails}
}

// Resolve answers one request; ok is false when it is an ordinary command.
func (v *Resolvers) Resolve(ctx context.Context, r domain.Request) (answer []domain.Request, ok bool, err error) {
	switch c := r.Command.(type) {
	case ask.Affected:
		v.fails.At(BeforeResolve)
		answer, err = v.affected(ctx, r, c)
	case ask.Audience:
		v.fails.At(BeforeResolve)
		answer, err = v.audience(ctx, r, c)
	case ask.Notices:
		v.fails.At(BeforeResolve)
		answer, err = v.notices(ctx, r, c)
	case ask.Booking:
		v.fails.At(BeforeResolve)
		answer, err = v.booking(ctx, r, c)
	default:
		return nil, false, nil
	}
	return answer, true, err
}

// affected lists people in chunks; nobody at all is one empty chunk, which says so.
func (v *Resolvers) affected(ctx context.Context, r domain.Request, c ask.Affected) ([]domain.Request, error) {
	people, err := v.directory.Affected(ctx, c.Journeys)
	if err != nil {
		return nil, err
	}
	of := max(1, (len(people)+ask.MaxPerChunk-1)/ask.MaxPerChunk)
	answers := make([]domain.Request, of)
	for n := range of {
		chunk := people[n*ask.MaxPerChunk : min(len(people), (n+1)*ask.MaxPerChunk)]
		answers[n] = domain.Request{
			To: r.To, Step: "chunk/" + strconv.Itoa(n+1), NotAfter: r.NotAfter,
			Command: incident.ListAffected{AffectedListed: incident.AffectedListed{
				Listing: c.Listing, Chunk: n + 1, Of: of, Source: "manifest", People: chunk,
			}},
		}
	}
	return answers, nil
}

// lookedUpAtOnce bounds the people of an audience that are looked up in one piece.
const lookedUpAtOnce = 10_000

// audience counts who cannot be told, and fixes the list by its hash.
func (v *Resolvers) audience(ctx context.Context, r domain.Request, c ask.Audience) ([]domain.Request, error) {
	h, excluded := sha256.New(), map[string]int{}
	var lines []byte
	for some := range slices.Chunk(c.People, lookedUpAtOnce) {
		erased, contactless, err := v.directory.Unreachable(ctx, some)
		if err != nil {
			return nil, err
		}
		for reason, n := range map[string]int{delivery.Erased: erased, delivery.NoContact: contactless} { // order-free: sums
			if n > 0 {
				excluded[reason] += n
			}
		}
		lines = lines[:0]
		for _, subject := range some {
			lines = append(append(lines, subject...), '\n')
		}
		h.Write(lines)
	}
	return []domain.Request{{
		To: r.To, Step: "frozen",
		Command: outreach.FreezeAudience{AudienceFrozen: outreach.AudienceFrozen{
			Count: len(c.People), Excluded: excluded, SnapshotHash: "sha256:" + hex.EncodeToString(h.Sum(nil)), Waves: c.Waves,
		}},
	}}, nil
}

// notices finds the first step of each person's ladder and fixes the text he will get by its hashes. Who cannot be
// reached is owed too, and suppressed with the reason.
func (v *Resolvers) notices(ctx context.Context, r domain.Request, c ask.Notices) ([]domain.Request, error) {
	subjects := make([]string, len(c.Items))
	for n, item := range c.Items {
		subjects[n] = item.Subject
	}
	reach, err := v.directory.Reach(ctx, subjects)
	if err != nil {
		return nil, err
	}
	texts, err := v.texts.current(ctx)
	if err != nil {
		return nil, err
	}
	request := delivery.Request{Requested: c.Batch}
	request.Requested.Items = slices.Clone(c.Items)
	for n := range request.Requested.Items {
		item := &request.Requested.Items[n]
		item.I = n
		if reason := v.address(item, c.Batch, reach); reason != "" {
			request.Suppress = append(request.Suppress, delivery.SuppressedItem{I: n, Reason: reason})
			continue
		}
		notice, err := v.compose(texts, c.Batch, *item, item.Channel)
		if err != nil {
			return nil, err
		}
		item.TemplateHash, item.ParamsHash = notice.TemplateHash, notice.ParamsHash
	}
	return []domain.Request{{To: r.To, Step: "requested", Command: request}}, nil
}

// address fills in the first step of the ladder; else the reason why there is none.
func (v *Resolvers) address(item *delivery.Item, b delivery.Requested, reach map[string]Reach) (reason string) {
	who, known := reach[item.Subject]
	if !known {
		return delivery.Erased
	}
	step, reason := delivery.FirstStep(b.Ladder, b.Down, who.ways())
	item.Channel, item.ContactID = step.Channel, step.ContactID
	return reason
}

// compose renders what a person gets on a channel; the same facts give the same bytes.
func (v *Resolvers) compose(texts *audience.Audience, b delivery.Requested, item delivery.Item, channel string) (audience.Notice, error) {
	link := "https://" + v.linkDomain() + "/status" // who has no offer is shown what everybody may see
	if item.OfferID != "" {
		link = "https://" + v.linkDomain() + "/o/" + v.directory.Token(item.OfferID)
	}
	return texts.Compose(b.StatementID, b.StatementVersion, b.IncidentID, item.Subject, channel, link)
}

// booking asks the host; its no is a fact too.
func (v *Resolvers) booking(ctx context.Context, r domain.Request, c ask.Booking) ([]domain.Request, error) {
	ref, err := v.host.Confirm(ctx, c.OfferID, c.Option, c.Seats, c.At)
	if refusal, refused := domain.Refused(err); refused {
		return []domain.Request{{To: r.To, Step: "failed", Command: offer.FailConfirm{Reason: refusal.Reason}}}, nil
	}
	if err != nil {
		return nil, err
	}
	return []domain.Request{{To: r.To, Step: "confirmed", Command: offer.Confirm{HostRef: ref}}}, nil
}
