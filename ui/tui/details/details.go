// Package details shows one connection: its values, for copying into the product that uses
// the connection, and the journeys for it.
package details

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app/connections"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/suggest"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// Details are the values of one connection.
type Details struct {
	env    *wizard.Env
	entry  storage.Entry
	lines  []detail
	at     int
	scroll int
	gone   string // why the connection is not in the vault any more; "" while it is
}

// New returns the details of a connection.
func New(env *wizard.Env, e storage.Entry) *Details { return &Details{env: env, entry: e, scroll: -1} }

// detail is one value of a connection. A secret is never drawn.
type detail struct {
	label  string
	text   string        // the text on the screen
	copies secret.Secret // the text to copy; empty: the value cannot be copied
	secret bool
	head   bool // the title of the values that follow
}

// loadedMsg is a connection that was read from the vault.
type loadedMsg struct {
	of      *Details
	profile profile.Profile
	last    *diagnose.Report // of the last test, if it has failed
	err     error
}

func (d *Details) load() tea.Cmd {
	a, name := d.env.App, d.entry.Name // read now, because the command runs beside Update
	return func() tea.Msg {
		p, err := a.Load(name)
		msg := loadedMsg{of: d, profile: p, err: err}
		if err != nil {
			return msg
		}
		if last, ok := connections.LastFailure(a.Connections, p); ok {
			msg.last = &last
		}
		return msg
	}
}

// Typing returns false: the screen has no text field.
func (d *Details) Typing() bool { return false }

// Name returns the name of the connection.
func (d *Details) Name() string { return d.entry.Name }

// Update handles a message.
func (d *Details) Update(msg tea.Msg) wish.List {
	switch msg := msg.(type) {
	case wish.OpenedMsg:
		return wish.List{wish.Do(d.load())}
	case loadedMsg:
		if msg.of != d {
			return nil
		}
		switch {
		case msg.err != nil && d.lines == nil:
			return wish.List{wish.Close{}, wish.Warn(steps.Sentence(msg.err))}
		case msg.err != nil: // a journey may be on top of the values, which were read before
			d.gone = steps.Sentence(msg.err)
			return nil
		}
		d.gone = ""
		if msg.last != nil && msg.profile.Changed.Equal(d.entry.Changed) {
			d.env.Diagnoses.Recover(d.entry.Profile, *msg.last)
		}
		d.lines = detailsOf(msg.profile)
		d.move(0)
	case wish.LoadedMsg: // a test or a journey may have changed the values
		return d.changed(msg.Entries)
	case wish.ChangedMsg:
		if slices.Contains(msg.Removed, d.entry.Name) {
			d.gone = wish.RemovedBySomebody(d.entry.Name)
		}
		return d.changed(msg.Entries)
	case tea.KeyPressMsg:
		return d.key(msg)
	}
	return nil
}

// changed reads the connection again if it may have changed.
func (d *Details) changed(entries []storage.Entry) wish.List {
	for i := range entries {
		if entries[i].Name == d.entry.Name {
			d.entry = entries[i]
			return wish.List{wish.Do(d.load())}
		}
	}
	return nil
}

// detailsOf lists the values that a product asks for, in the order of its forms.
func detailsOf(p profile.Profile) []detail {
	var list []detail
	plain := func(label, text string) {
		if text != "" {
			list = append(list, detail{label: label, text: text, copies: secret.New(text)})
		}
	}
	hidden := func(label string, s secret.Secret) {
		if !s.IsEmpty() {
			shown := strings.Repeat(theme.SignMask, 8)
			if end := s.Tail(); end != "" && !strings.Contains(s.Reveal(), "\n") {
				shown += " " + end
			}
			list = append(list, detail{label: label, text: shown, copies: s, secret: true})
		}
	}
	head := func(title string) { list = append(list, detail{label: title, head: true}) }
	head("To sign in")
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
	if p.Entity+p.Role != "" {
		head("Who signs in")
	}
	plain("User", p.Entity)
	plain("Role", p.Role)
	head("Calls")
	plain("Call time-out", fmt.Sprintf("%d s", int(p.Timeout.Seconds())))
	retry := "off"
	if p.Retries > 0 {
		retry = fmt.Sprintf("%d times, %d s apart", p.Retries, int(p.RetryInterval.Seconds()))
	}
	list = append(list, detail{label: "Retry", text: retry})
	return list
}

// move selects the next value in that direction and skips titles.
func (d *Details) move(by int) {
	d.scroll = -1
	step := by
	if step == 0 {
		step = 1 // the first value
	}
	for at := d.at + by; at >= 0 && at < len(d.lines); at += step {
		if !d.lines[at].head {
			d.at = at
			return
		}
	}
}

func (d *Details) key(msg tea.KeyPressMsg) wish.List {
	if offset, ok := d.env.Frame.Scrolled(d.View(), msg.String()); ok {
		d.scroll = offset
		return nil
	}
	if d.gone != "" && !slices.Contains([]string{"esc", "q", "up", "k", "down", "j", "c", parts.KeyCopy, "enter"}, msg.String()) {
		return wish.List{wish.Warn(d.gone)}
	}
	if verb := suggest.Verb(msg.String()); verb != "" {
		return suggest.Begin(verb, d.entry, d.env.App.Now())
	}
	switch msg.String() {
	case "esc", "q":
		return wish.List{wish.Close{}}
	case "up", "k":
		d.move(-1)
	case "down", "j":
		d.move(+1)
	case "t":
		return wish.List{wish.Test{Profile: d.entry.Profile}}
	case "l":
		if _, ok := d.failed(); ok {
			return wish.List{wish.Diagnosis{Profile: d.entry.Profile}}
		}
	case "d":
		return wish.List{wish.Remove{Entry: d.entry}}
	case "e":
		return wish.List{wish.Export{Entry: d.entry}}
	case "h":
		return wish.List{wish.History{Name: d.entry.Name}}
	case "c", parts.KeyCopy, "enter":
		if d.at < len(d.lines) && !d.lines[d.at].copies.IsEmpty() {
			line := d.lines[d.at]
			return wish.List{wish.Copy{What: strings.ToLower(line.label[:1]) + line.label[1:], Text: line.copies, Secret: line.secret, Of: d.entry.Name}}
		}
	}
	return nil
}

// failed returns when the last test of the present values has failed.
func (d *Details) failed() (at time.Time, ok bool) { return d.env.Diagnoses.Failed(d.entry.Profile) }

func (d *Details) keys() []parts.Hint {
	if d.gone != "" {
		return []parts.Hint{{Key: "c", Does: "copy value"}, {Key: "esc", Does: "back"}, {Key: theme.SignUp + theme.SignDown, Does: "choose"}}
	}
	ways, called := suggest.Hints(d.entry, d.env.App.Now(), d.env.App.HealthRules())
	keys := []parts.Hint{{Key: "c", Does: "copy value"}}
	if called {
		keys, ways = append([]parts.Hint{ways[0]}, keys...), ways[1:]
	}
	if _, ok := d.failed(); ok {
		keys = append(keys, parts.Hint{Key: "l", Does: "last diagnosis"})
	}
	keys = append(keys, parts.Hint{Key: "e", Does: "export"}, parts.Hint{Key: "t", Does: "test"}, parts.Hint{Key: "esc", Does: "back"})
	keys = append(keys, ways...)
	return append(keys, parts.Hint{Key: "h", Does: "history"}, parts.Hint{Key: "d", Does: "remove"},
		parts.Hint{Key: theme.SignUp + theme.SignDown, Does: "choose"}, parts.Hint{Key: "?", Does: "keys"})
}
