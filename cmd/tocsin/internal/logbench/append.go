package logbench

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tocsin/domain"
)

// streamLength is when a writer begins a new stream: incidents are many and short.
const streamLength = 100

// load is one burst of appends.
type load struct {
	writers, batch, events int
	maxTime                time.Duration // 0: no limit
	tag                    string        // keeps the streams of two bursts apart
}

// appendCase warms a fresh log up and measures one burst.
func (c Config) appendCase(ctx context.Context, dir string, writers, batch int) (r Appended, err error) {
	defer os.RemoveAll(dir)
	l := load{writers: writers, batch: batch, events: c.Events, maxTime: c.MaxTime, tag: "m"}
	err = c.inEmpty(dir, func(log Log) error {
		warm := l
		warm.tag, warm.events, warm.maxTime = "w", max(l.events/10, writers*batch), l.maxTime/4
		if _, _, err := burst(ctx, log, warm); err != nil {
			return err
		}
		latencies, elapsed, err := burst(ctx, log, l)
		slices.Sort(latencies)
		events := len(latencies) * batch
		r = Appended{
			Op: "append", Engine: c.Engine, Writers: writers, Batch: batch, Events: events,
			EventsPerSecond: math.Round(float64(events) / elapsed.Seconds()),
			P50:             percentile(latencies, 0.50).Microseconds(),
			P99:             percentile(latencies, 0.99).Microseconds(),
		}
		return err
	})
	return r, err
}

// burst lets every writer append as fast as it is answered. It gives the time of each append and of all.
func burst(ctx context.Context, log Log, l load) (latencies []time.Duration, elapsed time.Duration, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var (
		group sync.WaitGroup
		taken atomic.Int64 // events given to writers
		each  = make([][]time.Duration, l.writers)
		begin = make(chan struct{})
		start time.Time
	)
	for w := range l.writers {
		events := newEvents(l.tag, w, l.batch)
		group.Go(func() {
			<-begin
			s, at := domain.StreamID(""), domain.Revision(streamLength)
			for n := 0; taken.Add(int64(l.batch)) <= int64(l.events); n++ {
				if at >= streamLength {
					s, at = domain.StreamID(fmt.Sprintf("incident-%s-%d-%d", l.tag, w, n)), 0
				}
				before := time.Now()
				if l.maxTime > 0 && before.Sub(start) > l.maxTime {
					return
				}
				if _, err := log.Append(ctx, s, at, events...); err != nil {
					stop(err)
					return
				}
				each[w] = append(each[w], time.Since(before))
				at += domain.Revision(l.batch)
			}
		})
	}
	start = time.Now()
	close(begin)
	group.Wait()
	elapsed = time.Since(start)
	return slices.Concat(each...), elapsed, context.Cause(ctx)
}

// percentile of sorted values, by nearest rank.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(int(math.Ceil(p*float64(len(sorted))))-1, 0)]
}
