//go:build unix

package sqlitelog

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// Some tests need a process of their own: to be killed, or to have a limit or a broken disk. They start this binary
// again with the name of a role and a path.
const (
	roleVariable = "TOCSIN_TEST_ROLE"
	pathVariable = "TOCSIN_TEST_PATH"
)

func TestMain(m *testing.M) {
	roles := map[string]func(path string) error{
		"append until killed":       appendUntilKilled,
		"hold":                      holdLog,
		"broken sync":               appendOnBrokenSync,
		"file limit":                appendToLimit,
		"power failure":             surviveCuts,
		"power failure, repeatable": surviveCutsRepeatable,
	}
	name := os.Getenv(roleVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := roles[name](os.Getenv(pathVariable)); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// inRole prepares a process of this binary.
func inRole(t *testing.T, name, path string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), roleVariable+"="+name, pathVariable+"="+path)
	cmd.Stderr = t.Output()
	return cmd
}
