package sqlitelog

import "testing"

func TestParseURL(t *testing.T) {
	for address, want := range map[string]string{
		"sqlite:///var/lib/tocsin/log.db": "/var/lib/tocsin/log.db",
		"sqlite:/var/lib/tocsin/log.db":   "/var/lib/tocsin/log.db",
		"sqlite:log.db":                   "log.db",
		"sqlite:data/log.db":              "data/log.db",
		"sqlite:./data/log.db":            "./data/log.db",
		"sqlite:///with%20space/log.db":   "/with space/log.db",
		"sqlite:with%20space/log.db":      "with space/log.db",
	} {
		if got, err := ParseURL(address); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", address, got, err, want)
		}
	}
	for _, address := range []string{
		"", "log.db", "/log.db", "sqlite:", "sqlite://", "sqlite:///", "sqlite://host/log.db", "sqlite:dir/", "sqlite3:log.db",
		"esdb://localhost:2113", "sqlite:log.db?mode=memory", "sqlite:log.db#x", "sqlite:%zz", "sqlite:a%00b", "sqlite::memory:",
		"file:log.db", "sqlite://user@/log.db",
	} {
		if got, err := ParseURL(address); err == nil {
			t.Errorf("%s: got %q, want an error", address, got)
		}
	}
}
