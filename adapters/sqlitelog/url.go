package sqlitelog

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Scheme is what the address of such a log begins with.
const Scheme = "sqlite"

// ParseURL gives the path in an address: sqlite:///absolute/path or sqlite:relative/path.
func ParseURL(address string) (path string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("read log address: %w", errors.Unwrap(err))
	}
	switch {
	case u.Scheme != Scheme:
		return "", fmt.Errorf("read log address: scheme %q, want %q", u.Scheme, Scheme)
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return "", errors.New("read log address: only a path may follow sqlite:")
	case u.Host != "":
		return "", fmt.Errorf("read log address: %q would be a host: write sqlite:///path or sqlite:relative", u.Host)
	}
	if path = u.Path; u.Opaque != "" {
		if path, err = url.PathUnescape(u.Opaque); err != nil {
			return "", fmt.Errorf("read log address: %w", err)
		}
	}
	if path == "" || path[0] == ':' || strings.HasSuffix(path, "/") || strings.ContainsRune(path, 0) {
		return "", errors.New("read log address: want the path of a file behind sqlite:")
	}
	return path, nil
}
