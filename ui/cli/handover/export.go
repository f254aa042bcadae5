// Package handover has the verbs that give a connection to another program: export,
// exec, curl, token, header.
package handover

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/export"
	"suitekey/core/secret"
	"suitekey/core/termsafe"
	"suitekey/storage/journal"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// exportOptions are the flags of export.
type exportOptions struct {
	*verb.Globals
	to, out, reader                string
	force, reveal, withKey, fields bool
	formats                        bool
}

// Export makes the verb export.
func Export(g *verb.Globals) *cobra.Command {
	o := &exportOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "export [NAME] --to FORMAT",
		Short: "Hand a connection to the product that uses it",
		Long: `Writes a connection in the form that a product needs: the fields of its form in
order, a file, or code that signs in. Without --to, the product is the one that
the connection was set up for; --formats lists all formats.

Only you can read the file (--out). A pipe gets the output unmasked. On a terminal
secrets are masked unless --reveal is given. If the product cannot work with the
connection (method, key type, algorithm, SOAP), export says so and ends with exit
code 1; --force exports anyway, and replaces an existing file.

Programs that read .env files disagree about quotes and line breaks. --to dotenv
writes the form that most of them read; --reader writes that of one program.` +
			verb.Codes(verb.CodeDone, verb.CodeLine(verb.ExitFailed, "failed, or the product cannot work with this connection"), verb.CodeUsage, verb.CodeLocked),
		Example: "  suitekey export acme-sb1                              (masked, to look at)\n" +
			"  suitekey export acme-sb1 --to dotenv --out .env\n" +
			"  suitekey export acme-sb1 --to dotenv --reader docker --out docker.env\n" +
			"  suitekey export acme-sb1 --to kubernetes | kubectl apply -f -\n" +
			"  suitekey export --formats",
		Args: verb.Words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.to, "to", "", "the `format`: jitterbit, alumio, dotenv, json, kubernetes, curl ...")
	flags.StringVar(&o.reader, "reader", "", "with --to dotenv: the `program` that reads the file: docker, systemd, compose, node, php ...")
	flags.StringVar(&o.out, "out", "", "write to this `file`, which only you can read")
	flags.BoolVar(&o.force, "force", false, "replace the file; export even if the product cannot work with the connection")
	flags.BoolVar(&o.reveal, "reveal", false, "show secrets on a terminal")
	flags.BoolVar(&o.withKey, "with-key", false, "include the private key even if the format leaves it out (postman)")
	flags.BoolVar(&o.fields, "fields", false, "write only labels and values, one line for each")
	flags.BoolVar(&o.formats, "formats", false, "list the formats")
	return cmd
}

// exported is what `export --json` prints.
type exported struct {
	Profile  string          `json:"profile"`
	Account  string          `json:"account"`
	Format   string          `json:"format"`
	Kind     export.Kind     `json:"kind"`
	Masked   bool            `json:"masked"`
	Problems []string        `json:"problems"`
	Warnings []string        `json:"warnings"`
	Needs    []string        `json:"needs"`
	Where    string          `json:"where"`
	Next     []string        `json:"next"`
	File     string          `json:"file,omitempty"`
	Fields   []exportedField `json:"fields,omitempty"`
	Content  string          `json:"content,omitempty"`
}

type exportedField struct {
	Key    string `json:"key"`
	Label  string `json:"label"`
	Value  string `json:"value"`
	Secret bool   `json:"secret"`
}

