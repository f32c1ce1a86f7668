package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tocsin/adapters/sqlitelog"
	"tocsin/domain"
	"tocsin/projections/report"
	"tocsin/projections/volume"
)

func newAuditCmd() *cobra.Command {
	c := &cobra.Command{
		Use: "audit", Short: "Look into a log, and prove that it says what was printed",
		Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newAuditShowCmd(), newAuditVerifyCmd())
	return c
}

func newAuditShowCmd() *cobra.Command {
	var at, stream, output string
	var last int
	c := &cobra.Command{
		Use:     "show LOG",
		Short:   "Show the events up to an instant, and what was known then",
		Example: "  tocsin audit show log.db --at 1200\n  tocsin audit show log.db --stream crisis- -o ndjson --last 0",
		Args:    oneLog,
		RunE: func(c *cobra.Command, args []string) error {
			m, err := parseMoment(at)
			if err != nil {
				return err
			}
			if output != "table" && output != "ndjson" {
				return usage("--output: want table or ndjson")
			}
			return lookInto(args[0], func(log *sqlitelog.Log) error {
				events, err := lastEvents(c, until{log, m}, stream, last)
				if err != nil {
					return err
				}
				if output == "ndjson" {
					return printRaw(c, events)
				}
				if err := printEvents(c, events); err != nil {
					return err
				}
				return printKnown(c, log, m)
			})
		},
	}
	c.Flags().StringVar(&at, "at", "", "a position, or an instant of recording (RFC 3339); default: the head")
	c.Flags().StringVar(&stream, "stream", "", "only streams whose name begins so")
	c.Flags().IntVar(&last, "last", 20, "how many of the last events; 0 for all")
	c.Flags().StringVarP(&output, "output", "o", "table", "table or ndjson")
	return c
}

func lastEvents(c *cobra.Command, log until, stream string, last int) (events []domain.Recorded, err error) {
	types := catalogue()
	for r, err := range log.ReadAll(c.Context(), 0) {
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(string(r.Stream), stream) {
			continue
		}
		if r.Event, err = types.Decode(r); err != nil {
			r.Event = nil // shown raw: an auditor sees what is there
		}
		if events = append(events, r); last > 0 && len(events) > 2*last {
			events = append(events[:0], events[len(events)-last:]...)
		}
	}
	if last > 0 && len(events) > last {
		events = events[len(events)-last:]
	}
	return events, nil
}

func printEvents(c *cobra.Command, events []domain.Recorded) error {
	for _, r := range events {
		text := sentence(r)
		if text == "" {
			text = r.Type
		}
		if _, err := fmt.Fprintf(c.OutOrStdout(), "%8d  %s  %-34s r%-4d %s  by %s %s\n",
			r.Position, r.Meta.RecordedAt.UTC().Format(time.RFC3339), shortStream(r.Stream), r.Revision, text, r.Meta.Actor.Kind, r.Meta.Actor.ID); err != nil {
			return err
		}
	}
	return nil
}

// rawEvent is one line of the log as it is kept.
type rawEvent struct {
	Position   uint64          `json:"position"`
	Stream     string          `json:"stream"`
	Revision   uint64          `json:"revision"`
	ID         string          `json:"id"`
	Type       string          `json:"type"`
	Version    int             `json:"schema_version"`
	OccurredAt time.Time       `json:"occurred_at"`
	RecordedAt time.Time       `json:"recorded_at"`
	Actor      domain.Actor    `json:"actor"`
	Key        string          `json:"command_key"`
	Causation  string          `json:"causation_id,omitempty"`
	Correl     string          `json:"correlation_id"`
	Drill      bool            `json:"drill,omitempty"`
	Data       json.RawMessage `json:"data"`
}

func printRaw(c *cobra.Command, events []domain.Recorded) error {
	enc := json.NewEncoder(c.OutOrStdout())
	for _, r := range events {
		if err := enc.Encode(rawEvent{
			Position: uint64(r.Position), Stream: string(r.Stream), Revision: uint64(r.Revision), ID: r.ID.String(), Type: r.Type,
			Version: r.Version, OccurredAt: r.Meta.OccurredAt, RecordedAt: r.Meta.RecordedAt, Actor: r.Meta.Actor, Key: r.Meta.Key,
			Causation: r.Meta.CausationID, Correl: r.Meta.CorrelationID, Drill: r.Meta.Drill, Data: r.Data,
		}); err != nil {
			return err
		}
	}
	return nil
}

func printKnown(c *cobra.Command, log domain.EventLog, m moment) error {
	p, err := draw(c.Context(), log, m)
	if err != nil {
		return err
	}
	if err := noteOutside(c, log, m, p.position); err != nil {
		return err
	}
	o := &outcome{}
	p.report.View(func(r *report.Report) {
		o.take(r)
		o.Messages.Read, o.Messages.Recorded, o.VirtualEnd = r.Messages.Recorded, r.Messages.Recorded, r.Last
	})
	if _, err := fmt.Fprintf(c.OutOrStdout(), "\nWhat was known at position %d, %s:\n", o.Positions, short(o.VirtualEnd)); err != nil {
		return err
	}
	return o.summary(c.OutOrStdout())
}

