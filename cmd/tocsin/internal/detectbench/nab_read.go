package detectbench

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Series is one NAB file: a count per row, and the windows in which something happened.
type Series struct {
	Name    string
	Times   []time.Time
	Values  []float64
	Windows []Window
}

// Window is a labelled anomaly: the first and the last row of it.
type Window struct{ First, Last int }

// nabWindowFiles are the places where the windows lie, in our slice and in a checkout of NAB.
var nabWindowFiles = []string{"windows.json", "labels/combined_windows.json", "combined_windows.json"}

// ReadNAB reads every series below a folder that the windows file knows. Others have no truth to be held against.
func ReadNAB(folder fs.FS, group string) ([]Series, error) {
	windows, err := readWindows(folder)
	if err != nil {
		return nil, err
	}
	var all []Series
	err = fs.WalkDir(folder, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".csv" {
			return err
		}
		name := path.Join(path.Base(path.Dir(file)), path.Base(file))
		limits, labelled := windows[name]
		if !labelled || !strings.HasPrefix(name, group) {
			return nil
		}
		s, err := readSeries(folder, file, name, limits)
		if err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		all = append(all, s)
		return nil
	})
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("no series of %q that the windows name", group)
	}
	return all, err
}

func readWindows(folder fs.FS) (map[string][][2]string, error) {
	for _, name := range nabWindowFiles {
		b, err := fs.ReadFile(folder, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		windows := map[string][][2]string{}
		if err := json.Unmarshal(b, &windows); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		return windows, nil
	}
	return nil, fmt.Errorf("no windows: want one of %s", strings.Join(nabWindowFiles, ", "))
}

func readSeries(folder fs.FS, file, name string, limits [][2]string) (Series, error) {
	f, err := folder.Open(file)
	if err != nil {
		return Series{}, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return Series{}, err
	}
	s := Series{Name: strings.TrimSuffix(path.Base(name), ".csv")}
	for i, row := range rows[min(1, len(rows)):] {
		at, err := time.Parse(time.DateTime, row[0])
		if err != nil {
			return s, fmt.Errorf("row %d: %w", i+2, err)
		}
		v, err := strconv.ParseFloat(row[len(row)-1], 64)
		if err != nil || v < 0 || v-v != 0 {
			return s, fmt.Errorf("row %d: %q is no count", i+2, row[len(row)-1])
		}
		s.Times, s.Values = append(s.Times, at), append(s.Values, v)
	}
	for _, l := range limits {
		w, err := s.window(l)
		if err != nil {
			return s, err
		}
		s.Windows = append(s.Windows, w)
	}
	slices.SortFunc(s.Windows, func(a, b Window) int { return a.First - b.First })
	return s, nil
}

// window finds the rows at which a window begins and ends; NAB names rows that exist.
func (s *Series) window(limits [2]string) (w Window, err error) {
	for i, to := range [...]*int{&w.First, &w.Last} {
		at, err := time.Parse("2006-01-02 15:04:05.000000", limits[i])
		if err != nil {
			return w, err
		}
		row, found := slices.BinarySearchFunc(s.Times, at, time.Time.Compare)
		if !found {
			return w, fmt.Errorf("a window begins or ends at %s, where no row is", limits[i])
		}
		*to = row
	}
	return w, nil
}
