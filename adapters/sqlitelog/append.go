package sqlitelog

import (
	"context"
	"slices"

	"tocsin/domain"
)

// Append records all of the events or none. An error of the context says that nothing was written.
func (l *Log) Append(ctx context.Context, s domain.StreamID, at domain.Revision, ps ...domain.Proposed) (domain.Position, error) {
	r := l.AppendMany(ctx, []domain.Write{{Stream: s, At: at, Events: ps}})[0]
	return r.Position, r.Err
}

// AppendMany records each write on its own, in order and in one transaction, with what other callers bring meanwhile.
func (l *Log) AppendMany(ctx context.Context, ws []domain.Write) []domain.WriteResult {
	r := newRequest(ws)
	err := ctx.Err()
	switch {
	case r.events == 0:
		return r.results
	case err != nil:
	case l.writer == nil:
		err = errReadOnly
	case !l.writer.submit(r):
		err = ErrClosed
	default:
		err = r.wait(ctx)
	}
	if err == nil {
		return r.results
	}
	return slices.Repeat([]domain.WriteResult{{Err: err}}, len(ws))
}
