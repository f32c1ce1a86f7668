package vault

import (
	"strings"
	"sync"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// keptWays bounds the people whose ways are kept in memory: some 300 bytes each.
const keptWays = 60_000

// lately is the ways of people who were asked for lately, in two halves: a full one takes the place of the older.
type lately struct {
	mu         sync.Mutex
	newer      map[string]Ways
	older      map[string]Ways
	evictions  uint64                 // grows when anybody is evicted
	versions   map[*sqlite.Conn]int64 // of the file, as each reading connection saw it
	neighbours int64                  // the version of the file as the writing connection sees it: only others move it
}

// generation is to be taken before a reading begins, and handed to keep.
func (l *lately) generation() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.evictions
}

// find fills in who is known and lists the places of the others; all of them unless the memory is current.
func (l *lately) find(current bool, subjects []string, ways []Ways) (missing []int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n, subject := range subjects {
		if current {
			if w, known := l.newer[subject]; known {
				ways[n] = w
				continue
			}
			if w, known := l.older[subject]; known {
				ways[n] = w
				l.put(subject, w)
				continue
			}
		}
		missing = append(missing, n)
	}
	return missing
}

// keep remembers what was read, unless somebody was evicted since the reading began: it may have been him.
func (l *lately) keep(began uint64, subjects []string, places []int, ways []Ways) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.evictions != began {
		return
	}
	for _, n := range places {
		l.put(strings.Clone(subjects[n]), ways[n]) // the caller's may be cut from something large
	}
}

func (l *lately) put(subject string, w Ways) {
	if l.newer == nil || len(l.newer) >= keptWays/2 {
		l.newer, l.older = make(map[string]Ways), l.newer
	}
	l.newer[subject] = w
}

// evict forgets people who are written to.
func (l *lately) evict(subjects ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.evictions++
	for _, subject := range subjects {
		delete(l.newer, subject)
		delete(l.older, subject)
	}
}

// current tells whether what is kept may be used with this reading: no other process has written since. Each connection
// sees by the version of the file that somebody has; whether it was another process, only the writing connection can
// tell. Where that one is busy, the file is read.
func (v *Vault) current(conn *sqlite.Conn) (bool, error) {
	if v.reading == 0 {
		return true, nil // in memory there is one connection, and nobody else
	}
	version, err := fileVersion(conn)
	if err != nil || v.lately.saw(conn, version) {
		return err == nil, err
	}
	select {
	case writer := <-v.writer:
		others, err := fileVersion(writer)
		v.writer <- writer
		return err == nil && v.lately.compare(conn, version, others), err
	default:
		return false, nil
	}
}

// saw tells that nothing was written since a connection last looked.
func (l *lately) saw(conn *sqlite.Conn, version int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	last, looked := l.versions[conn]
	return looked && last == version
}

// compare notes the version that a connection sees, unless another process has written: then all is forgotten.
func (l *lately) compare(conn *sqlite.Conn, version, others int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.versions == nil {
		l.versions = map[*sqlite.Conn]int64{}
	}
	if l.neighbours != others {
		l.neighbours, l.newer, l.older = others, nil, nil
		l.evictions++
		clear(l.versions)
		return false // the reading may have begun before
	}
	l.versions[conn] = version
	return true
}

func fileVersion(conn *sqlite.Conn) (version int64, err error) {
	err = sqlitex.Execute(conn, "PRAGMA data_version", &sqlitex.ExecOptions{
		ResultFunc: func(row *sqlite.Stmt) error { version = row.ColumnInt64(0); return nil },
	})
	return version, err
}
