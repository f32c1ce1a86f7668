// Command tocsin is the one program of the crisis surge coordinator: demonstrations, replays of recorded days, audits
// and benchmarks, each a sub-command in a file of its own. It is the only place where domain, projections and adapters
// meet.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // zones must not depend on the machine

	"github.com/spf13/cobra"

	"tocsin/domain"
)

// Exit codes of the command line; scripts rely on them.
const (
	exitDone     = 0
	exitFailure  = 1
	exitUsage    = 2
	exitMismatch = 3
	exitDisk     = 74
	exitSignal   = 130
)

// gcPercent trades memory for time: a node holds some hundred megabytes, and folding a log makes much garbage.
const gcPercent = 300

// memoryToWaste is where that trade ends, in bytes: above it garbage is collected as often as it takes.
const memoryToWaste = 13 << 27

func main() {
	debug.SetGCPercent(gcPercent)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryToWaste)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program: data goes to stdout, progress and errors to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot(stdout, stderr)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	if text := err.Error(); text != "" {
		fmt.Fprintln(stderr, "tocsin:", text)
	}
	return exitCode(ctx, err)
}

// codedError carries the exit code of what went wrong.
type codedError struct {
	code int
	err  error
}

func (e *codedError) Error() string { return e.err.Error() }
func (e *codedError) Unwrap() error { return e.err }

// usage marks an error as one of usage or configuration.
func usage(format string, args ...any) error {
	return &codedError{code: exitUsage, err: fmt.Errorf(format, args...)}
}

func exitCode(ctx context.Context, err error) int {
	var coded *codedError
	switch {
	case errors.As(err, &coded):
		return coded.code
	case ctx.Err() != nil:
		return exitSignal
	case errors.Is(err, domain.ErrCorrupt):
		return exitMismatch
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EIO):
		return exitDisk
	default:
		return exitFailure
	}
}

func newRoot(stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "tocsin",
		Short: "Coordinates the surge of a crisis: detect, tell people first, speak with one voice, call the reserve",
		Long: `Tocsin turns incidents and customer messages into decisions on an append-only log: surges are detected, affected
people are told before they ask, with alternatives that exist; a crisis cell speaks with one approved text; exactly the
reserve members needed are called out; and everything can be replayed.

Every flag can also be given as a variable, TOCSIN_ and its name in capitals: TOCSIN_NOTICE_LEAD=4h. The flag goes before.

Start with: tocsin demo`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("unknown command %q; see tocsin --help", args[0])
			}
			return nil
		},
		PersistentPreRunE: func(c *cobra.Command, _ []string) error { return fromEnvironment(c) },
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%w", err) })
	root.PersistentFlags().Bool("quiet", false, "no progress on stderr")
	root.AddCommand(newReplayCmd(), newDemoCmd(), newReportCmd(), newAuditCmd(), newBenchCmd(), newConfigCmd(), newSimulateCmd(), newWhatifCmd(), newVersionCmd())
	return root
}
