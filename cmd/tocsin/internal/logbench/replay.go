package logbench

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"tocsin/domain"
)

// replayCase fills a log, opens it again and reads everything, several times.
func (c Config) replayCase(ctx context.Context, dir string) (r Replayed, err error) {
	defer os.RemoveAll(dir)
	if err := c.inEmpty(dir, func(log Log) error { return fill(ctx, log, c.Events) }); err != nil {
		return r, err
	}
	bytes, err := size(dir)
	if err != nil {
		return r, err
	}
	before := time.Now()
	err = c.inEmpty(dir, func(log Log) error {
		opened := time.Since(before)
		median, err := passes(ctx, log, c.Events)
		if err != nil {
			return err
		}
		c.note("replay: %d events, %d bytes per event on disk, opened in %v", c.Events, bytes/int64(c.Events), opened.Round(time.Microsecond))
		r = Replayed{
			Op: "replay", Engine: c.Engine, Events: c.Events,
			EventsPerSecond: math.Round(float64(c.Events) / median.Seconds()),
		}
		return nil
	})
	return r, err
}

// fill appends events as 64 writers would leave them: one by one over 64 streams at a time.
func fill(ctx context.Context, log Log, events int) error {
	const writers = 64
	sample := newEvents("r", 0, 1)[0]
	var ws []domain.Write
	for n := 0; n < events; n++ {
		w, round, p := n%writers, n/writers, sample
		p.ID = domain.NewEventID("incident", "fill", n)
		ws = append(ws, domain.Write{
			Stream: domain.StreamID(fmt.Sprintf("incident-r-%d-%d", w, round/streamLength)),
			At:     domain.Revision(round % streamLength), Events: []domain.Proposed{p},
		})
		if len(ws) < 4096 && n < events-1 {
			continue
		}
		for i, r := range log.AppendMany(ctx, ws) {
			if r.Err != nil {
				return fmt.Errorf("fill %s: %w", ws[i].Stream, r.Err)
			}
		}
		ws = ws[:0]
	}
	return nil
}

// passes reads the log until three passes and 300 ms are over and gives the median; the file is in the page cache.
func passes(ctx context.Context, log Log, want int) (time.Duration, error) {
	var took []time.Duration
	for total := time.Duration(0); len(took) < 3 || total < 300*time.Millisecond; {
		seen, bytes := 0, 0
		start := time.Now()
		for r, err := range log.ReadAll(ctx, 0) {
			if err != nil {
				return 0, err
			}
			seen++
			bytes += len(r.Data)
		}
		pass := time.Since(start)
		if seen != want || bytes == 0 {
			return 0, fmt.Errorf("replay saw %d events, want %d", seen, want)
		}
		took = append(took, pass)
		total += pass
	}
	slices.Sort(took)
	return percentile(took, 0.5), nil
}

// size of all files in a directory.
func size(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}
