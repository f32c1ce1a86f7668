package vault

import (
	"context"

	"tocsin/domain"
	"tocsin/domain/directory"
	"zombiezen.com/go/sqlite"
)

// Seal puts texts into boxes, in their order; the keys are on the disk before it returns. The same text for the same
// place gives the same bytes; an empty text gives no box. If one subject was erased, nothing is sealed.
func (v *Vault) Seal(ctx context.Context, texts []directory.Plain) ([]domain.Sealed, error) {
	var subjects []string
	for _, t := range texts {
		if len(t.Text) > 0 {
			subjects = append(subjects, t.Subject)
		}
	}
	keys, err := v.ringFor(ctx, subjects)
	if err != nil {
		return nil, err
	}
	boxes := make([]domain.Sealed, len(texts))
	for i, t := range texts {
		if len(t.Text) > 0 {
			key := keys[t.Subject]
			boxes[i] = domain.Sealed{Subject: t.Subject, Key: key.name(), Box: key.seal(t.Subject, t.Context, t.Field, t.Text)}
		}
	}
	return boxes, nil
}

// Open takes texts out of boxes, in their order. Each answers for itself: one person's erasure hides nobody else's
// text. The error of the call is a fault.
func (v *Vault) Open(ctx context.Context, boxes []domain.Sealed) ([]directory.Opened, error) {
	var subjects []string
	for _, b := range boxes {
		if !b.IsZero() {
			subjects = append(subjects, b.Subject)
		}
	}
	wanted, err := distinct(subjects)
	if err != nil {
		return nil, err
	}
	var keys ring
	err = v.read(ctx, "read keys", func(conn *sqlite.Conn) error {
		keys, err = v.ring(conn, wanted)
		return err
	})
	if err != nil {
		return nil, err
	}
	texts := make([]directory.Opened, len(boxes))
	for i, b := range boxes {
		if !b.IsZero() {
			texts[i] = keys.open(b)
		}
	}
	return texts, nil
}

func (keys ring) open(b domain.Sealed) directory.Opened {
	key, exists := keys[b.Subject]
	switch {
	case !exists:
		return directory.Opened{Err: directory.ErrKeyLost}
	case key == nil:
		return directory.Opened{Err: directory.ErrErased}
	case key.name() != b.Key:
		return directory.Opened{Err: directory.ErrKeyLost} // lost, and another one made since
	}
	text, err := key.open(b.Subject, b.Box)
	if err != nil {
		return directory.Opened{Err: directory.ErrTampered}
	}
	return directory.Opened{Text: text}
}
