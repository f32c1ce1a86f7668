package cloudevents

import (
	"strings"
	"testing"

	"tocsin/domain/incident"
)

const outage = `{"specversion":"1.0","id":"1","source":"/noc","type":"dev.tocsin.incident.reported.v1","time":"2031-03-04T06:45:00Z",
"datacontenttype":"application/json","data":{"source":{"system":"noc","external_ref":"T-1"},"brand":"Example Mobile","domain":"telecom",
"kind":"NETWORK_OUTAGE","scope":{"regions":["north"],"cells":["n-17"],"services":["mobile_data"]},"started_at":"2031-03-04T06:42:00Z"}}`

// A network operator reports regions, cells and services; who is affected are their subscribers.
func TestANetworkOutageComesIn(t *testing.T) {
	f, err := Decode([]byte(outage), Options{})
	if err != nil {
		t.Fatal(err)
	}
	to, command, ok := f.Command()
	report, isReport := command.(incident.Report)
	if !ok || !isReport || !strings.HasPrefix(string(to), "incident-") {
		t.Fatalf("%T to %s", command, to)
	}
	events, err := incident.Decider.Decide(report, incident.State{})
	if err != nil {
		t.Fatal(err)
	}
	e := events[0].(incident.Reported)
	if e.Domain != "telecom" || e.LifeSafety || len(e.Scope.Regions) != 1 || e.Scope.Services[0] != "mobile_data" || !e.AwareAt.After(e.StartedAt) {
		t.Errorf("got %+v", e)
	}
}

func TestServicesAreAClosedList(t *testing.T) {
	grave := strings.Replace(outage, `["mobile_data"]`, `["voice","emergency_call"]`, 1)
	f, err := Decode([]byte(grave), Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, command, _ := f.Command()
	events, err := incident.Decider.Decide(command.(incident.Command), incident.State{})
	if err != nil || !events[0].(incident.Reported).LifeSafety {
		t.Errorf("%+v, %v: an outage of emergency calls is a matter of life", events, err)
	}
	wrong := strings.Replace(outage, `["mobile_data"]`, `["emergency_calls"]`, 1)
	if _, err := Decode([]byte(wrong), Options{}); err == nil || !strings.Contains(err.Error(), "services[0]") {
		t.Errorf("a service that nobody knows: %v", err)
	}
}
