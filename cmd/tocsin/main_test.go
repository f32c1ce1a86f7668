package main

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain runs the tests as main runs the program.
func TestMain(m *testing.M) {
	debug.SetGCPercent(gcPercent)
	os.Exit(m.Run())
}
