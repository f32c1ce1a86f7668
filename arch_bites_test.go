package tocsin

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// sound is a house of one room each that keeps every rule. The tests below break one thing in it at a time.
var sound = map[string]string{
	"doc.go":                             "// Package tocsin is the root.\npackage tocsin\n",
	"domain/doc.go":                      "// Package domain is the kernel.\npackage domain\n\n// Kind is explained.\ntype Kind struct{}\n\n// Decider is explained.\ntype Decider struct{}\n\nfunc (Decider) Kind(category string, types []string) Kind { return Kind{} }\n",
	"domain/a/a.go":                      "// Package a holds rules.\npackage a\n\nimport \"tocsin/domain\"\n\n// Types is explained.\nvar Types []string\n\n// Kind is explained.\nvar Kind = domain.Decider{}.Kind(\"a\", Types)\n",
	"domain/policy/p.go":                 "// Package policy holds policies.\npackage policy\n\n// P is explained.\ntype P struct{}\n\n// NewP is explained.\nfunc NewP() *P { return nil }\n\nfunc (*P) React(int) []int { return nil }\n\nfunc (*P) Due(int) []int { return nil }\n",
	"domain/domaintest/d.go":             "// Package domaintest helps tests.\npackage domaintest\n\nimport _ \"os\"\n",
	"projections/p.go":                   "// Package projections locks.\npackage projections\n\nimport \"sync\"\n\n// Live is explained.\ntype Live struct {\n\tmu    sync.Mutex\n\tmoved chan struct{}\n}\n",
	"projections/one/one.go":             "// Package one is a picture.\npackage one\n\n// New is explained.\nfunc New() int { return 1 }\n",
	"projections/two/two.go":             "// Package two is a picture.\npackage two\n\n// New is explained.\nfunc New() int { return 2 }\n",
	"projections/two/policy.go":          "package two\n\nimport \"tocsin/projections/one\"\n\nvar embedded = one.New()\n",
	"adapters/memlog/m.go":               "// Package memlog is an engine.\npackage memlog\n",
	"adapters/memlog/m_test.go":          "package memlog\n\nimport \"tocsin/adapters/logtest\"\n\nfunc TestContract() { logtest.Run() }\n",
	"adapters/logtest/l.go":              "// Package logtest is a contract.\npackage logtest\n\nimport \"github.com/google/go-cmp/cmp\"\n\n// Run is explained.\nfunc Run() { _ = cmp.Diff }\n",
	"adapters/channels/c.go":             "// Package channels is a base.\npackage channels\n",
	"adapters/channels/x/x.go":           "// Package x is a channel.\npackage x\n\nimport _ \"tocsin/adapters/channels\"\n",
	"adapters/channels/x/fake/f.go":      "// Package fake is a provider.\npackage fake\n\nimport _ \"tocsin/adapters/channels/x\"\n",
	"adapters/channels/x/x_test.go":      "package x\n\nimport suite \"tocsin/adapters/channels/channeltest\"\n\nfunc TestContract() { suite.Run() }\n",
	"adapters/channels/channeltest/t.go": "// Package channeltest is a contract.\npackage channeltest\n\n// Run is explained.\nfunc Run() {}\n",
	"adapters/inbound/strictjson/s.go":   "// Package strictjson is a base.\npackage strictjson\n",
	"adapters/inbound/cloudevents/c.go":  "// Package cloudevents is a door.\npackage cloudevents\n\nimport (\n\t_ \"github.com/cloudevents/sdk-go/v2/event\"\n\t_ \"tocsin/adapters/inbound/strictjson\"\n)\n",
	"adapters/node/n.go":                 "// Package node runs.\npackage node\n\nimport (\n\t_ \"tocsin/adapters/channels\"\n\t_ \"tocsin/projections/one\"\n)\n",
	"cmd/tocsin/main.go":                 "// Command tocsin is the program.\npackage main\n\nimport _ \"github.com/spf13/cobra\"\n",
	"cmd/tocsin/wire.go":                 "package main\n\nimport (\n\t\"tocsin/domain/a\"\n\t\"tocsin/domain/policy\"\n\t\"tocsin/projections/one\"\n\t\"tocsin/projections/two\"\n)\n\nvar lists = []any{a.Kind, policy.NewP(), one.New(), two.New()}\n",
	"ui/ui.go":                           "// Package ui is the screen.\npackage ui\n\nimport _ \"embed\"\n",
	"docs/architecture.md":               "`a` `policy` `domaintest` `one` `two` `memlog` `logtest` `channels` `channels/x` `channels/channeltest` `inbound/strictjson` `inbound/cloudevents` `node`",
	"domain/a/testdata/broken.go":        "this is not Go",
}

