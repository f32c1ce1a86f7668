package volume_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/delivery"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
	"tocsin/projections/volume"
)

// answeredOn tells a story in which 200 people are sent a notice by SMS and write within the hour, on a channel.
func answeredOn(channel string, after time.Duration) *foldtest.Story {
	s := foldtest.New(monday)
	known(s, "north", "sms", "*", 20)
	known(s, "north", "social", "*", 20)
	talk(s, "north", "sms", "delay", 0, 3*time.Hour, 20)
	s.At(3 * time.Hour)
	var batch delivery.Requested
	for i := range 200 {
		batch.Items = append(batch.Items, delivery.Item{I: i, Subject: fmt.Sprint("told-", i), Channel: "sms"})
	}
	s.Add("delivery-o-1-1", batch)
	for i := range 200 {
		at := 3*time.Hour + after + time.Duration(i+1)*18*time.Second
		s.At(at).Add(domain.StreamID(fmt.Sprint("conversation-answer", i)), conversation.Classified{
			ExternalID: fmt.Sprint("answer-", i), Brand: "north", Channel: channel, Subject: fmt.Sprint("told-", i),
			ReceivedAt: monday.Add(at), Topic: "delay", Tier: "routine",
		})
	}
	return s
}

func TestAnswersToOurOwnNoticesAreNoSurge(t *testing.T) {
	for _, c := range []struct {
		name    string
		channel string
		after   time.Duration
		surges  bool
	}{
		{"on the channel of the notice", "sms", 0, false},
		{"on another channel: of their own accord", "social", 0, true},
		{"days later: a matter of its own", "sms", 25 * time.Hour, true},
	} {
		s := answeredOn(c.channel, c.after)
		asked := foldtest.React(volume.NewPolicy(), s.Records, 0, monday.Add(6*time.Hour+c.after))
		if got := len(commands[surge.Detect](asked)) > 0; got != c.surges {
			t.Errorf("%s: a surge %v, want %v", c.name, got, c.surges)
		}
	}
}

func TestAnswersAreCountedInTheirOwnLeaf(t *testing.T) {
	v := foldtest.Fold(volume.New(), answeredOn("sms", 0).Records)
	leaf, ok := find(v, "north", "outreach_reply", "sms")
	if !ok || leaf.Counted < 190 || leaf.LnE != 0 || leaf.Open {
		t.Errorf("answers: %+v", leaf)
	}
	if total, _ := find(v, "north", "*", "sms"); total.Counted > 61 {
		t.Errorf("the total counts %g; 60 asked of their own accord", total.Counted)
	}
	again := volume.New()
	if err := again.Restore(v.Snapshot()); err != nil || !bytes.Equal(again.Snapshot(), v.Snapshot()) {
		t.Errorf("restored differently: %v", err)
	}
}
