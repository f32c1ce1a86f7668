package node

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"tocsin/adapters/memlog"
	"tocsin/domain"
	"tocsin/domain/inventory"
)

// Several nodes, each with an executor of its own, claim the same few seats at the same time. There must be one order of
// all claims that explains every answer, as if one clerk had given them one after the other.
func TestSeatClaimsAreLinearizable(t *testing.T) {
	t.Parallel()
	histories := 3
	if n, err := strconv.Atoi(os.Getenv("TOCSIN_HISTORIES")); err == nil {
		histories = n
	}
	for h := range histories {
		history := claimSeats(t, uint64(h), 8, 600)
		if !porcupine.CheckOperations(seatModel(), history) {
			t.Errorf("history %d of %d claims has no order that explains it", h, len(history))
		}
	}
}

func TestASeatGivenTwiceIsFound(t *testing.T) {
	t.Parallel()
	hold := func(client, offer int, call, end int64) porcupine.Operation {
		return porcupine.Operation{ClientId: client, Input: claimOf{offer: offer, what: "hold", n: seats}, Output: claimAnswer{events: 1}, Call: call, Return: end}
	}
	if porcupine.CheckOperations(seatModel(), []porcupine.Operation{hold(0, 0, 1, 3), hold(1, 1, 2, 4)}) {
		t.Error("all seats are given to two offers, and nothing is found")
	}
}

const (
	seats      = 5
	seatOffers = 6
)

// claimOf is one command of a client, and claimAnswer what it was told.
type claimOf struct {
	offer int
	what  string
	n     int
}

type claimAnswer struct {
	events int
	code   domain.Code // of a refusal
	lost   bool        // others were faster each time: nothing was recorded
}

// seatState is the units that each offer holds, and which of them are taken for good.
type seatState struct {
	units [seatOffers]int
	taken [seatOffers]bool
}

func (s seatState) free() int {
	free := seats
	for _, n := range s.units {
		free -= n
	}
	return free
}

// seatModel is one clerk with a list.
func seatModel() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return seatState{} },
		Step: func(state, input, output any) (bool, any) {
			s, in, out := state.(seatState), input.(claimOf), output.(claimAnswer)
			if out.lost {
				return true, s
			}
			want, next := s.give(in)
			return out == want, next
		},
	}
}

// give is what the clerk answers.
func (s seatState) give(in claimOf) (claimAnswer, seatState) {
	has := s.units[in.offer]
	switch {
	case in.what == "hold" && has == in.n:
		return claimAnswer{}, s
	case in.what == "hold" && has > 0:
		return claimAnswer{code: domain.Conflict}, s
	case in.what == "hold" && s.free() < in.n:
		return claimAnswer{code: domain.Exhausted}, s
	case in.what == "hold":
		s.units[in.offer] = in.n
	case in.what == "commit" && has == 0:
		return claimAnswer{code: domain.Conflict}, s
	case in.what == "commit" && s.taken[in.offer], in.what == "release" && has == 0:
		return claimAnswer{}, s
	case in.what == "commit":
		s.taken[in.offer] = true
	case in.what == "release":
		s.units[in.offer], s.taken[in.offer] = 0, false
	}
	return claimAnswer{events: 1}, s
}

// hesitant lets the others in between a decision and its record.
type hesitant struct{ domain.EventLog }

func (l hesitant) AppendMany(ctx context.Context, ws []domain.Write) []domain.WriteResult {
	runtime.Gosched()
	return l.EventLog.AppendMany(ctx, ws)
}

// claimSeats runs the clients and writes down what each asked and was told, and when.
func claimSeats(t *testing.T, seed uint64, clients, operations int) []porcupine.Operation {
	t.Helper()
	log, types, stream := hesitant{memlog.New()}, domain.NewCatalogue(inventory.Types), inventory.Stream("seats")
	node := func() *Executor {
		x := NewExecutor(log, types, NewVirtual(noon), func(b []byte) string { return string(b) }, nil, inventory.Kind)
		x.Share()
		return x
	}
	add := inventory.Add{AlternativeAdded: inventory.AlternativeAdded{Kind: "rebook", Unit: "seat"}, Capacity: inventory.CapacitySet{N: seats}}
	if _, err := node().Do(t.Context(), domain.Request{To: stream, Command: add}, domain.Meta{Key: "add"}); err != nil {
		t.Fatal(err)
	}
	start, per := time.Now(), make([][]porcupine.Operation, clients)
	var group sync.WaitGroup
	for client := range clients {
		group.Go(func() {
			x, random := node(), rand.New(rand.NewPCG(seed, uint64(client)))
			for n := range operations / clients {
				in := claimOf{offer: random.IntN(seatOffers), what: []string{"hold", "hold", "commit", "release"}[random.IntN(4)], n: 1 + random.IntN(3)}
				called := time.Since(start).Nanoseconds()
				out, err := in.ask(t.Context(), x, stream, fmt.Sprintf("%d/%d", client, n))
				if err != nil {
					t.Errorf("client %d: %v", client, err)
					return
				}
				per[client] = append(per[client], porcupine.Operation{
					ClientId: client, Input: in, Call: called, Output: out, Return: time.Since(start).Nanoseconds(),
				})
			}
		})
	}
	group.Wait()
	var history []porcupine.Operation
	for _, h := range per {
		history = append(history, h...)
	}
	return history
}

func (c claimOf) ask(ctx context.Context, x *Executor, stream domain.StreamID, key string) (claimAnswer, error) {
	id := fmt.Sprint("offer-", c.offer)
	command := map[string]any{
		"hold":    inventory.Hold{OfferID: id, N: c.n, Until: noon.Add(time.Hour), Now: noon},
		"commit":  inventory.Commit{OfferID: id, Now: noon},
		"release": inventory.Release{OfferID: id, Reason: "declined"},
	}[c.what]
	outcome, err := x.Do(ctx, domain.Request{To: stream, Command: command}, domain.Meta{Key: key})
	if refusal, refused := domain.Refused(err); refused {
		return claimAnswer{code: refusal.Code}, nil
	}
	if errors.Is(err, domain.ErrConflict) {
		return claimAnswer{lost: true}, nil
	}
	return claimAnswer{events: outcome.Events}, err
}
