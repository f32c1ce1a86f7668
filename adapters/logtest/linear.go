package logtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"tocsin/domain"

	"github.com/anishathalye/porcupine"
)

// Load is how hard Linearizable presses.
type Load struct {
	Histories, Clients, Operations int // operations in each history, of all clients together
}

// Linearizable lets clients append to a few streams and read them at the same time, and looks for an order of the
// operations that explains every answer: an append at a revision succeeds if and only if the stream is there.
func Linearizable(t *testing.T, open Opener, load Load) {
	log := open(t).Log
	for h := range load.Histories {
		history := record(t, log, uint64(h), load)
		if !porcupine.CheckOperations(streamModel(), history) {
			t.Errorf("history %d of %d operations has no order that explains it", h, len(history))
		}
	}
}

// operation is an append of some events at a revision, or a read with events 0.
type operation struct {
	stream domain.StreamID
	at     domain.Revision
	events int
}

// outcome is the revision that a read found, or whether an append was taken.
type outcome struct {
	revision domain.Revision
	taken    bool
}

// streamModel is one stream as a state machine: its state is its revision.
func streamModel() porcupine.Model {
	return porcupine.Model{
		Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
			byStream := map[domain.StreamID][]porcupine.Operation{}
			for _, op := range history {
				s := op.Input.(operation).stream
				byStream[s] = append(byStream[s], op)
			}
			parts := make([][]porcupine.Operation, 0, len(byStream))
			for _, part := range byStream {
				parts = append(parts, part)
			}
			return parts
		},
		Init: func() any { return domain.Revision(0) },
		Step: func(state, input, output any) (bool, any) {
			revision, in, out := state.(domain.Revision), input.(operation), output.(outcome)
			switch {
			case in.events == 0:
				return out.revision == revision, revision
			case out.taken:
				return in.at == revision, revision + domain.Revision(in.events)
			}
			return in.at != revision, revision
		},
	}
}

// record runs the clients and writes down what each asked and was told, and when.
func record(t *testing.T, log domain.EventLog, seed uint64, load Load) []porcupine.Operation {
	start := time.Now()
	histories := make([][]porcupine.Operation, load.Clients)
	var group sync.WaitGroup
	for client := range load.Clients {
		group.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(client)))
			seen := map[domain.StreamID]domain.Revision{}
			for n := range load.Operations / load.Clients {
				in := operation{stream: domain.StreamID(fmt.Sprintf("linear-%d-%d", seed, random.IntN(8)))}
				in.at = seen[in.stream]
				if random.IntN(3) > 0 {
					in.events = 1 + random.IntN(3)
				}
				if in.events > 0 && random.IntN(8) == 0 {
					in.at += domain.Revision(random.IntN(3)) // a guess, mostly a wrong one
				}
				called := time.Since(start).Nanoseconds()
				out, err := perform(t, log, in, fmt.Sprintf("%d-%d-%d", seed, client, n))
				if err != nil {
					t.Errorf("client %d: %v", client, err)
					return
				}
				if in.events == 0 {
					seen[in.stream] = out.revision
				} else if out.taken {
					seen[in.stream] = in.at + domain.Revision(in.events)
				}
				histories[client] = append(histories[client], porcupine.Operation{
					ClientId: client, Input: in, Call: called, Output: out, Return: time.Since(start).Nanoseconds(),
				})
			}
		})
	}
	group.Wait()
	var history []porcupine.Operation
	for _, h := range histories {
		history = append(history, h...)
	}
	return history
}

func perform(t *testing.T, log domain.EventLog, in operation, key string) (out outcome, err error) {
	if in.events == 0 {
		for r, err := range log.Read(t.Context(), in.stream, in.at) {
			if err != nil {
				return out, err
			}
			out.revision = r.Revision
		}
		out.revision = max(out.revision, in.at)
		return out, nil
	}
	ps := make([]domain.Proposed, in.events)
	for i := range ps {
		ps[i] = event(in.stream, key, i)
	}
	switch _, err = log.Append(t.Context(), in.stream, in.at, ps...); {
	case errors.Is(err, domain.ErrConflict):
		return out, nil
	case err != nil:
		return out, err
	}
	return outcome{taken: true}, nil
}