// proof is what a run leaves beside its log for later verification.
type proof struct {
	Positions    uint64 `json:"positions"`
	Digest       string `json:"digest"`
	SurgesDigest string `json:"surges_digest"`
}

// proofPath is where the proof of a log lies.
func proofPath(log string) string { return strings.TrimSuffix(log, filepath.Ext(log)) + ".proof.json" }

func (o *outcome) leaveProof() error {
	b, err := json.MarshalIndent(proof{Positions: o.Positions, Digest: o.Digest, SurgesDigest: o.SurgesDigest}, "", "  ")
	if err == nil {
		err = os.WriteFile(proofPath(o.Log), append(b, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("leave proof: %w", err)
	}
	return nil
}

func newAuditVerifyCmd() *cobra.Command {
	var want proof
	c := &cobra.Command{
		Use:   "verify LOG",
		Short: "Fold the log again and compare its digests with what was printed",
		Long: `Checks the file itself, then folds the whole log again in this process and computes both digests: the one over every row and every picture, and the
one over the surges, which the detector finds again from the messages alone. They are compared with --digest and
--surges-digest, or else with the proof that a run left beside the log. Exit code 3 tells a mismatch.`,
		Args: oneLog,
		RunE: func(c *cobra.Command, args []string) error { return verify(c, args[0], want) },
	}
	c.Flags().StringVar(&want.Digest, "digest", "", "the digest that was printed")
	c.Flags().StringVar(&want.SurgesDigest, "surges-digest", "", "the surges digest that was printed")
	return c
}

func verify(c *cobra.Command, path string, want proof) error {
	if want.Digest == "" && want.SurgesDigest == "" {
		if b, err := os.ReadFile(proofPath(path)); err == nil {
			if err := json.Unmarshal(b, &want); err != nil {
				return fmt.Errorf("read proof %s: %w", proofPath(path), err)
			}
		} else if !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return lookInto(path, func(log *sqlitelog.Log) error { return verifyLog(c, log, want) })
}

func verifyLog(c *cobra.Command, log *sqlitelog.Log, want proof) error {
	if err := log.Verify(c.Context()); err != nil {
		return mismatch(c, err)
	}
	got, differences, err := recompute(c, log)
	if err != nil {
		return mismatch(c, err)
	}
	if _, err := fmt.Fprintf(c.OutOrStdout(), "positions      %d\ndigest         %s\nsurges digest  %s\n", got.Positions, got.Digest, digestOfSurges(got.SurgesDigest)); err != nil {
		return err
	}
	return compare(c, want, got, differences)
}

// mismatch is what a log that cannot be verified is, unless somebody has given up the verification.
func mismatch(c *cobra.Command, err error) error {
	if c.Context().Err() != nil {
		return err
	}
	return &codedError{code: exitMismatch, err: err}
}

// unlike names each figure in which a recomputed proof is not the one that was printed.
func (want proof) unlike(got proof) (wrong []string) {
	if want.Positions != 0 && want.Positions != got.Positions {
		wrong = append(wrong, fmt.Sprintf("positions differ: %d were printed, the log has %d", want.Positions, got.Positions))
	}
	for _, d := range []struct{ name, printed, recomputed string }{
		{"digest", want.Digest, got.Digest}, {"surges digest", want.SurgesDigest, got.SurgesDigest},
	} {
		if d.printed != "" && d.printed != d.recomputed {
			wrong = append(wrong, fmt.Sprintf("%s differs: %s was printed, %s is recomputed", d.name, d.printed, d.recomputed))
		}
	}
	return wrong
}

func recompute(c *cobra.Command, log domain.EventLog) (got proof, differences []string, err error) {
	p, err := draw(c.Context(), log, moment{})
	if err != nil {
		return got, nil, err
	}
	if got.Digest, err = p.digest(); err != nil {
		return got, nil, err
	}
	p.volume.View(func(v *volume.Volume) { got.SurgesDigest, differences = v.SurgesDigest(), v.Differences() })
	got.Positions = uint64(p.position)
	return got, differences, nil
}

func compare(c *cobra.Command, want, got proof, differences []string) error {
	wrong := want.unlike(got)
	for _, d := range differences {
		wrong = append(wrong, "recorded and recomputed surges differ: "+d)
	}
	switch {
	case len(wrong) > 0:
		return &codedError{code: exitMismatch, err: errors.New(strings.Join(wrong, "\n"))}
	case want == proof{}:
		note(c, "nothing to compare with: no digest given, and no proof beside the log")
		return nil
	}
	_, err := fmt.Fprintln(c.OutOrStdout(), "verified: equal to what was printed")
	return err
}
