package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestCommandLineIsDocumented wants each command and each flag of it in its section of the reference.
func TestCommandLineIsDocumented(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "reference", "command-line.md"))
	if err != nil {
		t.Fatal(err)
	}
	sections := sectionsOf(string(b))
	root := newRoot(io.Discard, io.Discard)
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) {
		if !strings.Contains(sections["For every command"], "`--"+f.Name+"`") {
			t.Errorf("For every command: no word about --%s", f.Name)
		}
	})
	top, _, _ := strings.Cut(string(b), "\n## ")
	for _, c := range root.Commands() {
		if !strings.Contains(top, "`"+c.CommandPath()+"`") && !c.IsAdditionalHelpTopicCommand() {
			t.Errorf("the table at the top has no %s", c.CommandPath())
		}
		checkDocumented(t, sections, c, "")
	}
}

// checkDocumented looks for a command in a section of its own, or in the one above it.
func checkDocumented(t *testing.T, sections map[string]string, c *cobra.Command, above string) {
	t.Helper()
	text, own := sections[c.CommandPath()]
	if !own {
		text = above
	}
	if !own && !strings.Contains(text, "`"+c.CommandPath()+"`") {
		t.Errorf("%s: no section, and no word in the section above", c.CommandPath())
	}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" && !strings.Contains(text, "`--"+f.Name+"`") {
			t.Errorf("%s: no word about --%s", c.CommandPath(), f.Name)
		}
	})
	for _, sub := range c.Commands() {
		checkDocumented(t, sections, sub, text)
	}
}

// sectionsOf gives the text of each section and sub-section by its title.
func sectionsOf(page string) map[string]string {
	sections, title := map[string]string{}, ""
	for line := range strings.Lines(page) {
		if heading, ok := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); ok && strings.HasPrefix(line, "##") {
			title = strings.TrimSpace(heading)
		}
		sections[title] += line
	}
	return sections
}

// TestExitCodesAreDocumented wants a row for each exit code.
func TestExitCodesAreDocumented(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "reference", "command-line.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []int{exitDone, exitFailure, exitUsage, exitMismatch, exitDisk, exitSignal} {
		if !strings.Contains(string(b), fmt.Sprintf("\n| %d | ", code)) {
			t.Errorf("no row for exit code %d", code)
		}
	}
}