// body wraps statements into a file of the package a, whose m is a map, and imports what it names.
func body(statements string, imports ...string) string {
	var b strings.Builder
	b.WriteString("package a\n\n")
	for _, i := range imports {
		fmt.Fprintf(&b, "import %q\n", i)
	}
	b.WriteString("\nvar m = map[string]int{}\n\nfunc f() {\n" + statements + "\n}\n")
	return b.String()
}

func TestEveryRuleBites(t *testing.T) {
	if testing.Short() {
		t.Skip("one thread and no state: the run without the race detector checks it")
	}
	house := func(changes map[string]string) *tree {
		files := fstest.MapFS{}
		for name, text := range sound {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		for name, text := range changes {
			if text == "" {
				delete(files, name)
				continue
			}
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		h, err := readTree(files)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	everyRule := []func(*tree) []breach{
		undocumented, unexplained, domainImports, projectionImports, adapterImports, uiImports, cmdImports, libraryOwners, impure, mapOrder,
		contracts, wiring, unmapped,
	}
	for _, rule := range everyRule {
		for _, b := range rule(house(nil)) {
			t.Errorf("the sound house: %s", b)
		}
	}

	for _, c := range []struct {
		name string
		rule func(*tree) []breach
		file string // that is changed
		text string // its new content; empty removes it
		want string // part of the breach; empty: it must be allowed
	}{
		{"no comment", undocumented, "domain/a/a.go", "package a\n", "no package comment"},
		{"a comment about something else", undocumented, "domain/a/a.go", "// Rules of a.\npackage a\n", "no package comment"},
		{"a command that says nothing", undocumented, "cmd/tocsin/main.go", "package main\n", "no package comment"},

		{"function without a word", unexplained, "domain/a/b.go", "package a\n\nfunc F() {}\n", "F has no comment"},
		{"function for tests, without a word", unexplained, "domain/domaintest/b.go", "package domaintest\n\nfunc F() {}\n", "F has no comment"},
		{"type without a word", unexplained, "domain/a/b.go", "package a\n\ntype T struct{}\n", "T has no comment"},
		{"type with an order to a tool only", unexplained, "domain/a/b.go", "package a\n\n//sumtype:decl\ntype T interface{ t() }\n", "T has no comment"},
		{"type in a group with a word", unexplained, "domain/a/b.go", "package a\n\n// Two types.\ntype (\n\t// T is one.\n\tT int\n\tU int\n)\n", "U has no comment"},
		{"constant without a word", unexplained, "domain/a/b.go", "package a\n\nconst c, C = 1, 2\n", "C has no comment"},
		{"alias without a word", unexplained, "domain/a/b.go", "package a\n\ntype T = int\n", "T has no comment"},
		{"constants with a word for all", unexplained, "domain/a/b.go", "package a\n\n// Sizes.\nconst (\n\tC = 1\n\tD = 2\n)\n", ""},
		{"variable with a word behind it", unexplained, "domain/a/b.go", "package a\n\nvar V = 1 // one\n", ""},
		{"method", unexplained, "domain/a/b.go", "package a\n\ntype t int\n\nfunc (t) String() string { return \"\" }\n", ""},
		{"name of the house", unexplained, "domain/a/b.go", "package a\n\nfunc f() {}\n", ""},
		{"test without a word", unexplained, "domain/a/b_test.go", "package a\n\nfunc TestF() {}\n", ""},

		{"rule with a file", domainImports, "domain/a/b.go", body("", "os"), "imports os: files"},
		{"rule with a process", domainImports, "domain/a/b.go", body("", "os/exec"), "imports os/exec: files"},
		{"rule with a network", domainImports, "domain/a/b.go", body("", "net/http"), "imports net/http: a network"},
		{"rule with an address", domainImports, "domain/a/b.go", body("", "net/url"), ""},
		{"rule with chance", domainImports, "domain/a/b.go", body("", "math/rand/v2"), "imports math/rand/v2: chance"},
		{"rule with secrets", domainImports, "domain/a/b.go", body("", "crypto/rand"), "imports crypto/rand: chance"},
		{"rule with a lock", domainImports, "domain/a/b.go", body("", "sync"), "imports sync: a lock"},
		{"rule with a logger", domainImports, "domain/a/b.go", body("", "log/slog"), "imports log/slog: rules and pictures return"},
		{"rule with a database", domainImports, "domain/a/b.go", body("", "database/sql"), "imports database/sql: state is folded"},
		{"rule with a module", domainImports, "domain/a/b.go", body("", "github.com/google/uuid"), "imports github.com/google/uuid: the rules must decide"},
		{"rule with an adapter", domainImports, "domain/a/b.go", body("", "tocsin/adapters/memlog"), "imports tocsin/adapters/memlog: the rules know nothing"},
		{"test of a rule", domainImports, "domain/a/b_test.go", body("", "os"), ""},

		{"picture of a picture", projectionImports, "projections/one/b.go", "package one\n\nimport _ \"tocsin/projections/two\"\n", "a picture does not draw on another"},
		{"picture that acts", projectionImports, "projections/one/b.go", "package one\n\nimport _ \"tocsin/adapters/memlog\"\n", "would act again"},
		{"picture that locks", projectionImports, "projections/one/b.go", "package one\n\nimport _ \"sync\"\n", "imports sync: a lock"},
		{"picture that reads", projectionImports, "projections/one/b.go", "package one\n\nimport _ \"os\"\n", "imports os: files"},
		{"root that reads", projectionImports, "projections/b.go", "package projections\n\nimport _ \"os\"\n", "imports os: files"},

		{"neighbour", adapterImports, "adapters/node/b.go", "package node\n\nimport _ \"tocsin/adapters/memlog\"\n", "adapters/node imports its neighbour adapters/memlog"},
		{"channel of the node", adapterImports, "adapters/node/b.go", "package node\n\nimport _ \"tocsin/adapters/channels/x\"\n", "adapters/node imports its neighbour adapters/channels/x"},
		{"another channel", adapterImports, "adapters/channels/y/y.go", "// Package y is one.\npackage y\n\nimport _ \"tocsin/adapters/channels/x\"\n", "adapters/channels/y imports its neighbour"},
		{"another format", adapterImports, "adapters/inbound/tmf/t.go", "// Package tmf is one.\npackage tmf\n\nimport _ \"tocsin/adapters/inbound/cloudevents\"\n", "adapters/inbound/tmf imports its neighbour"},
		{"base that knows its users", adapterImports, "adapters/channels/b.go", "package channels\n\nimport _ \"tocsin/adapters/channels/x\"\n", "adapters/channels imports its neighbour"},
		{"format on its base", adapterImports, "adapters/inbound/csv/b.go", "// Package csv is one.\npackage csv\n\nimport _ \"tocsin/adapters/inbound\"\n", ""},
		{"test of a neighbour", adapterImports, "adapters/node/b_test.go", "package node\n\nimport _ \"tocsin/adapters/memlog\"\n", ""},
		{"adapter that knows the wiring", adapterImports, "adapters/node/b.go", "package node\n\nimport _ \"tocsin/ui\"\n", "does not know its wiring"},
		{"screen with rules", uiImports, "ui/b.go", "package ui\n\nimport _ \"tocsin/domain\"\n", "only the published API"},
		{"wiring as a library", cmdImports, "adapters/node/b_test.go", "package node\n\nimport _ \"tocsin/cmd/tocsin/internal/x\"\n", "the wiring is the last room"},

		{"library in another's folder", libraryOwners, "adapters/node/b.go", "package node\n\nimport _ \"zombiezen.com/go/sqlite/sqlitex\"\n", "belongs to adapters/sqlitelog, adapters/vault"},
		{"library of another major version", libraryOwners, "adapters/node/b.go", "package node\n\nimport _ \"github.com/danielgtaylor/huma/v2/adapters/humago\"\n", "belongs to adapters/httpapi"},
		{"library of nobody", libraryOwners, "adapters/node/b.go", "package node\n\nimport _ \"github.com/some/thing\"\n", "a library needs an owner"},
		{"name that only begins alike", libraryOwners, "adapters/bus/b.go", "// Package bus is one.\npackage bus\n\nimport _ \"github.com/ThreeDotsLabs/watermill-other\"\n", "a library needs an owner"},
		{"library of tests", libraryOwners, "adapters/node/b.go", "package node\n\nimport _ \"pgregory.net/rapid\"\n", "it is for tests"},

		{"clock", impure, "domain/a/b.go", body("_ = time.Now()", "time"), "uses time.Now: time comes"},
		{"clock as a value", impure, "domain/a/b.go", body("now := time.Now\n_ = now", "time"), "uses time.Now"},
		{"clock under another name", impure, "domain/a/b.go", "package a\n\nimport t \"time\"\n\nvar x = t.Since(t.Time{})\n", "uses time.Since"},
		{"clock by a dot import", impure, "domain/a/b.go", "package a\n\nimport . \"time\"\n\nvar x = Until(Time{})\n", "uses time.Until"},
		{"timer", impure, "domain/a/b.go", body("_ = time.NewTimer(1)", "time"), "uses time.NewTimer"},
		{"wait", impure, "domain/a/b.go", body("<-time.After(1)", "time"), "uses time.After"},
		{"comparison", impure, "domain/a/b.go", body("_ = time.Time{}.After(time.Time{})", "time"), ""},
		{"zone of the machine", impure, "domain/a/b.go", body("_ = time.Time{}.Local()", "time"), "uses time.Local"},
		{"zone of the machine, unsaid", impure, "domain/a/b.go", body("_ = time.UnixMilli(1)", "time"), "without UTC()"},
		{"zone said", impure, "domain/a/b.go", body("_ = time.UnixMilli(1).UTC()", "time"), ""},
		{"zone files", impure, "domain/a/b.go", body("_, _ = time.LoadLocation(\"x\")", "time"), "uses time.LoadLocation"},
		{"deadline", impure, "domain/a/b.go", body("_, _ = context.WithTimeout(context.Background(), 1)", "context"), "uses context.WithTimeout"},
		{"console", impure, "domain/a/b.go", body("fmt.Println()", "fmt"), "uses fmt.Println"},
		{"console by a builtin", impure, "domain/a/b.go", body("println()"), "calls println"},
		{"goroutine", impure, "domain/a/b.go", body("go f()"), "starts a goroutine"},
		{"goroutine of a picture", impure, "projections/one/b.go", "package one\n\nfunc f() { go f() }\n", "starts a goroutine"},
		{"goroutine at the root", impure, "projections/b.go", "package projections\n\nfunc f() { go f() }\n", "starts a goroutine"},
		{"channel", impure, "domain/a/b.go", body("_ = make(chan int)"), "uses a channel"},
		{"channel of a picture", impure, "projections/one/b.go", "package one\n\nfunc f() { select {} }\n", "uses a channel"},
		{"a rule that does not compile", impure, "domain/a/b.go", body("_ = nothing"), "undefined: nothing"},

		{"map", mapOrder, "domain/a/b.go", body("for k := range m {\n_ = k\n}"), "walks over a map"},
		{"named map", mapOrder, "domain/a/b.go", "package a\n\ntype bag map[int]int\n\nfunc (b bag) f() {\n\tfor range b {\n\t}\n\tfor _, v := range b {\n\t\t_ = v\n\t}\n}\n", "walks over a map"},
		{"map of any kind", mapOrder, "domain/a/b.go", "package a\n\nfunc f[M ~map[K]V, K comparable, V any](m M) {\n\tfor k := range m {\n\t\t_ = k\n\t}\n}\n", "walks over a map"},
		{"map in a field of another package", mapOrder, "projections/one/b.go", "package one\n\nimport \"net/url\"\n\nfunc f(v url.Values) {\n\tfor k := range v {\n\t\t_ = k\n\t}\n}\n", "walks over a map"},
		{"number of a map", mapOrder, "domain/a/b.go", body("n := 0\nfor range m {\nn++\n}"), ""},
		{"keys", mapOrder, "domain/a/b.go", body("for k := range maps.Keys(m) {\n_ = k\n}", "maps"), "takes maps.Keys in the order of the map"},
		{"keys collected", mapOrder, "domain/a/b.go", body("_ = slices.Collect(maps.Values(m))", "maps", "slices"), "takes maps.Values"},
		{"keys sorted by what may tie", mapOrder, "domain/a/b.go", body("_ = slices.SortedFunc(maps.Keys(m), nil)", "maps", "slices"), "takes maps.Keys"},
		{"keys sorted", mapOrder, "domain/a/b.go", body("for _, k := range slices.Sorted(maps.Keys(m)) {\n_ = k\n}", "maps", "slices"), ""},
		{"map into a map", mapOrder, "domain/a/b.go", body("_ = maps.Collect(maps.All(m))", "maps"), ""},
		{"reason", mapOrder, "domain/a/b.go", body("for k := range m { // order-free: each for itself\n_ = k\n}"), ""},
		{"reason above", mapOrder, "domain/a/b.go", body("// order-free: each for itself\nfor k := range m {\n_ = k\n}"), ""},
		{"reason of two lines above", mapOrder, "domain/a/b.go", body("// order-free: each for itself,\n// as one can see\nfor k := range m {\n_ = k\n}"), ""},
		{"no reason", mapOrder, "domain/a/b.go", body("for k := range m { // order-free:\n_ = k\n}"), "walks over a map"},
		{"reason of another line", mapOrder, "domain/a/b.go", body("n := 0 // order-free: a number\nfor k := range m {\nn += len(k)\n}"), "walks over a map"},
		{"reason two lines above", mapOrder, "domain/a/b.go", body("// order-free: each for itself\n\nfor k := range m {\n_ = k\n}"), "walks over a map"},
		{"test", mapOrder, "domain/a/b_test.go", body("for k := range m {\n_ = k\n}"), ""},

		{"engine without its contract", contracts, "adapters/memlog/m_test.go", "", "adapters/memlog: no test calls logtest.Run"},
		{"channel without its contract", contracts, "adapters/channels/x/x_test.go", "package x\n\nimport _ \"tocsin/adapters/channels/channeltest\"\n", "no test calls channeltest.Run"},
		{"vault without its contract", contracts, "adapters/vault/v.go", "// Package vault keeps.\npackage vault\n", "no test calls vaulttest.Run"},
		{"kind that is not wired", wiring, "domain/a/b.go", "package a\n\nimport \"tocsin/domain\"\n\nvar OtherKind = domain.Decider{}.Kind(\"other\", nil)\n", "OtherKind is not in cmd/tocsin/wire.go"},
		{"policy that is not wired", wiring, "domain/policy/q.go", "package policy\n\nfunc NewQ() *P { return nil }\n", "NewQ is not in cmd/tocsin/wire.go"},
		{"policy of a picture that is not wired", wiring, "projections/one/policy.go", "package one\n\ntype P struct{}\n\nfunc NewPolicy() *P { return nil }\n\nfunc (*P) React(int) []int { return nil }\n\nfunc (*P) Due(int) []int { return nil }\n", "NewPolicy is not in"},
		{"picture that is not wired", wiring, "projections/new/new.go", "// Package new is a picture.\npackage new\n", "the picture is not in cmd/tocsin/wire.go"},
		{"package that is on no map", unmapped, "domain/b/b.go", "// Package b is one.\npackage b\n", "docs/architecture.md does not name `b`"},
		{"no map", unmapped, "docs/architecture.md", "", "does not name `a`"},
		{"no wiring", wiring, "cmd/tocsin/wire.go", "", "does not exist"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			found := c.rule(house(map[string]string{c.file: c.text}))
			switch {
			case c.want == "" && len(found) > 0:
				t.Errorf("forbidden, and should not be: %v", found)
			case c.want != "" && !slices.ContainsFunc(found, func(b breach) bool { return strings.Contains(b.String(), c.want) }):
				t.Errorf("got %v, want a breach with %q", found, c.want)
			case c.want != "" && slices.ContainsFunc(found, func(b breach) bool { return b.where == "" || b.why == "" }):
				t.Errorf("a breach without a place or a reason: %v", found)
			}
		})
	}
}
