// Package logbench measures an event log: durable appends with exact revisions from many writers, and replay. It keeps
// the rules of the reference programs that other engines are measured with, so that figures of one run can be divided.
//
// The rules: the payload is Payload; every writer waits for its answer before it appends again and begins a new stream
// after 100 events; every append states the exact revision and is all or nothing; a case begins with an empty
// directory, and a tenth of it is a warm-up; replay is the median of at least three passes after reopening.
package logbench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"tocsin/domain"
)

// Log is an engine under measurement.
type Log interface {
	domain.EventLog
	Close() error
}

// Config says what is measured.
type Config struct {
	Engine  string // its name in the results
	Open    func(directory string) (Log, error)
	Dir     string // on the disk to measure; what is made in it is removed
	Writers []int
	Batches []int         // events per append
	Events  int           // per case, and in the log that is replayed
	MaxTime time.Duration // ends a case early; 0: never
	Append  bool
	Replay  bool
	Notes   io.Writer // remarks for people
}

// Appended is the result of one case of appends.
type Appended struct {
	Op              string  `json:"op"`
	Engine          string  `json:"engine"`
	Writers         int     `json:"writers"`
	Batch           int     `json:"batch"`
	Events          int     `json:"events"`
	EventsPerSecond float64 `json:"events_per_second"`
	P50             int64   `json:"p50_us"`
	P99             int64   `json:"p99_us"`
}

// Replayed is the result of reading everything.
type Replayed struct {
	Op              string  `json:"op"`
	Engine          string  `json:"engine"`
	Events          int     `json:"events"`
	EventsPerSecond float64 `json:"events_per_second"`
}

// Run measures case by case and writes each result as one line of JSON.
func Run(ctx context.Context, c Config, results io.Writer) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(c.Dir, "bench-log-")
	if err != nil {
		return err
	}
	defer func() {
		if rerr := os.RemoveAll(scratch); err == nil {
			err = rerr
		}
	}()
	emit := json.NewEncoder(results).Encode
	for _, batch := range c.Batches {
		for _, writers := range c.Writers {
			if !c.Append {
				continue
			}
			r, err := c.appendCase(ctx, filepath.Join(scratch, "append"), writers, batch)
			if err != nil {
				return fmt.Errorf("measure %d writers, batches of %d: %w", writers, batch, err)
			}
			if err := emit(r); err != nil {
				return err
			}
		}
	}
	if !c.Replay {
		return nil
	}
	r, err := c.replayCase(ctx, filepath.Join(scratch, "replay"))
	if err != nil {
		return fmt.Errorf("measure replay: %w", err)
	}
	return emit(r)
}

func (c Config) check() error {
	if c.Events < 1 || c.MaxTime < 0 {
		return fmt.Errorf("want at least one event and no negative time")
	}
	for _, writers := range c.Writers {
		for _, batch := range c.Batches {
			if writers < 1 || batch < 1 || writers*batch > c.Events {
				return fmt.Errorf("%d writers with batches of %d need from 1 to %d events, one append each", writers, batch, c.Events)
			}
		}
	}
	return nil
}

// inEmpty opens a log in a directory of its own and removes both when the work is done.
func (c Config) inEmpty(dir string, work func(Log) error) (err error) {
	log, err := c.Open(dir)
	if err != nil {
		return err
	}
	runtime.GC()
	err = work(log)
	if cerr := log.Close(); err == nil {
		err = cerr
	}
	return err
}

func (c Config) note(format string, args ...any) {
	if c.Notes != nil {
		fmt.Fprintf(c.Notes, format+"\n", args...)
	}
}