func (o *exportOptions) run(ctx context.Context, args []string) error {
	switch {
	case o.formats && len(args) > 0:
		return app.Usage("--formats takes no name: it lists all formats")
	case o.formats:
		return o.list()
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	if err := o.check(); err != nil { // before the passphrase is asked for
		return err
	}
	if o.out != "" {
		if err := a.CheckExport(o.out, o.force); err != nil {
			return err
		}
	}
	p, err := o.Load(ctx, a, verb.First(args))
	if err != nil {
		return err
	}
	e, err := a.Export(p.Name, o.to)
	if err != nil {
		return err
	}
	if o.reader != "" {
		if e, err = e.For(o.reader); err != nil {
			return err
		}
	}
	if err := o.judge(e); err != nil {
		return err
	}
	return o.write(a, e)
}

// check checks the flags that need no connection.
func (o *exportOptions) check() error {
	if o.to != "" {
		if err := app.CheckFormat(o.to); err != nil {
			return err
		}
	}
	if o.reader != "" {
		return app.CheckReader(o.to, o.reader)
	}
	return nil
}

// judge prints the findings about the product, and returns an error if the product
// cannot use the connection.
func (o *exportOptions) judge(e app.Exported) error {
	for _, warning := range e.Warnings {
		o.Warn(warning)
	}
	switch {
	case len(e.Problems) == 0:
		return nil
	case !e.Takes():
		return app.WithHints(errors.New(strings.Join(e.Problems, "\n")), "suitekey export --formats lists the other formats")
	case !o.force:
		return app.WithHints(errors.New(strings.Join(e.Problems, "\n")), append(e.FixCommands(), "--force exports it anyway")...)
	}
	for _, problem := range e.Problems {
		o.Warn(problem)
	}
	return nil
}

func (o *exportOptions) write(a *app.App, e app.Exported) error {
	onTerminal := o.out == "" && plain.IsTerminal(o.Stdout)
	how := export.Options{WithKey: o.withKey, Sheet: o.fields, Masked: onTerminal && !o.reveal}
	text, err := e.Render(how)
	if err != nil {
		return err
	}
	result := exported{
		Profile: e.Profile.Name, Account: e.Profile.Account.Realm(), Format: e.Format.Key, Kind: e.Format.Kind,
		Masked: how.Masked, Problems: verb.List(e.Problems), Warnings: verb.List(e.Warnings),
		Needs: verb.List(e.Format.Guide.Needs), Where: e.Format.Guide.Where, Next: verb.List(e.Format.Guide.Next),
	}
	if !how.Masked && e.HasSecrets(how) {
		a.Record(journal.Exported, e.Profile.Name, e.Format.Key+o.whither(onTerminal))
	}
	if o.out != "" {
		if result.File, err = a.WriteExport(o.out, text, o.force); err != nil {
			return err
		}
		o.Note("The file %s is written. Only you can read it.", result.File)
		if e.HasSecrets(how) {
			o.Note("The file contains secrets in plain text. Delete it after use.")
		}
		return o.PrintJSON(result)
	}
	if how.Masked && e.HasSecrets(how) {
		o.Note("Secrets are masked: --reveal shows them, --out FILE writes them to a file.")
	}
	if !o.JSON {
		return o.print(text, onTerminal)
	}
	if o.fields {
		result.Fields = fieldsOf(e, how)
	} else {
		result.Content = text.Reveal()
	}
	return o.PrintJSON(result)
}

// whither says for the log where the export is written.
func (o *exportOptions) whither(onTerminal bool) string {
	switch {
	case o.out != "":
		return ", to a file"
	case onTerminal:
		return ", on the terminal"
	}
	return ", to another program or a file"
}

// print writes to standard output: unchanged into a pipe, without control characters on
// a terminal.
func (o *exportOptions) print(text secret.Secret, onTerminal bool) error {
	shown := text.Reveal()
	if onTerminal {
		shown = termsafe.Visible(strings.ReplaceAll(shown, "\t", "    "))
	}
	_, err := o.Stdout.Write([]byte(shown))
	return err
}

func fieldsOf(e app.Exported, how export.Options) []exportedField {
	fields := []exportedField{}
	for _, f := range e.Fields {
		value := f.Copies().Reveal()
		if how.Masked {
			value = f.Masked()
		}
		fields = append(fields, exportedField{Key: f.Key, Label: f.Label, Value: value, Secret: f.IsSecret()})
	}
	return fields
}

// listed is a format in the JSON of `export --formats`.
type listed struct {
	Key       string      `json:"format"`
	Name      string      `json:"name"`
	Kind      export.Kind `json:"kind"`
	Methods   []string    `json:"methods"`
	Extension string      `json:"extension"`
	Note      string      `json:"note"`
	Source    string      `json:"source"`
	Tried     string      `json:"tried"`
	Needs     []string    `json:"needs"`
	Where     string      `json:"where"`
	Next      []string    `json:"next"`
}

func (o *exportOptions) list() error {
	all := []listed{}
	for _, f := range export.Formats() {
		l := listed{Key: f.Key, Name: f.Name, Kind: f.Kind, Extension: f.Extension, Note: f.Note, Source: f.Source, Tried: f.Tried,
			Needs: verb.List(f.Guide.Needs), Where: f.Guide.Where, Next: verb.List(f.Guide.Next)}
		for _, m := range f.Methods() {
			l.Methods = append(l.Methods, string(m))
		}
		all = append(all, l)
	}
	if o.JSON {
		return o.PrintJSON(map[string]any{"formats": all})
	}
	for _, l := range all {
		o.Line("%-18s %-8s %-13s %s", l.Key, l.Kind, strings.Join(l.Methods, ","), l.Note)
	}
	return nil
}
