package sqlitelog

import (
	"fmt"
	"path/filepath"
	"testing"

	"tocsin/adapters/logtest"
	"tocsin/domain"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

func TestContract(t *testing.T) { logtest.Run(t, openEngine) }

func TestLinearizable(t *testing.T) {
	load := logtest.Load{Histories: 10, Clients: 64, Operations: 10_000}
	if testing.Short() {
		load.Histories, load.Operations = 2, 2_000
	}
	logtest.Linearizable(t, openEngine, load)
}

func openEngine(t *testing.T) logtest.Engine {
	path := filepath.Join(t.TempDir(), "log.db")
	log := mustOpen(t, path)
	t.Cleanup(func() { mustClose(t, log) })
	return logtest.Engine{
		Log: log,
		Reopen: func() domain.EventLog {
			mustClose(t, log)
			log = mustOpen(t, path)
			return log
		},
		Damage: func(at domain.Position) {
			change(t, path, fmt.Sprintf("UPDATE events SET data = '{}' WHERE position = %d", at))
		},
	}
}

func mustOpen(t *testing.T, path string) *Log {
	t.Helper()
	log, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func mustClose(t *testing.T, log *Log) {
	t.Helper()
	if err := log.Close(); err != nil {
		t.Error(err)
	}
}

// change writes into the file as somebody with another program would.
func change(t *testing.T, path, script string) {
	t.Helper()
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := sqlitex.ExecuteScript(conn, script, nil); err != nil {
		t.Fatal(err)
	}
}
