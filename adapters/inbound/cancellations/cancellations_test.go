package cancellations

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the test must not depend on the machine

	"github.com/google/go-cmp/cmp"
)

func sampleAirports(t testing.TB) Airports {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "airports.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	airports, _ := ReadAirports("airports.csv", f)
	return airports
}

func collect(text string, airports Airports, o Options) (flights []Flight, bad []string) {
	for f, problem := range Flights("flights.csv", strings.NewReader(text), airports, o) {
		if problem != nil {
			bad = append(bad, problem.Error())
			continue
		}
		flights = append(flights, f)
	}
	return flights, bad
}

func TestAirports(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "airports.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	airports, problems := ReadAirports("airports.csv", f)
	first, _ := airports.Find("AAA")
	second, _ := airports.Find("BBB")
	if airports.Len() != 3 || second.Zone.String() != "America/Denver" || first.Name != "First Field" {
		t.Errorf("got %v", airports)
	}
	var bad []string
	for _, p := range problems {
		bad = append(bad, p.Error())
	}
	if diff := cmp.Diff([]string{
		"airports.csv:5: TZ: no zone of the IANA time zone database",
		"airports.csv:6: IATA_CODE: the airport is there twice",
		"airports.csv:7: IATA_CODE: no code of three letters",
		"airports.csv:8: TZ: no zone of the IANA time zone database",
	}, bad); diff != "" {
		t.Error(diff)
	}
}

func TestSample(t *testing.T) {
	sample, err := os.ReadFile(filepath.Join("testdata", "flights.csv"))
	if err != nil {
		t.Fatal(err)
	}
	got, bad := collect(string(sample), sampleAirports(t), Options{Year: 2015})
	utc := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2015, month, day, hour, minute, 0, 0, time.UTC)
	}
	const newYork, denver, phoenix = "America/New_York", "America/Denver", "America/Phoenix"
	want := []Flight{
		{2, "XX", "17", "2015-02-22", "AAA", "BBB", utc(2, 22, 10, 40), "05:40", newYork, "", 235 * time.Minute},
		{3, "XX", "18", "2015-02-22", "BBB", "AAA", utc(2, 22, 7, 5), "00:05", denver, "", 0},
		{4, "XX", "19", "2015-02-22", "PHX", "AAA", utc(2, 23, 7, 0), "24:00", phoenix, "", time.Hour},
		{5, "XX", "20", "2015-03-08", "AAA", "BBB", utc(3, 8, 7, 30), "02:30", newYork, ClockSkipped, time.Hour},
		{6, "XX", "21", "2015-03-08", "PHX", "BBB", utc(3, 8, 9, 30), "02:30", phoenix, "", time.Hour},
		{7, "XX", "22", "2015-11-01", "AAA", "BBB", utc(11, 1, 5, 30), "01:30", newYork, ClockRepeated, time.Hour},
		{18, "XX", "32", "2015-02-22", "AAA", "BBB", utc(2, 22, 16, 59), "11:59", newYork, "", 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{
		"flights.csv:8: ORIGIN_AIRPORT: the airport is not in the table of airports",
		"flights.csv:9: DESTINATION_AIRPORT: the airport is not in the table of airports",
		"flights.csv:10: DAY: no day of that month",
		"flights.csv:11: MONTH: no month from 1 to 12",
		"flights.csv:12: SCHEDULED_DEPARTURE: no local time hhmm from 0000 to 2400",
		"flights.csv:13: SCHEDULED_DEPARTURE: no local time hhmm from 0000 to 2400",
		"flights.csv:14: SCHEDULED_DEPARTURE: no local time hhmm from 0000 to 2400",
		"flights.csv:15: AIRLINE: is empty",
		"flights.csv:16: FLIGHT_NUMBER: is empty",
		"flights.csv:17: the row has 7 fields, the header 8",
	}, bad); diff != "" {
		t.Error(diff)
	}
}

// TestAFlightSaysWhyItsAirportIsMissing: its row was there, and was rejected.
func TestAFlightSaysWhyItsAirportIsMissing(t *testing.T) {
	_, bad := collect("FL_DATE,CARRIER,FL_NUM,ORIGIN,DEST,CRS_DEP_TIME\n2016-02-22,XX,1,CCC,AAA,540\n2016-02-22,XX,2,AAA,EEE,540\n2016-02-22,XX,3,AAA,ZZZ,540\n",
		sampleAirports(t), Options{})
	const why = "of airports.csv was rejected: TZ: no zone of the IANA time zone database"
	if diff := cmp.Diff([]string{
		"flights.csv:2: ORIGIN: the airport cannot be used, its row 5 " + why,
		"flights.csv:3: DEST: the airport cannot be used, its row 8 " + why,
		"flights.csv:4: DEST: the airport is not in the table of airports",
	}, bad); diff != "" {
		t.Error(diff)
	}
}

