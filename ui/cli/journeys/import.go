package journeys

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/imports"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// importOptions are the flags of import: the flags of setup, because an import is a
// set-up with answers from a file.
type importOptions struct {
	setupOptions
	choice imports.Choice
	vault  vaultImport
}

// Import makes the verb import.
func Import(g *verb.Globals) *cobra.Command {
	o := &importOptions{setupOptions: setupOptions{journeyOptions: newJourneyOptions(g, setup.Setup())}}
	cmd := &cobra.Command{
		Use:   "import FORMAT FILE [NAME]",
		Short: "Import a connection from another program",
		Long: `Reads a connection from a file of another program (- is standard input) and
continues as setup does: it asks for missing answers, or names all of them without
a terminal, tests the connection, and saves it once the test has passed. Flags
win over the file. The file itself is not changed. A connection that works keeps its
WSDL version: upgrade that alone afterwards, with suitekey change.

The formats:
` + importFormats() + `
From another vault (its folder as FILE) suitekey imports all connections, or those
of --connections, and tests each. A name that exists here needs --rename OLD=NEW.
The history stays in the other vault.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeWaiting, verb.CodeCancelled),
		Example: "  suitekey import dotenv .env acme-sb1\n" +
			"  suitekey import postman acme.postman_environment.json acme --no-input --json\n" +
			"  suitekey import pem private.pem acme --certificate-file public.pem --certificate-id ...\n" +
			"  suitekey import vault /mnt/old/suitekey --connections acme,acme-sb1",
		Args: verb.Words("FORMAT", "FILE", "[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	o.addFlags(cmd)
	cmd.Flags().StringVar(&o.choice.Section, "section", "", "the `name` of the environment to import, if the file contains several")
	cmd.Flags().StringVar(&o.choice.Prefix, "prefix", "", "how the names of the environment to import `begin`, if the file contains several: NS_SB_")
	o.vault.addFlags(cmd)
	cmd.SetUsageFunc(groupedUsage)
	return cmd
}

func importFormats() string {
	var text strings.Builder
	for _, f := range imports.Formats() {
		text.WriteString("  " + f.Key + strings.Repeat(" ", 12-len(f.Key)) + f.Note + "\n")
	}
	return text.String()
}

// imported is the part of `import --json` about the file.
type imported struct {
	Format string   `json:"format"`
	File   string   `json:"file"`
	Keys   []string `json:"keys"`  // what was found
	Empty  []string `json:"empty"` // names without a value
	Left   []string `json:"left"`  // what was not taken, and why
}

func (o *importOptions) run(cmd *cobra.Command, args []string) error {
	format, err := app.CheckImport(args[0])
	if err != nil {
		return err
	}
	if len(args) == 3 {
		o.name = args[2]
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	if format.Key == imports.Vault {
		return o.fromVault(cmd.Context(), a, args[1])
	}
	if flag := o.vault.given(cmd); flag != "" {
		return app.Usage("--" + flag + " is for importing from another vault")
	}
	return o.fromFile(cmd, a, format, args[1])
}

func (o *importOptions) fromFile(cmd *cobra.Command, a *app.App, format imports.Format, path string) error {
	given, err := o.given(cmd, a)
	if err != nil {
		return err
	}
	found, err := o.read(cmd.Context(), a, format, path)
	if several := (*imports.SeveralError)(nil); errors.As(err, &several) && o.CanAsk() && !o.takesStdin() && path != "-" {
		if found, err = o.chosen(cmd.Context(), a, format, path, several); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	if path != "-" && found.HasSecrets() {
		if err := a.CheckExposed(path); err != nil {
			return err
		}
	}
	for _, line := range app.ImportLines(found) {
		o.Note("%s", line)
	}
	given = app.Answered(found, given)
	o.imported = &imported{format.Key, verb.NameOf(path), verb.List(found.Keys()), verb.List(found.Empty), verb.List(found.Left)}
	if o.CanAsk() && !o.takesStdin() && path != "-" {
		err = o.openWizard(cmd.Context(), a, given)
	} else if err = errors.Join(needsPassphrase(found, given), o.needsInterfaces(a, given)); err == nil {
		err = o.setUp(cmd.Context(), a, given)
	}
	if err == nil && path != "-" {
		if still := a.StillThere(path, found); still != "" {
			o.Note("%s", still)
		}
	}
	return err
}

// read reads the file, or standard input if nothing else reads it.
func (o *importOptions) read(ctx context.Context, a *app.App, format imports.Format, path string) (imports.Found, error) {
	if path != "-" {
		return a.Import(ctx, format, path, o.choice)
	}
	if o.takesStdin() {
		return imports.Found{}, app.Usage("standard input cannot be both the import and the answers", "give one of them as a file")
	}
	data, err := o.FileOrStdin(ctx, a, path)
	if err != nil {
		return imports.Found{}, &app.UsageError{Err: err}
	}
	found, err := imports.Read(format, data, o.choice)
	if err != nil {
		return found, &app.UsageError{Err: err}
	}
	return found, nil
}

// chosen asks for one of the environments in the file, and reads it.
func (o *importOptions) chosen(ctx context.Context, a *app.App, format imports.Format, path string, several *imports.SeveralError) (imports.Found, error) {
	name, err := o.Ask().Choose(ctx, "The file contains several environments. Which one do you want to import?", several.Names)
	if err != nil {
		return imports.Found{}, err
	}
	o.choice = several.Choice(name)
	return a.Import(ctx, format, path, o.choice)
}

// needsInterfaces refuses an M2M connection without given interfaces if the defaults of
// its product include SOAP: M2M cannot use SOAP.
func (o *importOptions) needsInterfaces(a *app.App, given steps.Given) error {
	state := given.Apply(steps.NewState(steps.Facts{Now: a.Now()}))
	if _, answered := state.Answer(steps.KeySurfaces); answered || state.Method() != profile.M2M || !state.Has(profile.SOAP) {
		return nil
	}
	return app.Usage("missing answers: surfaces: the file does not say which interfaces of NetSuite the connection is for",
		"--surfaces rest, restlet or both; select them as scopes on the integration record, too")
}

// needsPassphrase refuses an encrypted key without its passphrase before any work,
// because nobody can type the passphrase.
func needsPassphrase(found imports.Found, given steps.Given) error {
	if !found.Encrypted || !given.Secrets[steps.KeyKeyPassphrase].IsEmpty() {
		return nil
	}
	if _, other := given.Answers[steps.KeyKeyFile]; other {
		return nil
	}
	return app.Usage("the passphrase of the private key is missing: "+steps.KeyKeyPassphrase,
		"give it in SUITEKEY_KEY_PASSPHRASE, or in --secrets-file")
}
