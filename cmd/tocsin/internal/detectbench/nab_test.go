package detectbench

import (
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"tocsin/domain/detect"
)

func shipped(t testing.TB) *detect.Rules {
	t.Helper()
	r, err := detect.NewRules(detect.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// nabData is the slice of NAB beside the repository, if it is there.
func nabData(t *testing.T) fs.FS {
	t.Helper()
	root := os.Getenv("TOCSIN_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(filepath.Join(root, "nab")); err != nil {
		t.Skip("SKIPPED: no NAB data; set TOCSIN_DATA")
	}
	return os.DirFS(filepath.Join(root, "nab"))
}

func TestFrozenOnTheSeriesGiven(t *testing.T) {
	all, err := ReadNAB(nabData(t), "realTweets")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 5 {
		t.Fatalf("%d series", len(all))
	}
	rows, windows := 0, 0
	var sum Scored
	c, r := frozenEdge(shipped(t).Settings), shipped(t)
	for _, s := range all {
		rows, windows = rows+len(s.Values), windows+len(s.Windows)
		if s.probation() != 750 {
			t.Errorf("%s: probation %d", s.Name, s.probation())
		}
		sum = sum.add(s.ScoreNAB(standard, c.Alarms(c.Evidence(r, s.Values))))
	}
	if rows != 79321 || windows != 16 {
		t.Errorf("%d rows, %d windows", rows, windows)
	}
	if got := sum.Normal(standard); got <= 74.5 {
		t.Errorf("%.1f, want above the 74.5 of the second-best published detector", got)
	} else {
		t.Logf("%.1f: %d of %d windows, %d rows outside", got, sum.Found, sum.Windows, sum.Outside)
	}
}

func TestEdgeTellsTheRiseOnly(t *testing.T) {
	counts := make([]float64, 10*rowsPerDay)
	for i := range counts {
		counts[i] = 20 + 5*math.Sin(float64(i))
		if i >= 2000 && i < 2050 {
			counts[i] *= 4
		}
	}
	c := frozenEdge(shipped(t).Settings)
	got := c.Alarms(c.Evidence(shipped(t), counts))
	if !slices.ContainsFunc(got, func(row int) bool { return row >= 2000 && row < 2005 }) {
		t.Errorf("rows %v, want one soon after 2000", got)
	}
	for i := 1; i < len(got); i++ {
		if got[i]-got[i-1] <= c.Quiet {
			t.Errorf("told again after %d rows", got[i]-got[i-1])
		}
	}
}

func TestReadNABOfACheckout(t *testing.T) {
	const rows = "timestamp,value\n2015-02-26 21:42:53,1\n2015-02-26 21:47:53,2\n"
	folder := fstest.MapFS{
		"labels/combined_windows.json": {Data: []byte(`{"realTweets/A.csv":[["2015-02-26 21:42:53.000000","2015-02-26 21:47:53.000000"]],"realAWS/B.csv":[]}`)},
		"data/realTweets/A.csv":        {Data: []byte(rows)},
		"data/realAWS/B.csv":           {Data: []byte(rows)},
		"data/realTweets/unknown.csv":  {Data: []byte("no series")},
	}
	all, err := ReadNAB(folder, "realTweets")
	if err != nil || len(all) != 1 || all[0].Name != "A" || all[0].Windows[0] != (Window{0, 1}) || all[0].Values[1] != 2 {
		t.Errorf("%+v, %v", all, err)
	}
	for name, broken := range map[string]string{
		"a count below zero": "timestamp,value\n2015-02-26 21:42:53,-1\n2015-02-26 21:47:53,2\n",
		"not a number":       "timestamp,value\n2015-02-26 21:42:53,NaN\n2015-02-26 21:47:53,2\n",
		"a row is missing":   "timestamp,value\n2015-02-26 21:42:53,1\n",
		"no time":            "timestamp,value\nx,1\n",
	} {
		folder["data/realTweets/A.csv"] = &fstest.MapFile{Data: []byte(broken)}
		if _, err := ReadNAB(folder, "realTweets"); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
	if _, err := ReadNAB(fstest.MapFS{}, ""); err == nil {
		t.Error("a folder without windows was read")
	}
}
