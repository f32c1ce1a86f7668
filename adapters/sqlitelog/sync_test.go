//go:build unix

package sqlitelog

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"tocsin/domain"

	lib "modernc.org/sqlite/lib"
)

// appendOnBrokenSync is the child: it counts syncs, then makes one fail and looks at how the log behaves.
func appendOnBrokenSync(path string) error {
	d := installDisk()
	defer runtime.KeepAlive(d) // SQLite knows it, the collector does not
	log, err := Open(path)
	if err != nil {
		return err
	}
	if err := countSyncs(d, log); err != nil {
		return err
	}
	d.mu.Lock()
	d.fault = func(op diskOp) int32 {
		if op.kind == "sync" && op.file == "-wal" {
			return lib.SQLITE_IOERR_FSYNC
		}
		return lib.SQLITE_OK
	}
	d.mu.Unlock()
	_, failure := log.Append(context.Background(), "broken-1", 0, small("broken-1", 0))
	if failure == nil {
		return errors.New("an append was acknowledged without a sync")
	}
	d.mu.Lock()
	d.fault = func(diskOp) int32 { return lib.SQLITE_OK } // the disk has recovered; the log must not
	written := len(d.ops)
	d.mu.Unlock()
	for i := range 3 {
		s := domain.StreamID(fmt.Sprintf("broken-%d", i))
		if _, err := log.Append(context.Background(), s, 0, small(s, i)); err == nil || err.Error() != failure.Error() {
			return fmt.Errorf("after %q a later append got %v, want the same", failure, err)
		}
	}
	if d.mu.Lock(); len(d.ops) != written {
		return fmt.Errorf("after the failed sync: %+v", d.ops[written:])
	}
	d.mu.Unlock()
	for r, err := range log.ReadAll(context.Background(), 0) {
		if err != nil || r.Stream.Category() == "broken" {
			return fmt.Errorf("read %s after the failed sync: %w", r.Stream, err)
		}
	}
	return nil
}

// countSyncs appends alone and together: there is a sync for every commit, and fewer commits than appends.
func countSyncs(d *disk, log *Log) error {
	before, syncs := log.Stats(), d.count("sync", "-wal")
	var group sync.WaitGroup
	errs := make([]error, 16)
	for w := range errs {
		group.Go(func() {
			s := domain.StreamID(fmt.Sprintf("count-%d", w))
			for i := 0; i < 50 && errs[w] == nil; i++ {
				_, errs[w] = log.Append(context.Background(), s, domain.Revision(i), small(s, i))
			}
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	commits := log.Stats().Commits - before.Commits
	syncs = d.count("sync", "-wal") - syncs
	fmt.Printf("%d appends, %d commits, %d syncs\n", 16*50, commits, syncs)
	if events := log.Stats().Events - before.Events; events != 16*50 || commits < 1 || commits > events || int64(syncs) < commits {
		return fmt.Errorf("%d events in %d commits with %d syncs", events, commits, syncs)
	}
	return nil
}

func TestEveryCommitIsSyncedAndAFailedSyncIsFinal(t *testing.T) {
	out, err := inRole(t, "broken sync", filepath.Join(t.TempDir(), "log.db")).Output()
	if err != nil {
		t.Fatalf("the child: %v", err)
	}
	t.Logf("%s", out)
}
