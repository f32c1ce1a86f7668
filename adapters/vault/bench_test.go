package vault_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"tocsin/adapters/vault"
	"tocsin/domain/directory"
)

// crowd fills a vault with n people; their subjects come sorted.
func crowd(tb testing.TB, n int) (*vault.Vault, []string) {
	dir := tb.TempDir()
	v, err := vault.Open(filepath.Join(dir, "vault.db"), options(dir, true))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = v.Close() })
	people, subjects := invented(v, 0, n)
	for some := range slices.Chunk(people, 5_000) {
		if _, err := v.PutPeople(tb.Context(), some); err != nil {
			tb.Fatal(err)
		}
	}
	slices.Sort(subjects)
	return v, subjects
}

func invented(v *vault.Vault, from, n int) (people []directory.Person, subjects []string) {
	for i := from; i < from+n; i++ {
		s := v.Pseudonym("passenger", fmt.Sprint(i))
		subjects = append(subjects, s)
		people = append(people, directory.Person{Subject: s, Name: fmt.Sprintf("Passenger %d", i), Lang: "de", Contacts: []directory.Contact{
			{ID: s + "/sms", Channel: "sms", Address: fmt.Sprintf("+999%09d", i), Verified: true},
			{ID: s + "/email", Channel: "email", Address: fmt.Sprintf("p%d@example.invalid", i), Verified: true},
		}})
	}
	return people, subjects
}

// cpu is what this process has used up: the machine may do other things.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func perPerson(b *testing.B, began time.Duration, each int) {
	b.ReportMetric(float64(cpu()-began)/float64(each*b.N), "cpu-ns/person")
}

func BenchmarkPeople(b *testing.B) {
	v, subjects := crowd(b, 100_000)
	readSome(b, subjects, len(subjects), func(some []string) error {
		_, err := v.People(b.Context(), some)
		return err
	})
}

func BenchmarkWays(b *testing.B) {
	v, subjects := crowd(b, 100_000)
	for name, among := range map[string]int{"first time": len(subjects), "again": 20_000} {
		b.Run(name, func(b *testing.B) {
			readSome(b, subjects, among, func(some []string) error {
				_, err := v.Ways(b.Context(), some)
				return err
			})
		})
	}
	b.Run("first time, one in 30", func(b *testing.B) {
		var sparse []string
		for n := 0; n < len(subjects); n += 30 {
			sparse = append(sparse, subjects[n])
		}
		n := 0
		began := cpu()
		for b.Loop() { // another vault each time would be fairer: 3,300 people stay in memory, so each is erased from it
			some := sparse[n%(len(sparse)-250):][:250]
			v.Forget()
			if _, err := v.Ways(b.Context(), some); err != nil {
				b.Fatal(err)
			}
			n += 250
		}
		perPerson(b, began, 250)
	})
}

func BenchmarkUnreachable(b *testing.B) {
	v, subjects := crowd(b, 100_000)
	readSome(b, subjects, len(subjects), func(some []string) error {
		_, _, err := v.Unreachable(b.Context(), some)
		return err
	})
}

func readSome(b *testing.B, subjects []string, among int, read func([]string) error) {
	b.ReportAllocs()
	began, n := cpu(), 0
	for b.Loop() {
		at := n % (among - 250)
		if err := read(subjects[at : at+250]); err != nil {
			b.Fatal(err)
		}
		n += 250
	}
	perPerson(b, began, 250)
}

func BenchmarkPutPeople(b *testing.B) {
	v, _ := crowd(b, 0)
	b.ReportAllocs()
	began := cpu()
	for n := 0; b.Loop(); n++ {
		people, _ := invented(v, 1_000_000+n*5_000, 5_000)
		if _, err := v.PutPeople(b.Context(), people); err != nil {
			b.Fatal(err)
		}
	}
	perPerson(b, began, 5_000)
}
