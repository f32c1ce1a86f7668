package delivery

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
)

// large is a batch as a mobile operator sends it: three languages, two channels, some without a contact.
func large(n int) Requested {
	hash := func(s string) string { return fmt.Sprintf("sha256:%064s", s) }
	r := Requested{
		OutreachID: domain.DeriveID("outreach"), Wave: 3, IncidentID: domain.DeriveID("incident"), StatementID: domain.DeriveID("statement"),
		StatementVersion: 2, Ladder: []string{"push", "sms", "email"}, Down: []string{"push"}, NotAfter: noon,
	}
	for i := range n {
		lang := []string{"de", "fr", "en", "de"}[i%4]
		it := Item{
			I: i, Subject: domain.DeriveID("person", fmt.Sprint(i)), Lang: lang, Channel: "sms", Priority: i / 200, TemplateHash: hash(lang), ParamsHash: hash("p"),
		}
		if i%50 == 7 {
			it.Channel, it.TemplateHash, it.ParamsHash = "", "", ""
		} else {
			it.ContactID = it.Subject + "/sms"
		}
		r.Items = append(r.Items, it)
	}
	return r
}

func largeEvents(n int) []domain.Event {
	tried, taken, told := Attempted{Provider: "sms-main"}, Accepted{}, Delivered{}
	for i := range n {
		tried.Items = append(tried.Items, AttemptedItem{I: i, Attempt: 1, Channel: "sms", Parts: 1})
		taken.Items = append(taken.Items, AcceptedItem{I: i, ProviderRef: fmt.Sprintf("sbx-%016x", i*7919)})
		told.Items = append(told.Items, ReceiptItem{I: i, At: noon.Add(time.Duration(i*7919%60000) * time.Millisecond)})
	}
	return []domain.Event{large(n), tried, taken, told}
}

func BenchmarkStored(b *testing.B) {
	types := domain.NewCatalogue(Types)
	for _, n := range []int{1, MaxItems} {
		for _, e := range largeEvents(n) {
			name, version, data, err := types.Encode(e)
			if err != nil {
				b.Fatal(err)
			}
			run := func(way string, bytes int, do func() error) {
				b.Run(fmt.Sprintf("%s/%T/%d", way, e, n), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if err := do(); err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric(float64(bytes)/float64(n), "stored-B/item")
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/item")
				})
			}
			run("write", len(data), func() error { _, _, _, err := types.Encode(e); return err })
			run("read", len(data), func() error {
				_, err := types.Decode(domain.Recorded{Type: name, Version: version, Data: data})
				return err
			})
			plain, _ := json.Marshal(e)
			run("plain-write", len(plain), func() error { _, err := json.Marshal(e); return err })
			into := map[string]func() any{
				"delivery.requested": func() any { return new(Requested) }, "delivery.attempted": func() any { return new(Attempted) },
				"delivery.accepted": func() any { return new(Accepted) }, "delivery.delivered": func() any { return new(Delivered) },
			}[name]
			run("plain-read", len(plain), func() error { return json.Unmarshal(plain, into()) })
		}
	}
}

func BenchmarkKey(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_ = Key("be03367b-0317-5622-8ef6-4d7feb3084c7", 3, "137cc91f-e6fe-c275-1682-238a8077e63d", "sms")
	}
}
