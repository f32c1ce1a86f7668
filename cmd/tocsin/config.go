package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tocsin/adapters/classify"
	"tocsin/adapters/playbookfile"
	"tocsin/adapters/principals"
	"tocsin/domain/playbook"
	"tocsin/projections/volume"
)

// aboutPlaybook explains the flag that chooses one.
const aboutPlaybook = "playbook: a YAML file, or one that ships, airline or telecom (default airline)"

// loadPlaybook reads a playbook: a file, or one that ships; that of an airline when nothing is given.
func loadPlaybook(path string) (playbook.Playbook, error) {
	p, err := playbookfile.Load(cmp.Or(path, playbookfile.AirlineName))
	if err != nil {
		return p, &codedError{code: exitUsage, err: err}
	}
	return p, nil
}

func newConfigCmd() *cobra.Command {
	var path string
	c := &cobra.Command{
		Use: "config", Short: "Check or print the playbook: every threshold, text and number that decisions rest on",
		Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.PersistentFlags().StringVar(&path, "playbook", "", aboutPlaybook)
	c.AddCommand(&cobra.Command{
		Use: "check [PATH]", Short: "Check a playbook and name every mistake by line and key", Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			path, err := onePath(path, args)
			if err != nil {
				return err
			}
			p, err := loadPlaybook(path)
			if err != nil {
				return err
			}
			_, hash := p.Content()
			_, err = fmt.Fprintf(c.OutOrStdout(), "ok: playbook %s version %d, %d texts, %d reserve members, %s\n%s\n",
				p.ID, p.Version, len(p.Texts), len(p.Roster), hash, alarms(p))
			return err
		},
	}, &cobra.Command{
		Use: "print", Short: "Print the whole playbook in force, defaults included, as YAML", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			p, err := loadPlaybook(path)
			if err != nil {
				return err
			}
			text, err := playbookfile.Print(p)
			if err != nil {
				return err
			}
			classifier, err := classifierSettings()
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(append(text, inForce(p, classifier)...))
			return err
		},
	})
	return c
}

// onePath is the playbook that was named, by flag or by argument.
func onePath(flag string, args []string) (string, error) {
	switch {
	case len(args) == 0:
		return flag, nil
	case len(args) > 1 || flag != "":
		return "", usage("want one playbook, as an argument or by --playbook")
	}
	return args[0], nil
}

// alarms says how many false openings the detector's settings allow for: the sum of the inverse wanted times between
// them over the streams of one brand.
func alarms(p playbook.Playbook) string {
	const month = 30 * 24 * time.Hour
	d := p.Detector
	leaves := len(d.Channels) * len(d.Topics)
	pooled := len(d.Channels) + len(d.Topics) + 1
	perMonth := float64(leaves)*month.Hours()/d.LeafArl.Hours() + float64(pooled)*month.Hours()/d.PooledArl.Hours()
	return fmt.Sprintf("detector %s: at most %d streams a brand, up to %.1f false openings a month if all of them were busy", d.Version, leaves+pooled, perMonth)
}

// inForce lists, as comments, what no playbook sets: the rest of the detector's settings, which belong to its version, the
// numbers of the classifier, how the people of a replay behave, and the numbers that stand in the code.
func inForce(p playbook.Playbook, classifier classify.Settings) []byte {
	var out bytes.Buffer
	for _, part := range []struct {
		title string
		value any
	}{
		{"all settings of detector version " + p.Detector.Version + ", those above included", volume.SettingsOf(p.Detector)},
		{"what the classifier decides by; the weights stand with its rules", classifier},
		{"how the people of a replay behave (times in nanoseconds)", principals.DefaultManners()},
	} {
		b, err := json.MarshalIndent(part.value, "#   ", "  ")
		if err != nil {
			panic(fmt.Sprintf("tocsin: print settings: %v", err)) // plain types always marshal
		}
		fmt.Fprintf(&out, "\n# %s:\n#   %s\n", part.title, b)
	}
	out.Write(fixedInForce())
	return out.Bytes()
}
