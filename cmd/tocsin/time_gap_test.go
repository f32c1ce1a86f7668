package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func years(all ...int) (times []time.Time) {
	for _, y := range all {
		times = append(times, time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC))
	}
	return times
}

func TestTheBulkIsWhereMostTimesLie(t *testing.T) {
	const gap = 366 * 24 * time.Hour
	for name, c := range map[string]struct {
		times       []time.Time
		first, last int
	}{
		"one":                     {years(2015), 2015, 2015},
		"a stray one ahead":       {years(2015, 9999, 2015), 2015, 2015},
		"a stray one behind":      {years(1, 2015, 2015), 2015, 2015},
		"no gap, whatever length": {years(2015, 2013, 2014, 2016, 2020), 2013, 2016},
		"two equal parts":         {years(9999, 2015), 2015, 2015},
		"most are strange":        {years(9999, 9999, 2015), 9999, 9999},
	} {
		b := bulkOf(c.times, gap)
		if b.first.Year() != c.first || b.last.Year() != c.last {
			t.Errorf("%s: got %d to %d, want %d to %d", name, b.first.Year(), b.last.Year(), c.first, c.last)
		}
	}
	none := bulkOf(nil, gap)
	b := bulkOf(years(2015), gap)
	switch at := b.first; {
	case !none.near(at):
		t.Error("without any times to judge by, a time is far")
	case !b.near(at.Add(gap)) || !b.near(at.Add(-gap)):
		t.Error("the limit itself is far")
	case b.near(at.Add(gap+1)) || b.near(at.Add(-gap-1)) || b.near(time.Time{}) || b.near(years(9999)[0]):
		t.Error("what is beyond the limit is near")
	}
}

// reported is an incident event of one flight that says when it happened, when it began and when the flight was to leave.
func reported(id, at, started, std string) string {
	return fmt.Sprintf(`{"specversion":"1.0","id":"%[1]s","source":"/occ","type":"dev.tocsin.incident.reported.v1","time":"%[2]s","data":{"source":{"system":"occ","external_ref":"%[1]s"},"brand":"Example Air","domain":"air","kind":"CANCELLED","scope":{"flights":[{"carrier":"QE","number":"%[1]s","date_local":"2031-05-05","origin":"ZZZ","dest":"ZYY","std":"%[4]s","status":"CANCELLED"}]},"started_at":"%[3]s"}}`+"\n", id, at, started, std)
}

const noon = "2031-05-05T12:00:00Z"

// TestTimesThatCannotBeMeant: each is a rejected row with line and field, the rest goes on, and the run ends soon.
func TestTimesThatCannotBeMeant(t *testing.T) {
	path := inFile(t, "e.ndjson", reported("1", noon, noon, noon)+
		reported("2", "9999-12-31T00:00:00Z", noon, noon)+
		reported("3", "0001-01-01T00:00:00Z", noon, noon)+
		reported("4", "1970-01-01T00:00:00Z", noon, noon)+
		reported("5", noon, "9999-01-01T00:00:00Z", noon)+
		reported("6", noon, "0001-01-02T00:00:00Z", noon)+
		reported("7", noon, noon, "9999-01-01T00:00:00Z")+
		reported("8", "2031-05-06T12:00:00Z", noon, noon))
	code, out, errs := replayed(t, "--events", path)
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	for _, want := range []string{
		"e.ndjson:2: time: lies further", "e.ndjson:3: time: ", "e.ndjson:4: time: lies further", "e.ndjson:5: data.started_at: lies further",
		"e.ndjson:6: data.started_at: ", "e.ndjson:7: data.scope.flights[0].std: lies further",
	} {
		if !strings.Contains(errs, want) {
			t.Errorf("no %q in %s", want, errs)
		}
	}
	if want := (counts{Read: 8, Recorded: 2, Rejected: 6}); out.Events != want {
		t.Errorf("events: got %+v, want %+v", out.Events, want)
	}
	if end := instant(t, "2031-05-08T12:00:00Z"); !out.VirtualEnd.Equal(end) {
		t.Errorf("ended at %s, want %s", out.VirtualEnd, end)
	}
}

// TestTheMessagesSayWhichTimesCanBeMeant: however many events say otherwise, and a stray message is none to go by.
func TestTheMessagesSayWhichTimesCanBeMeant(t *testing.T) {
	messages := inFile(t, "m.csv", "tweet_id,airline,name,text,tweet_created\n1,Example Air,a,help,"+noon+"\n2,Example Air,b,help,"+noon+
		"\n3,Example Air,c,help,9999-01-01T00:00:00Z\n")
	strange := "9999-01-01T00:00:00Z"
	path := inFile(t, "e.ndjson", reported("1", strange, strange, strange)+reported("2", strange, strange, strange)+reported("3", noon, noon, noon))
	code, out, errs := replayed(t, "--messages", messages, "--events", path)
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	if want := (counts{Read: 3, Recorded: 1, Rejected: 2}); out.Events != want {
		t.Errorf("events: got %+v, want %+v", out.Events, want)
	}
	if want := (counts{Read: 3, Recorded: 2, Rejected: 1}); out.Messages != want || !strings.Contains(errs, "m.csv:4: lies further") {
		t.Errorf("messages: got %+v, want %+v; %s", out.Messages, want, errs)
	}
}

func TestTheGapCanBeSet(t *testing.T) {
	path := inFile(t, "e.ndjson", reported("1", noon, noon, noon)+reported("2", "2031-05-08T12:00:00Z", noon, noon))
	t.Setenv("TOCSIN_MAX_TIME_GAP", "48h")
	if _, out, errs := replayed(t, "--events", path); out.Events.Rejected != 1 {
		t.Errorf("two days: %+v %s", out.Events, errs)
	}
	if _, out, errs := replayed(t, "--events", path, "--max-time-gap", "96h"); out.Events.Rejected != 0 {
		t.Errorf("four days: %+v %s", out.Events, errs)
	}
	if code, _, errs := tocsin(t, "replay", "--events", path, "--max-time-gap", "47h"); code != exitUsage || !strings.Contains(errs, "--max-time-gap") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
