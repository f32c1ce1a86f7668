package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// fromEnvironment gives every flag that was not set on the command line the value of its variable: TOCSIN_ and the name
// of the flag in capitals, such as TOCSIN_NOTICE_LEAD.
func fromEnvironment(c *cobra.Command) (err error) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		name := variable(f.Name)
		value, set := os.LookupEnv(name)
		if err != nil || f.Changed || !set || f.Name == "help" {
			return
		}
		if bad := c.Flags().Set(f.Name, value); bad != nil {
			err = usage("%s: %w", name, bad)
		}
	})
	return err
}

func variable(flag string) string {
	return "TOCSIN_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
