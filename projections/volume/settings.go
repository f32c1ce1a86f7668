package volume

import (
	"time"

	"tocsin/domain/detect"
	"tocsin/domain/playbook"
)

// SettingsOf gives the detector's settings under a playbook; what the playbook leaves at zero keeps its default.
func SettingsOf(d playbook.Detector) detect.Settings {
	s := detect.DefaultSettings()
	if d.Version != "" {
		s.Version = d.Version
	}
	set := func(to *float64, v float64) {
		if v > 0 {
			*to = v
		}
	}
	set(&s.Alarm.PooledARLDays, d.PooledArl.Hours()/24)
	set(&s.Alarm.LeafARLDays, d.LeafArl.Hours()/24)
	set(&s.Guard.Floor, d.GuardMin)
	set(&s.Guard.LowRateFloor, d.GuardLowRate)
	set(&s.Guard.LowRatePerH, d.LowRatePerH)
	set(&s.Guard.ColdFloor, d.GuardCold)
	set(&s.Guard.ColdH, d.ColdExposureH)
	set(&s.ColdStart.ExposureH, d.MinExposureH)
	set(&s.ColdStart.EventAgeH, d.MinExposureH)
	set(&s.ColdStart.MissingPerH, d.MissingPerH)
	set(&s.ColdStart.MissingOverLevel, d.MissingTimes)
	set(&s.Baseline.WeeklyKeep, d.Forgetting)
	set(&s.Counting.RepeatMin, d.SameCustomer.Minutes())
	set(&s.Closing.ResumeWithin, d.ResumeWithin.Minutes())
	set(&s.Level.MinCustomers, float64(d.MinCustomers))
	set(&s.CallOut.OverDailyMax, d.CallOutFactor)
	set(&s.Linking.IncidentMin, d.ExplainWithin.Minutes())
	if d.MinLearnedEvents > 0 {
		s.ColdStart.Events = d.MinLearnedEvents
	}
	if d.CallOutHistoryD > 0 {
		s.CallOut.AfterDays = int(d.CallOutHistoryD)
	}
	if len(d.LevelEdges) > 0 {
		s.Level.Edges = d.LevelEdges
	}
	if len(d.Lateness) > 0 {
		s.Counting.LatenessS = map[string]float64{}
		for _, l := range d.Lateness {
			s.Counting.LatenessS[l.Channel] = l.Within.Seconds()
		}
	}
	return s
}

// zoneOf is the offset table of a playbook's zone.
func zoneOf(offsets []playbook.Offset) (z detect.Zone) {
	for _, o := range offsets {
		z = append(z, detect.Offset{From: millis(o.From), Offset: int64(o.Seconds) * detect.Second})
	}
	return z
}

// adopted is what the fold keeps of the playbook in force; it is all that a snapshot needs to make the rules again.
type adopted struct {
	Detector playbook.Detector `json:"detector"`
	Offsets  []playbook.Offset `json:"offsets"`
}

// lateness is how long events of a channel are waited for, in milliseconds.
func (f *fold) lateness(channel string) int64 {
	seconds, ok := f.rules.Counting.LatenessS[channel]
	if !ok {
		seconds, ok = f.rules.Counting.LatenessS[All]
	}
	if !ok {
		seconds = f.rules.Counting.PooledMaxS
	}
	return int64(seconds * float64(detect.Second))
}

// pooledLateness is that of streams over several channels.
func (f *fold) pooledLateness() int64 {
	return int64(f.rules.Counting.PooledMaxS * float64(detect.Second))
}

// listed gives a value of a closed list; without a list every value stands for itself.
func listed(list []string, value string) string {
	if value == "" {
		return other
	}
	if len(list) == 0 {
		return value
	}
	for _, v := range list {
		if v == value {
			return v
		}
	}
	return other
}

func durationMs(minutes float64) int64 { return int64(minutes * float64(time.Minute/time.Millisecond)) }
