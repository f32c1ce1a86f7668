package statement

import (
	"testing"
	"time"

	"tocsin/domain"
)

func publishedAs(d Drafted, hash string, langs ...string) Published {
	return Published{
		Version: d.Version, ContentHash: hash, Langs: langs, Channels: []string{"sms"}, NextUpdateAt: d.NextUpdateAt,
		Kind: d.Kind, Brand: d.Brand, CrisisID: d.CrisisID, IncidentIDs: d.IncidentIDs, Push: d.Push,
	}
}

func TestOnlyAnApprovedVersionIsPublished(t *testing.T) {
	want := publishedAs(drafted(1), hashOf(drafted(1), text("fr"), text("en")), "en", "fr")
	given(t, drafted(1)).When(publish1()).Refused(domain.Conflict)
	given(t, submitted(drafted(1), text("en"))...).When(publish1()).Refused(domain.Conflict)
	given(t, approved(drafted(1), text("fr"), text("en"))...).When(publish1()).Then(want).When(publish1()).Then()
}

func TestExactlyOneCurrentVersion(t *testing.T) {
	second := drafted(2)
	c := given(t, append(published(drafted(1), text("en")), approved(second, text("en"))...)...)
	c.When(Publish{Version: 2, RequiredLangs: []string{"en"}, Now: t0}).
		Then(Superseded{Version: 1, ByVersion: 2}, publishedAs(second, hashOf(second, text("en")), "en")).
		When(publish1()).Refused(domain.Conflict)
	if got := c.State().Current; got != 2 {
		t.Errorf("version %d is current, want 2", got)
	}
	waiting := append(published(drafted(1), text("en")), second)
	if got := given(t, waiting...).State().Current; got != 1 {
		t.Errorf("version %d is current while the next is a draft, want 1", got)
	}
}

func TestNoPublishingWithTheNextUpdatePastOrMissing(t *testing.T) {
	late := publish1()
	late.Now = drafted(1).NextUpdateAt
	given(t, approved(drafted(1), text("en"))...).When(late).Refused(domain.TooLate)

	silent := drafted(1)
	silent.NextUpdateAt = time.Time{}
	given(t, approved(silent, text("en"))...).When(publish1()).Refused(domain.Conflict)

	silent.Kind = Instruction // final facts
	given(t, approved(silent, text("en"))...).When(publish1()).Then(publishedAs(silent, hashOf(silent, text("en")), "en"))
	past := drafted(1)
	past.Kind = Instruction
	given(t, approved(past, text("en"))...).When(late).Refused(domain.TooLate)
}

func TestNoPublishingOfAnExpiredText(t *testing.T) {
	d := drafted(1)
	d.NextUpdateAt = d.ValidUntil.Add(time.Hour)
	late := publish1()
	late.Now = d.ValidUntil
	given(t, approved(d, text("en"))...).When(late).Refused(domain.TooLate)
}

func TestEveryRequiredLanguageHasAText(t *testing.T) {
	c := publish1()
	c.RequiredLangs = []string{"en", "fr"}
	given(t, approved(drafted(1), text("en"))...).When(c).Refused(domain.Invalid)
}

func TestVariantsCarryTheFactsOfTheMaster(t *testing.T) {
	en, fr := text("en"), text("fr")
	en.Template, fr.Template = "closed until 10:00 {link}", "fermé jusqu'à 08:45 {link}"
	given(t, approved(drafted(1), en, fr)...).When(publish1()).Refused(domain.Conflict)

	fr.Template = "fermé jusqu'à {until} {link}" // the same fact as a place
	given(t, approved(drafted(1), en, fr)...).When(publish1()).
		Then(publishedAs(drafted(1), hashOf(drafted(1), en, fr), "en", "fr"))

	short := fr // what the master does not say, no translation need say
	en.Template, short.Template = "closed {link}", "fermé {link}"
	given(t, approved(drafted(1), en, short)...).When(publish1()).
		Then(publishedAs(drafted(1), hashOf(drafted(1), en, short), "en", "fr"))
}

func TestNoLanguagePromisesATimeOfItsOwn(t *testing.T) {
	en, fr := text("en"), text("fr")
	for _, v := range []*Variant{&en, &fr} {
		v.Params = append(v.Params, Param{"next", ParamTime})
	}
	en.Template, fr.Template = "next update by {next}", "prochaine information avant 08:45"
	given(t, approved(drafted(1), en, fr)...).When(publish1()).Refused(domain.Conflict)

	fr.Template = "prochaine information avant {next}"
	given(t, approved(drafted(1), en, fr)...).When(publish1()).
		Then(publishedAs(drafted(1), hashOf(drafted(1), en, fr), "en", "fr"))
}

func allClear() Drafted {
	d := drafted(1)
	d.Kind, d.IncidentIDs, d.NextUpdateAt = AllClear, []string{"i-1", "i-2"}, time.Time{}
	return d
}

func over(incidents ...string) Publish {
	c := publish1()
	for i, id := range incidents {
		c.Evidence = append(c.Evidence, domain.Evidence{Fact: "incident.resolved", Value: id, Position: domain.Position(60 + i)})
	}
	return c
}

func TestAllClearOnlyWhenEveryIncidentIsResolved(t *testing.T) {
	ready := approved(allClear(), text("en"))
	given(t, ready...).When(over()).Refused(domain.Conflict)
	given(t, ready...).When(over("i-1")).Refused(domain.Conflict)
	unplaced := over("i-1", "i-2")
	unplaced.Evidence[1].Position = 0
	given(t, ready...).When(unplaced).Refused(domain.Conflict)
	given(t, ready...).When(over("i-1", "i-2")).Then(publishedAs(allClear(), hashOf(allClear(), text("en")), "en"))
}

func TestAllClearIsApprovedByGold(t *testing.T) {
	d, hash := allClear(), hashOf(allClear(), text("en"))
	withoutGold := append(submitted(d, text("en")), yes(1, hash, "comms", "a-2"), yes(1, hash, "legal", "a-3"),
		Approved{Version: 1, ContentHash: hash})
	given(t, withoutGold...).When(over("i-1", "i-2")).Refused(domain.Conflict)

	given(t, submitted(d, text("en"))...). // whatever sets the playbook names, gold is asked as well
						When(Approve{Version: 1, ContentHash: hash, Role: "comms", By: "a-2"}).Then(yes(1, hash, "comms", "a-2")).
						When(Approve{Version: 1, ContentHash: hash, Role: "legal", By: "a-3"}).Then(yes(1, hash, "legal", "a-3")).
						When(Approve{Version: 1, ContentHash: hash, Role: "gold", By: "a-4"}).
						Then(yes(1, hash, "gold", "a-4"), Approved{Version: 1, ContentHash: hash})
}

func TestAnAllClearIsNotEvenDraftedBeforeTheEnd(t *testing.T) {
	d := drafted(1)
	d.Kind, d.NextUpdateAt, d.Evidence = AllClear, time.Time{}, nil
	given(t).When(Draft{Drafted: d, Now: t0}).Refused(domain.Conflict)
	for _, id := range d.IncidentIDs {
		d.Evidence = append(d.Evidence, domain.Evidence{Fact: "incident.resolved", Value: id, Position: 7})
	}
	given(t).When(Draft{Drafted: d, Now: t0}).Then(d)
}

func TestATextToSomeNamesAnAudienceThatExists(t *testing.T) {
	d := drafted(1)
	d.Audience = ToRevoked
	given(t).When(Draft{Drafted: d, Now: t0}).Then(d)
	d.Audience = "friends"
	given(t).When(Draft{Drafted: d, Now: t0}).Refused(domain.Invalid)
}
