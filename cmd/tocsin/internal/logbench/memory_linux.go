package logbench

import "syscall"

// Kinds of file system that live in memory, by their number in statfs.
const (
	tmpfs = 0x01021994
	ramfs = 0x858458f6
)

// InMemory tells whether a directory lies in a memory file system, where a sync is free and means nothing.
func InMemory(dir string) (bool, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return false, err
	}
	kind := uint32(fs.Type)
	return kind == tmpfs || kind == ramfs, nil
}
