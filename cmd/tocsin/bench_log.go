package main

import (
	"fmt"
	"path/filepath"
	"time"

	"tocsin/adapters/sqlitelog"
	"tocsin/cmd/tocsin/internal/logbench"

	"github.com/spf13/cobra"
)

// newBenchLogCmd is `tocsin bench log`: how fast the embedded log records and replays on this disk.
func newBenchLogCmd() *cobra.Command {
	c := logbench.Config{
		Engine: "sqlite",
		Open: func(dir string) (logbench.Log, error) {
			return sqlitelog.Open(filepath.Join(dir, "log.db"))
		},
	}
	cmd := &cobra.Command{
		Use:   "log",
		Short: "Measure durable appends and replay of the embedded log",
		Long: "Measures durable appends with exact revisions, and replay, on the disk that holds --dir.\n" +
			"Prints one line of JSON per case; everything it writes to the disk is removed.",
		Example: "  tocsin bench log --writers 1,16 --batch 1 --max-time 1s --dir /var/lib/tocsin",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c.Notes = cmd.ErrOrStderr()
			if memory, err := logbench.InMemory(c.Dir); err != nil {
				return fmt.Errorf("look at %s: %w", c.Dir, err)
			} else if memory {
				return fmt.Errorf("%s is in memory, where a sync is free: choose a --dir on a disk", c.Dir)
			}
			return logbench.Run(cmd.Context(), c, cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.IntSliceVar(&c.Writers, "writers", []int{1, 16, 256}, "concurrent writers, a list")
	f.IntSliceVar(&c.Batches, "batch", []int{1, 100}, "events per append, a list")
	f.IntVar(&c.Events, "events", 200_000, "events per case, and in the log that is replayed")
	f.StringVar(&c.Dir, "dir", ".", "directory on the disk to measure")
	f.DurationVar(&c.MaxTime, "max-time", 2*time.Second, "end a case early after this time; 0 for never")
	f.BoolVar(&c.Append, "append", true, "measure appends")
	f.BoolVar(&c.Replay, "replay", true, "measure replay")
	return cmd
}
