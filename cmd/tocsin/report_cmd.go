package main

import (
	"github.com/spf13/cobra"

	"tocsin/adapters/sqlitelog"
	"tocsin/projections/report"
	"tocsin/projections/volume"
)

func newReportCmd() *cobra.Command {
	var output, at string
	c := &cobra.Command{
		Use:     "report LOG",
		Short:   "Tell what happened, from the log alone",
		Example: "  tocsin report /var/lib/tocsin/log.db\n  tocsin report log.db --at 2015-02-22T13:00:00Z",
		Args:    oneLog,
		RunE: func(c *cobra.Command, args []string) error {
			m, err := parseMoment(at)
			if err != nil {
				return err
			}
			if output != "table" && output != "json" {
				return usage("--output: want table or json")
			}
			return lookInto(args[0], func(log *sqlitelog.Log) error { return reportOn(c, log, args[0], m, output) })
		},
	}
	c.Flags().StringVar(&at, "at", "", "as it was known at a position or an instant of recording (RFC 3339)")
	c.Flags().StringVarP(&output, "output", "o", "table", "table or json")
	return c
}

// reportOn prints what a log tells.
func reportOn(c *cobra.Command, log *sqlitelog.Log, name string, m moment, output string) error {
	p, err := draw(c.Context(), log, m)
	if err != nil {
		return err
	}
	if err := noteOutside(c, log, m, p.position); err != nil {
		return err
	}
	o := &outcome{Log: name}
	p.report.View(func(r *report.Report) {
		o.take(r)
		o.Messages.Read, o.Messages.Recorded, o.VirtualEnd = r.Messages.Recorded, r.Messages.Recorded, r.Last
	})
	p.volume.View(func(v *volume.Volume) { o.takeVolume(v) })
	if output == "json" {
		return o.json(c.OutOrStdout())
	}
	return o.summary(c.OutOrStdout())
}

// oneLog wants the path of a log.
func oneLog(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("want one argument: the path of a log")
	}
	return nil
}
