package teams

import (
	"context"
	"fmt"
	"strings"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/people"
	"suitekey/storage/team/vaults"
	"suitekey/ui/app/files"
)

// The answers of the journey that makes a team's vault.
const (
	KeyVault     = "vault"
	KeyAddresses = "at"
	KeyAuthority = "engine_ca_file"
	KeyCert      = "cert"
	KeyCertKey   = "key"
	KeySelf      = "as"
)

// Making returns the journey that makes a team's vault: it finds the engine, tests it,
// and makes the person's key and the vault. getenv returns the home folder for ~ and the
// person's usual name.
func Making(d *Desk, getenv func(string) string) steps.Flow {
	m := &making{desk: d, getenv: getenv}
	return steps.Flow{Name: "team", Title: "a team's vault", Steps: []steps.Step{m.engineStep(), m.keyStep()}}
}

// making is the state that the steps share.
type making struct {
	desk        *Desk
	getenv      func(string) string
	engine      engine.Engine
	report      engine.Report
	fingerprint string

	vaults   []*vaults.Vault // that this computer knows, to join again
	joins    bool            // the vault is there: the person asks an admin to add you
	existing bool            // the person has a key for the vault
	asked    *Joining
	team     *people.Team // nil: not let in yet
}

// known proposes what this computer knows of the vault with the typed name.
func (m *making) known(of func(engine.Engine) string) func(steps.State) string {
	return func(s steps.State) string {
		for _, v := range m.vaults {
			if v.Name() == s.Value(KeyVault) {
				return of(v.Engine)
			}
		}
		return ""
	}
}

func (m *making) engineStep() steps.Step {
	file := func(key, label, placeholder string, known func(steps.State) string) steps.Field {
		return steps.Field{Key: key, Label: label, Placeholder: placeholder, Optional: true, Suggest: known}
	}
	known := m.known
	return steps.Step{
		Name: "engine", Title: "Engine",
		Doc: steps.StaticPage("Where is the team's vault stored?",
			"A team's vault is stored in etcd, which somebody in your organisation operates. The operator of etcd tells you these values, and gives you a certificate. suitekey team roles NAME prints what etcd needs for the vault.",
			"The addresses are those of the etcd nodes. Name the authority's certificate if this computer does not trust the certificate of etcd. Your certificate identifies you to etcd; its private key stays on this computer."),
		Fields: []steps.Field{
			{Key: KeyVault, Label: "Name of the vault", Placeholder: "acme", Check: m.vaultCheck},
			{Key: KeyAddresses, Label: "Addresses of the etcd nodes", Placeholder: "e1:2379,e2:2379,e3:2379", Suggest: known(func(e engine.Engine) string { return strings.Join(e.Addresses, ",") }), Check: func(_ steps.State, text string) steps.Finding {
				if _, err := engine.ParseAddresses(text); err != nil {
					return steps.Finding{Problem: steps.Sentence(err)}
				}
				return steps.Finding{}
			}},
			file(KeyAuthority, "File with the authority's certificate (optional)", "ca.crt", known(func(e engine.Engine) string { return e.CAFile })),
			file(KeyCert, "File with your certificate", "anna.crt", known(func(e engine.Engine) string { return e.CertFile })),
			file(KeyCertKey, "File with the certificate's private key", "anna.key", known(func(e engine.Engine) string { return e.KeyFile })),
		},
		Work: m.test, ReadOnly: true,
		Show: func(steps.State) []string {
			lines := []string{"The engine answers, and you may create the vault."}
			if m.joins {
				lines[0] = "The engine answers."
			}
			for _, f := range m.report.Findings {
				if f.Level == engine.Advice {
					lines = append(lines, strings.ToUpper(f.Text[:1])+f.Text[1:]+": "+f.Fix+".")
				}
			}
			return lines
		},
	}
}

func (m *making) vaultCheck(_ steps.State, text string) steps.Finding {
	if err := m.desk.CheckName(text, "anna"); err != nil {
		return steps.Finding{Problem: steps.Sentence(err)}
	}
	return steps.Finding{}
}

func nameCheck(_ steps.State, text string) steps.Finding {
	if err := profile.CheckName(text); err != nil {
		return steps.Finding{Problem: steps.Sentence(err)}
	}
	return steps.Finding{}
}

// test tests the engine, and says which field is wrong.
func (m *making) test(ctx context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	e := engine.Engine{Vault: s.Value(KeyVault), Addresses: strings.Split(s.Value(KeyAddresses), ",")}
	for key, path := range map[string]*string{KeyAuthority: &e.CAFile, KeyCert: &e.CertFile, KeyCertKey: &e.KeyFile} {
		if text := s.Value(key); text != "" {
			*path = files.Expand(text, m.getenv)
		}
	}
	e, err := Complete(e)
	if err != nil {
		return s, steps.NewFieldError(KeyCert, err)
	}
	report(steps.Progress{Text: "Testing the connection to the engine"})
	m.engine, m.report = e, engine.Probe(ctx, e, m.desk.Now)
	if ctx.Err() != nil {
		return s, ctx.Err()
	}
	if err := m.report.Err(); err != nil {
		return s, steps.NewFieldError(KeyAddresses, err)
	}
	if m.joins {
		_, m.existing, err = m.desk.Needs(e.Vault)
		return s, err
	}
	if !m.report.Rights.Admin {
		return s, steps.NewFieldError(KeyVault, fmt.Errorf("the engine does not allow you to create the vault %s: suitekey team roles %s prints the commands for its operator", e.Vault, e.Vault))
	}
	return s, nil
}

func (m *making) keyStep() steps.Step {
	self := steps.Field{Key: KeySelf, Label: "Your name in the team", Placeholder: "anna", Check: nameCheck, Default: func(steps.State) string { return UserName(m.getenv) }}
	return steps.Step{
		Name: "key", Title: "Your key",
		Doc: steps.StaticPage("Your key for the vault",
			"Your key opens the vault on this computer. It is encrypted with a passphrase, which nobody can recover; another admin can add you again with a new key.", ""),
		Fields: append([]steps.Field{self}, setup.PassphraseFields()...),
		Whole:  true, NoReturn: steps.Always,
		Work: func(ctx context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
			report(steps.Progress{Text: "Making the vault"})
			member, err := m.desk.Init(ctx, m.engine, s.Value(KeySelf), s.Secret(steps.KeyPassphrase))
			if err != nil {
				return s, err
			}
			m.fingerprint = member.Team.Fingerprint()
			return s, member.Close()
		},
		Show: func(s steps.State) []string {
			return []string{
				"The vault " + s.Value(KeyVault) + " is made. You are its admin.",
				"Fingerprint of the vault: " + m.fingerprint,
				"Tell everybody who joins this fingerprint, over another channel than the engine.",
				"suitekey --vault " + s.Value(KeyVault) + " opens the vault; suitekey team add NAME adds people.",
			}
		},
	}
}
