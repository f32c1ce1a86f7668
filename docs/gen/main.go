// Command gen writes the event catalogue: every event that the log can hold, from the sources of the domain - its stored
// name, its schema version, what it says, and its JSON fields. It reads syntax trees only, so that a stream is in the
// catalogue as soon as it has a Kind, and nothing has to be listed twice.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
)

func main() {
	out := flag.String("o", "", "file to write; standard output if empty")
	flag.Parse()
	if err := run(flag.Arg(0), *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(root, out string) error {
	text, err := generate(root)
	if err != nil {
		return err
	}
	if out == "" {
		_, err = os.Stdout.Write(text)
		return err
	}
	if old, err := os.ReadFile(out); err == nil && bytes.Equal(old, text) {
		return nil
	}
	return os.WriteFile(out, text, 0o644)
}

// generate gives the catalogue of the module whose root is named.
func generate(root string) ([]byte, error) {
	if root == "" {
		root = "."
	}
	return catalogueOf(os.DirFS(root))
}

func catalogueOf(root fs.FS) ([]byte, error) {
	rules, err := read(root)
	if err != nil {
		return nil, err
	}
	return rules.catalogue()
}
