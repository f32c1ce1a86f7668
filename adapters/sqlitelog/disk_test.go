//go:build unix

package sqlitelog

import (
	"path/filepath"
	"strings"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// disk stands between SQLite and the files: it sees every write and every sync, and can make one fail. It replaces
// methods of SQLite's own file system for the whole process, so only a child process uses it.
type disk struct {
	mu      sync.Mutex
	names   map[uintptr]string                   // of open files
	methods map[uintptr]*lib.Tsqlite3_io_methods // ours, by the original ones
	kept    []any                                // functions that only the C side knows
	ops     []diskOp
	// fault is asked before each operation; a code other than 0 is its result, and nothing is done.
	fault func(op diskOp) int32
}

// diskOp is one operation on a file, as SQLite asked for it.
type diskOp struct {
	kind   string // write, truncate, sync, delete; ack for what the test notes
	file   string // "", "-wal", "-journal": what follows the path of the database
	offset int64
	data   []byte
	number int // of an ack
}

// installDisk begins to watch all files of SQLite.
func installDisk() *disk {
	d := &disk{
		names: map[uintptr]string{}, methods: map[uintptr]*lib.Tsqlite3_io_methods{},
		fault: func(diskOp) int32 { return lib.SQLITE_OK },
	}
	tls := libc.NewTLS()
	vfs := at[lib.Tsqlite3_vfs](lib.Xsqlite3_vfs_find(tls, 0))
	open := callable[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](vfs.FxOpen)
	vfs.FxOpen = keep(d, func(tls *libc.TLS, v, name, file uintptr, flags int32, out uintptr) int32 {
		rc := open(tls, v, name, file, flags, out)
		if rc == lib.SQLITE_OK && name != 0 {
			d.wrap(file, libc.GoString(name))
		}
		return rc
	})
	remove := callable[func(*libc.TLS, uintptr, uintptr, int32) int32](vfs.FxDelete)
	vfs.FxDelete = keep(d, func(tls *libc.TLS, v, name uintptr, sync int32) int32 {
		return d.do(diskOp{kind: "delete", file: suffix(libc.GoString(name))}, func() int32 { return remove(tls, v, name, sync) })
	})
	return d
}

// wrap replaces the methods of an open file.
func (d *disk) wrap(file uintptr, name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := at[lib.Tsqlite3_file](file)
	d.names[file] = suffix(name)
	ours, ok := d.methods[f.FpMethods]
	if !ok {
		copied := *at[lib.Tsqlite3_io_methods](f.FpMethods)
		address := libc.Xmalloc(libc.NewTLS(), libc.Tsize_t(unsafe.Sizeof(copied)))
		ours = at[lib.Tsqlite3_io_methods](address)
		*ours = copied
		d.methods[f.FpMethods] = ours
		write := callable[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](copied.FxWrite)
		ours.FxWrite = keep(d, func(tls *libc.TLS, f, from uintptr, n int32, offset int64) int32 {
			data := append([]byte(nil), libc.GoBytes(from, int(n))...)
			return d.do(diskOp{kind: "write", file: d.name(f), offset: offset, data: data}, func() int32 { return write(tls, f, from, n, offset) })
		})
		truncate := callable[func(*libc.TLS, uintptr, int64) int32](copied.FxTruncate)
		ours.FxTruncate = keep(d, func(tls *libc.TLS, f uintptr, size int64) int32 {
			return d.do(diskOp{kind: "truncate", file: d.name(f), offset: size}, func() int32 { return truncate(tls, f, size) })
		})
		flush := callable[func(*libc.TLS, uintptr, int32) int32](copied.FxSync)
		ours.FxSync = keep(d, func(tls *libc.TLS, f uintptr, flags int32) int32 {
			return d.do(diskOp{kind: "sync", file: d.name(f)}, func() int32 { return flush(tls, f, flags) })
		})
	}
	f.FpMethods = uintptr(unsafe.Pointer(ours))
}

func (d *disk) do(op diskOp, really func() int32) int32 {
	d.mu.Lock()
	d.ops = append(d.ops, op)
	rc := d.fault(op)
	d.mu.Unlock()
	if rc != lib.SQLITE_OK {
		return rc
	}
	return really()
}

func (d *disk) name(file uintptr) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.names[file]
}

// count gives how many operations of a kind a file has seen.
func (d *disk) count(kind, file string) (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, op := range d.ops {
		if op.kind == kind && op.file == file {
			n++
		}
	}
	return n
}

// suffix is what follows the path of the database in the name of a file.
func suffix(name string) string {
	return strings.TrimPrefix(filepath.Base(name), "log.db")
}

// at looks at a structure of the C side.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// callable makes a function of the C side callable, and keep one of ours callable from there for as long as the disk is.
func callable[F any](address uintptr) F {
	boxed := &struct{ f uintptr }{address}
	return *(*F)(unsafe.Pointer(boxed))
}

func keep[F any](d *disk, f F) uintptr {
	d.kept = append(d.kept, f)
	return *(*uintptr)(unsafe.Pointer(&struct{ f F }{f}))
}
