package health

import (
	"fmt"
	"slices"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
)

// certificate reports on the certificate: after it expires, NetSuite refuses every
// sign-in.
func certificate(items []Item, p *profile.Profile, v Validity, now time.Time) []Item {
	if p.Method != profile.M2M {
		return items
	}
	ends := v.Until
	item := Item{What: Certificate, Date: ends, Next: "renew"}
	left := m2m.DaysLeft(ends, now)
	item.Brief = fmt.Sprintf("certificate %4d days", left)
	switch urgency := m2m.DueBetween(v.From, ends, now); {
	case ends.IsZero():
		item.Level, item.Brief = Due, "no certificate"
		item.Sentence = "The certificate cannot be read, so its expiry date is not known."
	case urgency == m2m.Expired:
		item.Level, item.Brief = Expired, "certificate expired"
		item.Sentence = "The certificate expired on " + date(ends) + ": NetSuite refuses every sign-in. Renew the connection."
	case urgency == m2m.Urgent:
		item.Level, item.Sentence = Due, "The certificate expires on "+date(ends)+", "+within(left)+": renew it now."
	case urgency == m2m.Due:
		item.Level, item.Sentence = Due, "The certificate expires on "+date(ends)+", "+within(left)+": you can renew it."
	default:
		item.Next, item.Sentence = "", "The certificate is valid until "+date(ends)+"."
	}
	return append(items, item)
}

func within(days int) string {
	switch days {
	case 0:
		return "in less than a day"
	case 1:
		return "tomorrow"
	default:
		return fmt.Sprintf("in %d days", days)
	}
}

// tokenSoon is how long before its rotation a token is reported.
const tokenSoon = 30 * day

// token reports on the age of a TBA token. TBA tokens do not expire, so they should
// be replaced regularly (docs.oracle.com, bridgehead_4254081947).
func token(items []Item, p *profile.Profile, now time.Time, rotation time.Duration) []Item {
	if p.Method != profile.TBA || rotation < 0 {
		return items
	}
	item := Item{What: Token, Next: "retoken"}
	if p.TokenSince.IsZero() {
		item.Level, item.Brief, item.Next = Soon, "token of unknown age", ""
		item.Sentence = "The age of the token is not known: see the page Access Tokens in NetSuite."
		return append(items, item)
	}
	item.Date = p.TokenSince.Add(rotation)
	left := m2m.DaysLeft(item.Date, now)
	age := max(int(now.Sub(p.TokenSince)/day), 0)
	since := fmt.Sprintf("The token has been in use since %s, for %d days", date(p.TokenSince), age)
	switch {
	case !now.Before(item.Date):
		item.Level, item.Brief = Due, fmt.Sprintf("token %d days old", age)
		item.Sentence = fmt.Sprintf("%s, longer than the limit of %d. Replace the token.", since, int(rotation/day))
	case item.Date.Sub(now) <= tokenSoon:
		item.Level, item.Brief = Soon, fmt.Sprintf("new token in %d days", left)
		item.Sentence = since + ". Replace it by " + date(item.Date) + "."
	default:
		item.Next, item.Brief = "", fmt.Sprintf("new token in %d days", left)
		item.Sentence = since + ". Replace it by " + date(item.Date) + "."
	}
	return append(items, item)
}

// consumerPair reports on the age of consumer key and secret. A pair whose age is
// not known was saved by an older suitekey: nothing is said about it here.
func consumerPair(items []Item, p *profile.Profile, now time.Time, rotation time.Duration) []Item {
	if p.ConsumerSince.IsZero() || rotation < 0 {
		return items
	}
	item := Item{What: Consumer, Date: p.ConsumerSince.Add(rotation), Next: "change"}
	age := max(int(now.Sub(p.ConsumerSince)/day), 0)
	since := fmt.Sprintf("The consumer pair has been in use since %s, for %d days", date(p.ConsumerSince), age)
	switch left := item.Date.Sub(now); {
	case left <= 0:
		item.Level, item.Brief = Due, fmt.Sprintf("pair %d days old", age)
		item.Sentence = fmt.Sprintf("%s, longer than the limit of %d. Reset Credentials on the integration record makes a new pair, which every product of the record then needs.", since, int(rotation/day))
	case left <= tokenSoon:
		item.Level, item.Brief = Soon, fmt.Sprintf("new pair in %d days", m2m.DaysLeft(item.Date, now))
		item.Sentence = since + ". Replace it by " + date(item.Date) + "."
	default:
		item.Next, item.Brief = "", fmt.Sprintf("new pair in %d days", m2m.DaysLeft(item.Date, now))
		item.Sentence = since + ". Replace it by " + date(item.Date) + "."
	}
	return append(items, item)
}

// refusedSince reports whether NetSuite refused the refresh token at or after its
// expected end. Before that nobody knows: a public client's record sets from 1 to 720
// hours, which NetSuite does not tell (docs.oracle.com, Oracle Integration, NetSuite
// adapter, prerequisites).
func refusedSince(p *profile.Profile) bool {
	return slices.ContainsFunc(p.Refusals, func(at time.Time) bool { return !at.Before(p.RefreshUntil) })
}

// refreshToken reports on the refresh token: after it expires, a person has to sign
// in again. It is valid for some days only (docs.oracle.com,
// section_158081952044), so it is due on its last day.
func refreshToken(items []Item, p *profile.Profile, now time.Time) []Item {
	if p.Method != profile.Code {
		return items
	}
	item := Item{What: RefreshToken, Date: p.RefreshUntil, Next: "retoken"}
	switch left := p.RefreshUntil.Sub(now); {
	case p.RefreshUntil.IsZero():
		item.Level, item.Brief = Soon, "sign-in end unknown"
		item.Sentence = "The end of the browser sign-in is not known. NetSuite ends a sign-in after some days."
	case left <= 0 && !refusedSince(p):
		item.Level, item.Brief = Due, "sign-in may have ended"
		item.Sentence = "The browser sign-in was expected to end on " + date(p.RefreshUntil) + ". The integration record decides how long it lives: test it, or sign in again."
	case left <= 0:
		item.Level, item.Brief = Expired, "sign-in ended"
		item.Sentence = "The browser sign-in ended on " + date(p.RefreshUntil) + ": sign in again."
	case left <= day:
		item.Level, item.Brief = Due, "sign in again"
		item.Sentence = "The browser sign-in ends on " + p.RefreshUntil.In(now.Location()).Format("2 January 2006 at 15:04") + ": sign in again by then."
	default:
		item.Next, item.Brief = "", fmt.Sprintf("sign-in %4d days", m2m.DaysLeft(p.RefreshUntil, now))
		item.Sentence = "The browser sign-in is expected to work until " + date(p.RefreshUntil) + "."
	}
	return append(items, item)
}