// TestOtherNames: the tables of other years and of the bureau itself have other names for the same columns.
func TestOtherNames(t *testing.T) {
	for name, text := range map[string]string{
		"own year":     "YEAR,MONTH,DAY,AIRLINE,FLIGHT_NUMBER,ORIGIN_AIRPORT,DESTINATION_AIRPORT,SCHEDULED_DEPARTURE\n2016,2,22,XX,17,AAA,BBB,0540\n",
		"date":         "FL_DATE,OP_UNIQUE_CARRIER,OP_CARRIER_FL_NUM,ORIGIN,DEST,CRS_DEP_TIME,CANCELLED\n2016-02-22,XX,17,AAA,BBB,0540,1.00\n2016-02-22,XX,18,AAA,BBB,0540,0.00\n",
		"written date": "FL_DATE,CARRIER,FL_NUM,ORIGIN,DEST,CRS_DEP_TIME,CANCELLED\n2/22/2016 12:00:00 AM,XX,17.0,AAA,BBB,540.0,1\n",
	} {
		got, bad := collect(text, sampleAirports(t), Options{Year: 2015})
		if len(bad) > 0 || len(got) != 1 || got[0].ServiceDay != "2016-02-22" || got[0].Number != "17" || got[0].STDLocal != "05:40" {
			t.Errorf("%s: got %+v, %v", name, got, bad)
		}
	}
}

func TestYearMustBeKnown(t *testing.T) {
	_, bad := collect("MONTH,DAY,AIRLINE,FLIGHT_NUMBER,ORIGIN_AIRPORT,DESTINATION_AIRPORT,SCHEDULED_DEPARTURE\n2,22,XX,17,AAA,BBB,540\n",
		sampleAirports(t), Options{})
	if len(bad) != 1 || bad[0] != "flights.csv:2: YEAR: the file does not say the year, and none was given" {
		t.Errorf("got %v", bad)
	}
}

// TestRealFile counts what SOURCE.md says of the public file: cancellations a day of three carriers, 17-24 February 2015.
func TestRealFile(t *testing.T) {
	root := os.Getenv("TOCSIN_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared", "data")
	}
	root = filepath.Join(root, "us-cancelled-flights-2015")
	airportData, err := os.ReadFile(filepath.Join(root, "airports.csv"))
	if err != nil {
		t.Skipf("SKIPPED: the real flights are not here (%v); set TOCSIN_DATA to the folder that holds us-cancelled-flights-2015", err)
	}
	flightData, err := os.ReadFile(filepath.Join(root, "cancelled_2015-02-15_28.csv"))
	if err != nil {
		t.Fatal(err)
	}
	airports, problems := ReadAirports("airports.csv", bytes.NewReader(airportData))
	if len(problems) > 0 {
		t.Error(problems[0])
	}
	flights, bad := collect(string(flightData), airports, Options{Year: 2015})
	if len(bad) > 0 || len(flights) != 11692 {
		t.Errorf("%d flights, %d bad rows, the first %v", len(flights), len(bad), append(bad, "-")[0])
	}
	perDay := map[string][]int{"AA": make([]int, 8), "US": make([]int, 8), "UA": make([]int, 8)}
	for _, f := range flights {
		if f.ServiceDay >= "2015-02-17" && f.ServiceDay <= "2015-02-24" && perDay[f.Carrier] != nil {
			perDay[f.Carrier][f.ServiceDay[9]-'0'+map[byte]byte{'1': 0, '2': 10}[f.ServiceDay[8]]-7]++
		}
	}
	if diff := cmp.Diff(map[string][]int{
		"AA": {45, 9, 1, 10, 60, 85, 507, 60}, "US": {145, 16, 2, 13, 82, 70, 15, 7}, "UA": {21, 6, 14, 6, 33, 43, 6, 2},
	}, perDay); diff != "" {
		t.Error(diff)
	}
}

func FuzzFlights(f *testing.F) {
	sample, err := os.ReadFile(filepath.Join("testdata", "flights.csv"))
	if err != nil {
		f.Fatal(err)
	}
	airports := sampleAirports(f)
	f.Add(sample)
	f.Add([]byte("FL_DATE,CARRIER,FL_NUM,ORIGIN,DEST,CRS_DEP_TIME,CANCELLED\n2/22/2016 12:00:00 AM,XX,17.0,AAA,BBB,540.0,1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for flight, problem := range Flights("x.csv", bytes.NewReader(data), airports, Options{Year: 2015}) {
			if problem != nil {
				continue
			}
			day, err := time.Parse(time.DateOnly, flight.ServiceDay)
			if err != nil || flight.STD.Sub(day).Abs() > 48*time.Hour || flight.Carrier == "" || flight.Number == "" {
				t.Errorf("accepted %+v", flight)
			}
		}
	})
}

func FuzzAirports(f *testing.F) {
	f.Add([]byte("IATA_CODE,TZ\nAAA,UTC\nBBB,../../etc/passwd\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		airports, _ := ReadAirports("x.csv", bytes.NewReader(data))
		for code, a := range airports.known {
			if a.Zone == nil || len(code) != 3 {
				t.Errorf("accepted %+v", a)
			}
		}
	})
}
