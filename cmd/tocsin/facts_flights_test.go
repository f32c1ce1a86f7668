package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// replayed runs a replay on a log of its own.
func replayed(t *testing.T, args ...string) (int, outcome, string) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log.db")
	code, out, errs := tocsin(t, append([]string{"replay", "--quiet", "--log", "sqlite://" + log, "-o", "json"}, args...)...)
	var o outcome
	if code == exitDone {
		if err := json.Unmarshal([]byte(out), &o); err != nil {
			t.Fatal(err)
		}
	}
	return code, o, errs
}

// TestEveryRowOfTheFlightsIsAccountedFor: taken, of another day, of a carrier without a brand, or bad.
func TestEveryRowOfTheFlightsIsAccountedFor(t *testing.T) {
	const header = "FL_DATE,CARRIER,FL_NUM,ORIGIN,DEST,CRS_DEP_TIME,CANCELLED\n"
	flights := inFile(t, "f.csv", header+
		"2031-05-05,QE,1,AAA,BBB,1800,1\n2031-05-05,QE,2,AAA,BBB,1900,1\n"+ // taken
		"2031-05-05,QE,3,AAA,BBB,1900,0\n"+ // operated: not counted
		"2031-05-05,ZQ,4,AAA,BBB,1900,1\n"+ // no brand
		"2031-05-06,QE,5,AAA,BBB,1900,1\n"+ // the next day
		"2031-05-05,QE,6,AAA,CCC,1900,1\n2031-05-05,QE,7,AAA,\"BBB,1900,1\n"+ // bad
		"9999-05-05,QE,8,AAA,BBB,1900,1\n") // of another day, too
	airports := inFile(t, "a.csv", "code,tz\nAAA,UTC\nBBB,UTC\nCCC,Nowhere\n")
	brands := inFile(t, "b.csv", "brand,carrier\nExample Air,QE\n")
	messages := inFile(t, "m.csv", "tweet_id,airline,name,text,tweet_created\n1,Example Air,a,help,"+noon+"\n")
	all := []string{"--cancellations", flights, "--airports", airports, "--brands", brands, "--passengers-per-flight", "1"}
	code, o, errs := replayed(t, append(all, "--messages", messages)...)
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	if want := (flightCounts{Read: 7, Taken: 2, Outside: 2, UnknownCarrier: 1, Rejected: 2}); o.FlightsIn != want || o.Flights != 2 {
		t.Errorf("got %+v and %d flights, want %+v and 2", o.FlightsIn, o.Flights, want)
	}
	if o.Skipped.UnmappedFlights != 1 || !strings.Contains(errs, "its row 4 of "+airports+" was rejected: tz:") {
		t.Errorf("skipped %+v; %s", o.Skipped, errs)
	}
	_, o, errs = replayed(t, append(all, "--until", "9999-12-31T00:00:00Z")...)
	if want := (flightCounts{Read: 7, Taken: 3, UnknownCarrier: 1, Rejected: 3}); o.FlightsIn != want || !strings.Contains(errs, "f.csv:9: lies further") {
		t.Errorf("without messages: got %+v, want %+v; %s", o.FlightsIn, want, errs)
	}
}

// TestTheWindowHoldsForFlights: a cancellation is known three hours before its departure, and that is when it counts.
func TestTheWindowHoldsForFlights(t *testing.T) {
	flights := inFile(t, "f.csv", "FL_DATE,CARRIER,FL_NUM,ORIGIN,DEST,CRS_DEP_TIME\n"+
		"2031-05-05,QE,1,AAA,BBB,1400\n2031-05-05,QE,2,AAA,BBB,1900\n2031-05-05,QE,3,AAA,BBB,2200\n")
	airports := inFile(t, "a.csv", "code,tz\nAAA,UTC\nBBB,UTC\n")
	brands := inFile(t, "b.csv", "brand,carrier\nExample Air,QE\n")
	code, o, errs := replayed(t, "--cancellations", flights, "--airports", airports, "--brands", brands,
		"--passengers-per-flight", "1", "--from", noon, "--until", "2031-05-05T18:00:00Z")
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	if want := (flightCounts{Read: 3, Taken: 1, Outside: 2}); o.FlightsIn != want || o.Flights != 1 {
		t.Errorf("got %+v and %d flights, want %+v and 1", o.FlightsIn, o.Flights, want)
	}
}

func TestTheTableTellsOfTheRowsOfFlights(t *testing.T) {
	var out strings.Builder
	o := outcome{FlightsIn: flightCounts{Read: 10, Taken: 4, Outside: 3, UnknownCarrier: 2, Rejected: 1}}
	if err := o.table(&out); err != nil {
		t.Fatal(err)
	}
	if want := "Flights    10 read, 4 taken, 3 of other days, 2 of carriers without a brand, 1 bad\n"; !strings.Contains(out.String(), want) {
		t.Errorf("no %q in %s", want, out.String())
	}
}
