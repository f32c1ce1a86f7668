// Package sqlitelog keeps the event log in one SQLite file: the embedded engine, one process per file.
//
// An append is acknowledged when the COMMIT of its transaction has returned, in WAL mode with synchronous=FULL, which
// is when the bytes are on the disk; OpenRepeatable alone promises less. One goroutine writes; what waits while it commits is the next transaction, so
// that many writers share one sync. A failed commit is final: the log refuses every later append, because after a
// failed sync nobody knows what is on the disk. Readers have connections of their own, hold no transaction while they
// yield, check a hash of every row they hand out, and never see a position missing without saying so.
//
// The package owns zombiezen.com/go/sqlite (with adapters/vault) and touches one file, its -wal, -shm and .lock.
package sqlitelog
