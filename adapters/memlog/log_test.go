package memlog_test

import (
	"errors"
	"testing"

	"tocsin/adapters/logtest"
	"tocsin/adapters/memlog"
	"tocsin/domain"
)

func open(*testing.T) logtest.Engine {
	log := memlog.New()
	return logtest.Engine{
		Log:    log,
		Reopen: func() domain.EventLog { return log },
		Damage: func(at domain.Position) { log.FailReads(at, errors.New("read error of the test")) },
	}
}

func TestContract(t *testing.T) { logtest.Run(t, open) }

func TestLinearizable(t *testing.T) {
	load := logtest.Load{Histories: 10, Clients: 64, Operations: 10_000}
	if testing.Short() {
		load.Histories = 2
	}
	logtest.Linearizable(t, open, load)
}
