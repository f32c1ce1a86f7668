//go:build !unix

package sqlitelog

import "errors"

// lockFile refuses: without flock nothing keeps a second process from writing.
func lockFile(string) (unlock func() error, err error) {
	return nil, errors.New("lock: this system has no flock; the embedded log needs a Unix")
}
