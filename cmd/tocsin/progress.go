package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
)

// newProgress gives a bar on stderr for total steps of something; it shows nothing when asked to be quiet, or when
// nobody is looking.
func newProgress(c *cobra.Command, total int, what string) *progressbar.ProgressBar {
	quiet, _ := c.Flags().GetBool("quiet")
	w := c.ErrOrStderr()
	if file, ok := w.(*os.File); quiet || !ok || !isTerminal(file) {
		w = io.Discard
	}
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
}

// note prints one line about what is going on, on stderr.
func note(c *cobra.Command, text string) {
	if quiet, _ := c.Flags().GetBool("quiet"); !quiet {
		c.PrintErrln(text)
	}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
