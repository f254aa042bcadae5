package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
)

// values are the details of one connection, with what can be copied into the
// product that uses it.
type values struct {
	entry  storage.Entry
	loaded bool
	lines  []detail
	at     int
	scroll int
}

// detail is one value of a connection. A secret is never drawn.
type detail struct {
	label  string
	text   string        // what is shown
	copies secret.Secret // what is copied; empty: nothing
	secret bool
}

// detailsLoadedMsg is a connection out of the vault.
type detailsLoadedMsg struct {
	name    string
	profile profile.Profile
	err     error
}

func (m *model) openDetails(e storage.Entry) tea.Cmd {
	if e.Err != nil {
		return m.openHistory(e) // an earlier state takes its place
	}
	m.values = &values{entry: e, scroll: -1}
	load, name := m.app.Load, e.Name
	return func() tea.Msg {
		p, err := load(name)
		return detailsLoadedMsg{name, p, err}
	}
}

func (m *model) detailsLoaded(msg detailsLoadedMsg) {
	v := m.values
	if v == nil || v.entry.Name != msg.name {
		return
	}
	if msg.err != nil {
		m.values = nil
		m.warn(steps.Sentence(msg.err))
		return
	}
	v.loaded, v.lines = true, details(msg.profile)
}

// details list what a product asks for, in the order of its forms.
func details(p profile.Profile) []detail {
	var list []detail
	plain := func(label, text string) {
		if text != "" {
			list = append(list, detail{label, text, secret.New(text), false})
		}
	}
	hidden := func(label string, s secret.Secret) {
		if !s.IsEmpty() {
			shown := strings.Repeat(signMask, 8)
			if end := s.Tail(); end != "" && !strings.Contains(s.Reveal(), "\n") {
				shown += " " + end
			}
			list = append(list, detail{label, shown, s, true})
		}
	}
	plain("Account", p.Account.Realm())
	plain("Consumer key (client ID)", p.ConsumerKey)
	hidden("Consumer secret", p.ConsumerSecret)
	plain("Token ID", p.TokenID)
	hidden("Token secret", p.TokenSecret)
	plain("Signature algorithm", p.SignatureAlgorithm)
	plain("Certificate ID", p.CertificateID)
	hidden("Private key (PEM)", p.PrivateKey)
	plain("Algorithm", p.JWTAlgorithm)
	plain("Scopes", strings.Join(p.Scopes, " "))
	plain("WSDL", p.WSDL)
	plain("User", p.Entity)
	plain("Role", p.Role)
	plain("Call time-out", fmt.Sprintf("%d s", int(p.Timeout.Seconds())))
	retry := "off"
	if p.Retries > 0 {
		retry = fmt.Sprintf("%d times, %d s apart", p.Retries, int(p.RetryInterval.Seconds()))
	}
	list = append(list, detail{label: "Retry", text: retry})
	return list
}

func (m *model) detailsKey(msg tea.KeyPressMsg) tea.Cmd {
	v := m.values
	if m.scrolled(&v.scroll, msg) {
		return nil
	}
	if cmd, done := m.wayKey(msg.String(), &v.entry); done {
		return cmd
	}
	switch msg.String() {
	case "esc", "q":
		m.values = nil
	case "up", "k":
		v.at, v.scroll = max(v.at-1, 0), -1
	case "down", "j":
		v.at, v.scroll = min(v.at+1, max(len(v.lines)-1, 0)), -1
	case "t":
		return m.test(v.entry.Profile)
	case "d":
		return m.remove(v.entry.Profile)
	case "e":
		return m.openExports(v.entry)
	case "h":
		return m.openHistory(v.entry)
	case "c", keyCopy, "enter":
		if v.at < len(v.lines) && !v.lines[v.at].copies.IsEmpty() {
			d := v.lines[v.at]
			return m.copyCmd(strings.ToLower(d.label[:1])+d.label[1:], d.copies, d.secret)
		}
	}
	return nil
}

func (m *model) detailsPage() page {
	t, v := m.theme, m.values
	p := page{what: v.entry.Name, where: t.environment(v.entry.Account), scroll: &v.scroll}
	wide := m.bodyWidth(false)
	state := m.health(v.entry)
	b := &p.body
	b.add(spread(t.accent.Bold(true).Render(v.entry.Name), t.dim.Render(steps.MethodLine(v.entry.Profile)), wide))
	b.add(hanging(state.style(state.sign)+"  ", state.Sentence(), wide)...)
	b.gap()
	column := 24
	if wide < 50 {
		column = 14
	}
	for i, d := range v.lines {
		from := len(b.lines)
		mark := "  "
		if i == v.at {
			mark = t.accent.Bold(true).Render(pointer) + " "
		}
		b.add(clamped(mark+t.dim.Render(padded(d.label, column))+"  "+d.text, wide))
		if i == v.at {
			b.look(from)
		}
	}
	p.keys = m.detailsKeys()
	return p
}

func (m *model) detailsKeys() []hint {
	ways, called := m.wayHints(m.values.entry)
	keys := []hint{{"c", "copy value"}}
	if called {
		keys, ways = append([]hint{ways[0]}, keys...), ways[1:]
	}
	keys = append(keys, hint{"e", "export"}, hint{"t", "test"}, hint{"esc", "back"})
	keys = append(keys, ways...)
	return append(keys, hint{"h", "history"}, hint{"d", "remove"}, hint{signUp + signDown, "choose"}, hint{"?", "keys"})
}
