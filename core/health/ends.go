package health

import (
	"fmt"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
)

// certificate: NetSuite refuses every sign-in from its end on.
func certificate(p profile.Profile, v Validity, now time.Time) []Item {
	if p.Method != profile.M2M {
		return nil
	}
	ends := v.Until
	item := Item{What: Certificate, Date: ends, Next: "renew"}
	left := m2m.DaysLeft(ends, now)
	item.Brief = fmt.Sprintf("certificate %4d days", left)
	switch urgency := m2m.DueBetween(v.From, ends, now); {
	case ends.IsZero():
		item.Level, item.Brief = Due, "no certificate"
		item.Sentence = "There is no certificate here that can be read, so its end is not known."
	case urgency == m2m.Expired:
		item.Level, item.Brief = Expired, "certificate expired"
		item.Sentence = "The certificate expired on " + date(ends) + ": NetSuite refuses every sign-in. A new one mends it."
	case urgency == m2m.Urgent:
		item.Level, item.Sentence = Due, "The certificate expires on "+date(ends)+", "+within(left)+": renew it now."
	case urgency == m2m.Due:
		item.Level, item.Sentence = Due, "The certificate expires on "+date(ends)+", "+within(left)+": it can be renewed."
	default:
		item.Next, item.Sentence = "", "The certificate is valid until "+date(ends)+"."
	}
	return []Item{item}
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

// tokenSoon is how long before its rotation a token is spoken of.
const tokenSoon = 30 * day

// token: TBA tokens do not expire, which is why they are to be replaced now and
// then. docs.oracle.com ... bridgehead_4254081947
func token(p profile.Profile, now time.Time, rotation time.Duration) []Item {
	if p.Method != profile.TBA || rotation < 0 {
		return nil
	}
	item := Item{What: Token, Next: "retoken"}
	if p.TokenSince.IsZero() {
		item.Level, item.Brief, item.Next = Soon, "token of unknown age", ""
		item.Sentence = "How old the token is, is not known here: the Access Tokens page in NetSuite tells."
		return []Item{item}
	}
	item.Date = p.TokenSince.Add(rotation)
	left := m2m.DaysLeft(item.Date, now)
	age := max(int(now.Sub(p.TokenSince)/day), 0)
	since := fmt.Sprintf("The token is in use since %s, for %d days", date(p.TokenSince), age)
	switch {
	case !now.Before(item.Date):
		item.Level, item.Brief = Due, fmt.Sprintf("token %d days old", age)
		item.Sentence = fmt.Sprintf("%s: more than the %d that it should be. A new one is due.", since, int(rotation/day))
	case item.Date.Sub(now) <= tokenSoon:
		item.Level, item.Brief = Soon, fmt.Sprintf("new token in %d days", left)
		item.Sentence = since + "; a new one is due on " + date(item.Date) + "."
	default:
		item.Next, item.Brief = "", fmt.Sprintf("new token in %d days", left)
		item.Sentence = since + "; a new one is due on " + date(item.Date) + "."
	}
	return []Item{item}
}

// refreshToken: from its end on a person has to sign in again. It lives for days
// only (docs.oracle.com ... section_158081952044), so it is due on its last day.
func refreshToken(p profile.Profile, now time.Time) []Item {
	if p.Method != profile.Code {
		return nil
	}
	item := Item{What: RefreshToken, Date: p.RefreshUntil, Next: "retoken"}
	switch left := p.RefreshUntil.Sub(now); {
	case p.RefreshUntil.IsZero():
		item.Level, item.Brief = Soon, "sign-in of unknown end"
		item.Sentence = "When the sign-in by browser ends is not known; NetSuite lets one last for some days."
	case left <= 0:
		item.Level, item.Brief = Expired, "sign-in ended"
		item.Sentence = "The sign-in by browser ended on " + date(p.RefreshUntil) + ": somebody has to sign in again."
	case left <= day:
		item.Level, item.Brief = Due, "sign in again"
		item.Sentence = "The sign-in by browser ends on " + p.RefreshUntil.In(now.Location()).Format("2 January 2006 at 15:04") + ": somebody has to sign in again by then."
	default:
		item.Next, item.Brief = "", fmt.Sprintf("sign-in %4d days", m2m.DaysLeft(p.RefreshUntil, now))
		item.Sentence = "The sign-in by browser lasts until " + date(p.RefreshUntil) + "."
	}
	return []Item{item}
}
