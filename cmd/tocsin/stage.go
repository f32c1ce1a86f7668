package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tocsin/adapters/channels"
	"tocsin/adapters/channels/sandbox"
	"tocsin/adapters/node"
	"tocsin/adapters/principals"
	"tocsin/adapters/sqlitelog"
	"tocsin/adapters/vault"
	"tocsin/domain"
	"tocsin/domain/directory"
	"tocsin/domain/playbook"
)

// theatre is a house with a sandbox outside and a script inside, on a fresh log: what replay and demo run.
type theatre struct {
	*house
	path    string
	file    *sqlitelog.Log
	behind  *node.Behind // what writes to it
	vault   *vault.Vault
	sandbox *sandbox.Provider
	second  *sandbox.Provider // stands by; nil: none
	ledger  *os.File
	stage   *node.Stage
	inlet   *node.Inlet
}

// newLogPath gives the path of the fresh log: the one that was asked for, or one in a new temporary folder.
func newLogPath(url, what string) (string, error) {
	if url != "" {
		path, err := pathOfNewLog(url)
		if err != nil {
			return "", err
		}
		base := strings.TrimSuffix(path, filepath.Ext(path))
		for _, file := range []string{path, base + ".vault.db", base + ".vault.key", base + ".ledger.ndjson"} {
			if _, err := os.Stat(file); err == nil {
				return "", usage("--log: %s exists already; a %s needs fresh files", file, what)
			}
		}
		return path, nil
	}
	folder, err := os.MkdirTemp("", "tocsin-"+what+"-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the log: %w", err)
	}
	return filepath.Join(folder, "log.db"), nil
}

// pathOfNewLog reads the address of a log that is to be written.
func pathOfNewLog(url string) (string, error) {
	path, err := sqlitelog.ParseURL(url)
	if err != nil && !strings.Contains(url, ":") {
		return "", usage("--log: want an address, such as sqlite:%s", url)
	}
	if err != nil {
		return "", usage("--log: %w", err)
	}
	return path, nil
}

// openTheatre makes the log, the vault and the sandbox's ledger side by side and builds the house on them.
func openTheatre(ctx context.Context, path string, rules playbook.Playbook, seed uint64, start time.Time) (*theatre, error) {
	return openTheatreIn(ctx, path, rules, seed, start, world{})
}

// world is what is special about the providers outside; zero: they are as the sandbox ships them.
type world struct {
	kinds   map[string]sandbox.Kind // of channels
	standby map[string]sandbox.Kind // second providers, by the kind of channel that they stand in for
}

// openTheatreIn is openTheatre in a world of its own.
func openTheatreIn(ctx context.Context, path string, rules playbook.Playbook, seed uint64, start time.Time, w world) (*theatre, error) {
	t := &theatre{path: path}
	var err error
	if t.file, err = sqlitelog.OpenRepeatable(path); err != nil {
		return nil, err
	}
	if t.behind, err = node.NewBehind(ctx, t.file); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	if t.vault, err = openSeeded(path, seed); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	base := strings.TrimSuffix(path, filepath.Ext(path))
	if t.ledger, err = os.OpenFile(base+".ledger.ndjson", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	t.sandbox = sandbox.New(sandbox.Config{Seed: seed, Journal: t.ledger, Kinds: w.kinds})
	doors, standby := doorsOf(t.sandbox), map[string]channels.Channel{}
	if len(w.standby) > 0 {
		t.second = sandbox.New(sandbox.Config{Name: "standby", Seed: seed + 1, Journal: t.ledger, Kinds: w.standby})
		standby = doorsOf(t.second)
	}
	t.house, err = build(ctx, parts{
		log: t.behind, clock: node.NewVirtual(start), directory: people{t.vault}, host: sandboxHost{}, hash: t.vault.RequestHash,
		channels: doors, standby: standby, checkpoints: node.FileCheckpoints{Path: base + ".checkpoints.json"}, rules: rules,
	})
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

func doorsOf(p *sandbox.Provider) map[string]channels.Channel {
	doors := map[string]channels.Channel{}
	for _, kind := range p.Kinds() {
		doors[kind] = p.Channel(kind)
	}
	return doors
}

// taken counts what the providers took, by key; a key that both took is a double.
func (t *theatre) taken() (keys, doubles int) {
	first := t.sandbox.Counts()
	if t.second == nil {
		return first.Keys, first.Doubles
	}
	second := t.second.Counts()
	keys, doubles = first.Keys+second.Keys, first.Doubles+second.Doubles
	for _, e := range t.second.Entries() {
		if _, both := t.sandbox.Entry(e.Key); both {
			keys--
			doubles++
		}
	}
	return keys, doubles
}

// seal seals what the script writes.
func (t *theatre) seal(subject, what, text string) (domain.Sealed, error) {
	boxes, err := t.vault.Seal(context.Background(), []directory.Plain{{Subject: subject, Context: what, Field: "body", Text: []byte(text)}})
	if err != nil {
		return domain.Sealed{}, err
	}
	return boxes[0], nil
}

// cast puts the script on stage and the facts into the inlet.
func (t *theatre) cast(script *principals.Script, facts []node.Fact) *node.Deterministic {
	t.stage = node.NewStage(script, t.house.log, t.types, t.executor, t.clock)
	t.inlet = node.NewInlet(t.executor, t.clock, facts)
	return node.NewDeterministic(t.clock, t.pumps(t.inlet, t.stage)...)
}

// retire saves the checkpoints and lets go of the chain, whose day is over: what is read from here on is the log.
func (t *theatre) retire() error {
	if t.house == nil {
		return nil
	}
	err := t.save()
	t.house = nil
	return err
}

// Close closes what is open; the files stay.
func (t *theatre) Close() error {
	errs := []error{t.retire()}
	if t.behind != nil {
		errs = append(errs, t.behind.Close())
	}
	if t.ledger != nil {
		errs = append(errs, t.ledger.Close())
	}
	if t.vault != nil {
		errs = append(errs, t.vault.Close())
	}
	if t.file != nil {
		errs = append(errs, t.file.Close())
	}
	return errors.Join(errs...)
}
