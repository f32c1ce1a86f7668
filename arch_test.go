package tocsin

import (
	"os"
	"strings"
	"testing"
)

// The rooms of the house, and who may enter which. Every ban carries its reason, which is what a failing test prints.
// The checks themselves are in arch_*_rules_test.go; arch_bites_test.go breaks each of them once.

// stdBans lists what no rule and no picture may import of the standard library. A name stands for itself and all below.
var stdBans = []ban{
	{"os", "files, environment and processes differ from one machine to the next, and a replay would differ with them"},
	{"io/ioutil", "it reads files; see os"},
	{"net", "a network answers differently each time; what it said must come in as an event"},
	{"database/sql", "state is folded from the log; a second store would drift from it"},
	{"log", "rules and pictures return what they have to say; adapters log at the edge"},
	{"math/rand", "chance: a replay would decide differently"},
	{"crypto/rand", "chance: a replay would decide differently; ids are derived from keys"},
	{"hash/maphash", "its seed is random, so its sums differ from run to run"},
	{"runtime", "the answer depends on the process that asks"},
	{"syscall", "the answer depends on the machine that asks"},
	{"plugin", "code that is not in the log's past cannot be replayed"},
	{"unsafe", "what lies in memory is not what lies in the log"},
	{"C", "the program is built without cgo"},
}

// stdPure lists exceptions from stdBans: packages that only compute.
var stdPure = []string{"net/url", "net/netip"}

// noLocks holds for the rules and each single picture; projections.Live, at the root of its room, is what locks.
var noLocks = ban{"sync", "a lock means a second thread; rules and pictures are folded by one, and Live holds the lock around them"}

// owners names the only folders that may use a library, so that the day it is replaced one folder changes.
var owners = map[string][]string{
	"github.com/EventStore/EventStore-Client-Go": {"adapters/esdblog"},
	"google.golang.org/grpc":                     {"adapters/esdblog"},
	"github.com/ThreeDotsLabs/watermill":         {"adapters/bus"},
	"github.com/ThreeDotsLabs/watermill-nats":    {"adapters/bus"},
	"github.com/ThreeDotsLabs/watermill-kafka":   {"adapters/bus"},
	"github.com/ThreeDotsLabs/watermill-amqp":    {"adapters/bus"},
	"github.com/gorilla/websocket":               {"adapters/wsboard"},
	"zombiezen.com/go/sqlite":                    {"adapters/sqlitelog", "adapters/vault"},
	"modernc.org/sqlite":                         {"adapters/sqlitelog"},
	"github.com/jackc/pgx":                       {"adapters/vault"},
	"golang.org/x/crypto":                        {"adapters/vault"},
	"github.com/danielgtaylor/huma":              {"adapters/httpapi"},
	"github.com/coreos/go-oidc":                  {"adapters/auth"},
	"golang.org/x/oauth2":                        {"adapters/auth"},
	"github.com/alexedwards/scs":                 {"adapters/auth"},
	"github.com/cloudevents/sdk-go":              {"adapters/inbound/cloudevents"},
	"go.yaml.in/yaml":                            {"adapters/playbookfile", "adapters/classify", "cmd/tocsin"}, // rules, playbooks, scenarios
	"github.com/spf13/cobra":                     {"cmd/tocsin"},
	"github.com/spf13/pflag":                     {"cmd/tocsin"},
	"github.com/knadh/koanf":                     {"cmd/tocsin"},
	"github.com/schollz/progressbar":             {"cmd/tocsin"},
	"github.com/jedib0t/go-pretty":               {"cmd/tocsin"},
	"gonum.org/v1/gonum":                         {"projections"},
	"github.com/HdrHistogram/hdrhistogram-go":    {"projections"},
}

// testLibraries may be imported by test files and by packages whose name ends in "test", and by nothing that ships.
var testLibraries = []string{
	"github.com/google/go-cmp",
	"github.com/google/uuid",
	"github.com/anishathalye/porcupine",
	"go.uber.org/goleak",
	"pgregory.net/rapid",
}

// doorBases are adapters that every adapter may import: what a channel is, and how strictly a door reads.
var doorBases = []string{"adapters/channels", "adapters/inbound/strictjson"}

// doorGroups are folders below adapters whose sub-packages are neighbours of each other, with the folder's own package
// as their common base.
var doorGroups = []string{"adapters/channels", "adapters/inbound", "adapters/bus"}

func TestArchitecture(t *testing.T) {
	if testing.Short() {
		t.Skip("one thread and no state: the run without the race detector checks it")
	}
	house, err := readTree(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if len(house.packages) < 20 {
		t.Fatalf("found %d packages only: is the test run in the root of the module?", len(house.packages))
	}
	kinds, policies := 0, 0
	for _, f := range house.packages {
		kinds, policies = kinds+len(f.kinds()), policies+len(f.policies())
	}
	if kinds < 10 || policies < 10 {
		t.Errorf("found %d kinds and %d policies only: they are no longer declared as this test reads them", kinds, policies)
	}
	for _, rule := range []struct {
		name  string
		check func(*tree) []breach
	}{
		{"every package says what it is", undocumented},
		{"every exported name says what it is", unexplained},
		{"domain imports the standard library only, and of that no clock, chance or I/O", domainImports},
		{"projections import domain and their root", projectionImports},
		{"adapters never import a neighbour", adapterImports},
		{"the screen speaks only the published API", uiImports},
		{"nobody imports cmd", cmdImports},
		{"each library has its owners", libraryOwners},
		{"rules and pictures know no clock, no goroutine, no channel", impure},
		{"no order of a map reaches an output", mapOrder},
		{"every engine, channel and vault passes its contract", contracts},
		{"the plan of the house names every package", unmapped},
		{"the wiring lists every kind, policy and picture", wiring},
	} {
		t.Run(strings.ReplaceAll(rule.name, " ", "_"), func(t *testing.T) {
			for _, b := range rule.check(house) {
				t.Error(b)
			}
		})
	}
}
