//go:build unix

package sqlitelog

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"

	"tocsin/domain"
)

// surviveCuts is the child for a log whose every commit is durable.
func surviveCuts(path string) error { return cutOften(path, Open, checkCut) }

// surviveCutsRepeatable is the child for a log that does not wait for the disk: a cut may cost what was acknowledged, never
// the order and never a part of a write.
func surviveCutsRepeatable(path string) error {
	return cutOften(path, OpenRepeatable, func(got, want []domain.Recorded, _ []diskOp) error { return checkCut(got, want, nil) })
}

// cutOften records what SQLite does to the files while a log is used, and then opens what the
// files could be after the power failed at a random moment: synced writes are there, of the others any part.
func cutOften(path string, open func(string) (*Log, error), check func(got, want []domain.Recorded, ops []diskOp) error) error {
	trials, err := strconv.Atoi(os.Getenv("TOCSIN_POWER_TRIALS"))
	if err != nil {
		return err
	}
	d := installDisk()
	defer runtime.KeepAlive(d) // SQLite knows it, the collector does not
	if err := useLog(d, path, open); err != nil {
		return err
	}
	want, err := readLog(path)
	if err != nil {
		return err
	}
	d.mu.Lock()
	ops := d.ops
	d.mu.Unlock()
	random := rand.New(rand.NewPCG(3, 4))
	lost := 0
	for trial := range trials {
		cut := random.IntN(len(ops) + 1)
		got, err := openCut(filepath.Join(filepath.Dir(path), fmt.Sprint("cut-", trial)), ops[:cut], random)
		if err != nil {
			return fmt.Errorf("trial %d, cut at operation %d of %d: %w", trial, cut, len(ops), err)
		}
		if err := check(got, want, ops[:cut]); err != nil {
			return fmt.Errorf("trial %d, cut at operation %d of %d: %w", trial, cut, len(ops), err)
		}
		lost += len(want) - len(got)
	}
	fmt.Printf("%d trials over %d operations, %d events; on average %d were not there\n", trials, len(ops), len(want), lost/trials)
	return nil
}

// useLog appends in three sessions, with checkpoints between, from three writers.
func useLog(d *disk, path string, open func(string) (*Log, error)) error {
	for session := range 3 {
		log, err := open(path)
		if err != nil {
			return err
		}
		var group sync.WaitGroup
		errs := make([]error, 3)
		for w := range errs {
			group.Go(func() {
				s := domain.StreamID(fmt.Sprintf("power-%d-%d", session, w))
				for n := 0; n < 40 && errs[w] == nil; n++ {
					write := domain.Write{Stream: s, At: domain.Revision(3 * n)}
					for i := range 3 {
						write.Events = append(write.Events, small(s, 3*n+i))
					}
					r := log.AppendMany(context.Background(), []domain.Write{write})[0]
					errs[w] = r.Err
					d.ack(int(r.Position))
					if n%16 == 15 {
						errs[w] = errors.Join(r.Err, log.checkpoints.move())
					}
				}
			})
		}
		group.Wait()
		if err := errors.Join(append(errs, log.Close())...); err != nil {
			return err
		}
	}
	return nil
}

// ack notes that an append was answered, in the order of the operations.
func (d *disk) ack(position int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ops = append(d.ops, diskOp{kind: "ack", number: position})
}

// openCut makes the files of a cut and reads the log in them.
func openCut(dir string, ops []diskOp, random *rand.Rand) ([]domain.Recorded, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	for name, content := range cutFiles(ops, random) {
		if err := os.WriteFile(filepath.Join(dir, "log.db"+name), content, 0o600); err != nil {
			return nil, err
		}
	}
	return readLog(filepath.Join(dir, "log.db"))
}

// cutFiles gives the files as they may be when the power fails behind some operations.
func cutFiles(ops []diskOp, random *rand.Rand) map[string][]byte {
	files, pending := map[string][]byte{}, map[string][]diskOp{}
	for _, op := range ops {
		switch op.kind {
		case "write", "truncate":
			pending[op.file] = append(pending[op.file], op)
		case "sync":
			for _, p := range pending[op.file] {
				files[op.file] = applied(files[op.file], p)
			}
			delete(pending, op.file)
		case "delete":
			delete(files, op.file)
			delete(pending, op.file)
		}
	}
	odds := random.Float64() * 1.2 // of a write that was not synced; above 1 all are there, as after a kill
	for _, name := range slices.Sorted(maps.Keys(pending)) {
		for _, p := range pending[name] {
			switch {
			case p.kind == "truncate" && random.Float64() < odds:
				files[name] = applied(files[name], p)
			case p.kind == "write":
				for part := range slices.Chunk(p.data, 512) { // a sector is written or it is not
					if random.Float64() < odds {
						files[name] = applied(files[name], diskOp{kind: "write", offset: p.offset, data: part})
					}
					p.offset += int64(len(part))
				}
			}
		}
	}
	return files
}

func applied(content []byte, op diskOp) []byte {
	end := int(op.offset) + len(op.data)
	if missing := end - len(content); missing > 0 {
		content = append(content, make([]byte, missing)...)
	}
	if op.kind == "truncate" {
		return content[:op.offset]
	}
	copy(content[op.offset:], op.data)
	return content
}

// checkCut wants a beginning of the whole log that holds at least what was acknowledged, and no half of a write.
func checkCut(got, want []domain.Recorded, ops []diskOp) error {
	acked := 0
	for _, op := range ops {
		if op.kind == "ack" {
			acked = max(acked, op.number)
		}
	}
	if len(got) < acked {
		return fmt.Errorf("%d events were acknowledged, %d are there", acked, len(got))
	}
	if len(got)%3 != 0 {
		return fmt.Errorf("%d events are there: half of a write", len(got))
	}
	return sameEvents(got, want[:len(got)])
}

// sameEvents compares everything of the records.
func sameEvents(got, want []domain.Recorded) error {
	for i := range min(len(got), len(want)) {
		if g, w := fmt.Sprintf("%+v", got[i]), fmt.Sprintf("%+v", want[i]); g != w {
			return fmt.Errorf("event %d is %s, want %s", i+1, g, w)
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d events, want %d", len(got), len(want))
	}
	return nil
}

// readLog opens a log, reads it and closes it.
func readLog(path string) (events []domain.Recorded, err error) {
	log, err := Open(path)
	if err != nil {
		return nil, err
	}
	for r, rerr := range log.ReadAll(context.Background(), 0) {
		if rerr != nil {
			err = rerr
			break
		}
		events = append(events, r)
	}
	return events, errors.Join(err, log.Close())
}

func TestPowerFailure(t *testing.T) { testPowerFailure(t, "power failure") }

func TestPowerFailureOfARepeatableLog(t *testing.T) { testPowerFailure(t, "power failure, repeatable") }

func testPowerFailure(t *testing.T, role string) {
	t.Parallel()
	cmd := inRole(t, role, filepath.Join(t.TempDir(), "log.db"))
	if os.Getenv("TOCSIN_POWER_TRIALS") == "" {
		trials := "150"
		if testing.Short() {
			trials = "40"
		}
		cmd.Env = append(cmd.Env, "TOCSIN_POWER_TRIALS="+trials)
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the child: %v", err)
	}
	t.Logf("%s", out)
}
