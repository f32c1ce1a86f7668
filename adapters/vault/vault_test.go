package vault_test

import (
	"bytes"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"tocsin/adapters/vault"
	"tocsin/adapters/vaulttest"
	"tocsin/domain/directory"
)

var _ vaulttest.Vault = (*vault.Vault)(nil)

func options(dir string, seeded bool) vault.Options {
	o := vault.Options{MasterKey: filepath.Join(dir, "keys", "master.key"), Seeded: seeded}
	if seeded {
		o.Random = rand.New(rand.NewSource(1))
	}
	return o
}

func TestContract(t *testing.T) {
	vaulttest.Run(t, vaulttest.Engine{
		Open: func(dir string, seeded bool) (vaulttest.Vault, error) {
			v, err := vault.Open(filepath.Join(dir, "vault.db"), options(dir, seeded))
			if err != nil {
				return nil, err
			}
			return v, nil
		},
		LoseMaster: func(t *testing.T, dir string) { remove(t, options(dir, false).MasterKey) },
		OtherMaster: func(t *testing.T, dir string) {
			remove(t, options(dir, false).MasterKey)
			// The master key of another vault, which is made for that.
			v, err := vault.Open(filepath.Join(t.TempDir(), "other.db"), options(dir, false))
			if err != nil {
				t.Fatal(err)
			}
			if err := v.Close(); err != nil {
				t.Fatal(err)
			}
		},
		LoseKey: loseKey,
		Holds:   holds,
	})
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func loseKey(t *testing.T, dir, subject string) {
	t.Helper()
	conn, err := sqlite.OpenConn(filepath.Join(dir, "vault.db"), sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlitex.Execute(conn, "DELETE FROM keys WHERE subject = ?", &sqlitex.ExecOptions{Args: []any{subject}}); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, dir string, what []byte) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "vault.db*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("files %v, error %v", files, err)
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, what) {
			return true
		}
	}
	return false
}

func TestMasterKeyIsForTheOwnerOnly(t *testing.T) {
	dir := t.TempDir()
	path := options(dir, false).MasterKey
	v, err := vault.Open(filepath.Join(dir, "vault.db"), options(dir, false))
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, error %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "keys", "*")); len(left) != 1 {
		t.Errorf("files beside the key: %v", left)
	}
	for _, c := range []struct {
		name, want string
		spoil      func() error
	}{
		{"readable by others", "can be read by others", func() error { return os.Chmod(path, 0o644) }},
		{"not a key", "is no master key", func() error { return os.WriteFile(path, []byte("hunter2\n"), 0o600) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.spoil(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = os.Chmod(path, 0o600) }()
			_, err := vault.Open(filepath.Join(dir, "vault.db"), options(dir, false))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Error("the error shows what is in the file")
			}
		})
	}
}

func TestOnlyAVaultIsOpened(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "vault.db")
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite, sqlite.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlitex.ExecuteScript(conn, "CREATE TABLE addresses (name TEXT)", nil); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(path, options(dir, false)); err == nil || !strings.Contains(err.Error(), "not a vault") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(options(dir, false).MasterKey); err == nil {
		t.Error("a master key was made for somebody else's file")
	}
}

func TestInMemory(t *testing.T) {
	v, err := vault.InMemory(vault.Options{Random: rand.New(rand.NewSource(1)), Seeded: true})
	if err != nil {
		t.Fatal(err)
	}
	boxes, err := v.Seal(t.Context(), []directory.Plain{{Subject: "ann", Context: "k", Field: "body", Text: []byte("hello")}})
	if err != nil {
		t.Fatal(err)
	}
	texts, err := v.Open(t.Context(), boxes)
	if err != nil || string(texts[0].Text) != "hello" || !v.Seeded() {
		t.Fatalf("got %v, error %v", texts, err)
	}
	if err := v.Erase(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	if texts, err = v.Open(t.Context(), boxes); err != nil || texts[0].Err == nil {
		t.Errorf("got %v, error %v", texts, err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	if err := v.Keys(t.Context(), []string{"ann"}); err == nil {
		t.Error("a closed vault answered")
	}
}

func TestErasingOverwritesTheKey(t *testing.T) {
	dir := t.TempDir()
	v, err := vault.Open(filepath.Join(dir, "vault.db"), options(dir, false))
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if err := v.Keys(t.Context(), []string{"ann", "bob"}); err != nil {
		t.Fatal(err)
	}
	wrapped := wrappedKeys(t, dir)
	if err := v.Erase(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	if holds(t, dir, wrapped["ann"]) || !holds(t, dir, wrapped["bob"]) {
		t.Error("the key of the erased person is in the files, or that of another is not")
	}
}

func wrappedKeys(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	conn, err := sqlite.OpenConn(filepath.Join(dir, "vault.db"), sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	wrapped := map[string][]byte{}
	err = sqlitex.Execute(conn, "SELECT subject, wrapped FROM keys", &sqlitex.ExecOptions{
		ResultFunc: func(row *sqlite.Stmt) error {
			wrapped[row.ColumnText(0)] = make([]byte, row.ColumnLen(1))
			row.ColumnBytes(1, wrapped[row.ColumnText(0)])
			return nil
		},
	})
	if err != nil || len(wrapped["ann"]) != 24+32+16 {
		t.Fatalf("%d keys, error %v", len(wrapped), err)
	}
	return wrapped
}

// FuzzOpen: a box from anywhere is refused, never a panic.
func FuzzOpen(f *testing.F) {
	v, err := vault.InMemory(vault.Options{Random: rand.New(rand.NewSource(1)), Seeded: true})
	if err != nil {
		f.Fatal(err)
	}
	boxes, err := v.Seal(f.Context(), []directory.Plain{{Subject: "ann", Text: []byte("hello")}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(boxes[0].Key, boxes[0].Box)
	f.Add("", []byte{})
	f.Fuzz(func(t *testing.T, key string, box []byte) {
		b := boxes[0]
		same := key == b.Key && bytes.Equal(box, b.Box)
		b.Key, b.Box = key, box
		texts, err := v.Open(t.Context(), append(boxes[:0:0], b))
		if err != nil {
			t.Fatal(err)
		}
		if !same && len(box) > 0 && texts[0].Err == nil {
			t.Errorf("opened to %d bytes", len(texts[0].Text))
		}
	})
}
