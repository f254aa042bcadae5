package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"

	"strings"

	"suitekey/core/secret"
	"suitekey/core/textfile"
	"suitekey/storage/recipients"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/files"
)

// Passphrase returns the vault's passphrase without asking anybody: from
// --passphrase-file, SUITEKEY_PASSPHRASE_FILE, SUITEKEY_PASSPHRASE_COMMAND or the keyring
// of the operating system, in this order. ok is false without any of them.
func (a *App) Passphrase(ctx context.Context) (passphrase secret.Secret, ok bool, err error) {
	if path := a.passphraseFile(); path != "" {
		passphrase, err = a.PassphraseFrom(ctx, path)
		return passphrase, err == nil, err
	}
	if command := a.options.Getenv("SUITEKEY_PASSPHRASE_COMMAND"); command != "" {
		passphrase, err = runForPassphrase(ctx, command)
		return passphrase, err == nil, err
	}
	if !a.KeyringUsable() {
		return secret.Secret{}, false, nil
	}
	// If the keyring has no passphrase or fails, the caller asks.
	passphrase, err = a.Keyring.Recall(a.Connections.Home)
	if err != nil || passphrase.IsEmpty() {
		return secret.Secret{}, false, nil
	}
	return passphrase, true, nil
}

// UnlockByKey opens the person's own vault with the file that SUITEKEY_IDENTITY_FILE names:
// an age identity, one of a hardware key, or an SSH key. It reports false if none is named,
// or if the vault knows no key but its passphrase.
func UnlockByKey(ctx context.Context, a *App, person recipients.Person) (bool, error) {
	path := identityFile(a)
	if path == "" || !a.Vault.HasOpeners() {
		return false, nil
	}
	if err := a.CheckExposed(path); err != nil {
		return false, err
	}
	return connections.UnlockByKey(ctx, a.Connections, path, person)
}

// identityFile returns the file with the person's identity; "" in a team, where the file
// has the identity of a machine.
func identityFile(a *App) string {
	path := a.options.Getenv(IdentityVariable)
	if path == "" || a.Team != nil || a.Demo() {
		return ""
	}
	return files.Expand(path, a.options.Getenv)
}

// OpensUnasked reports whether the vault opens without a question: by an agent, with a
// passphrase that a file, a program or the keyring brings, or with an identity that nobody
// has to touch.
func OpensUnasked(ctx context.Context, a *App) bool {
	if a.passphraseFile() != "" || a.options.Getenv("SUITEKEY_PASSPHRASE_COMMAND") != "" {
		return true
	}
	if state, err := a.Agent(); err == nil && state != nil {
		return true
	}
	if path := identityFile(a); path != "" && a.Vault.HasOpeners() {
		if file, err := recipients.Read(path, recipients.Person{}); err == nil && !file.Asks {
			return true
		}
	}
	_, ok, err := a.Passphrase(ctx)
	return err == nil && ok
}

// PassphraseSource names where Passphrase found the passphrase.
func (a *App) PassphraseSource() string {
	switch path := a.passphraseFile(); {
	case path != "":
		return "the passphrase in " + files.Shown(path)
	case a.options.Getenv("SUITEKEY_PASSPHRASE_COMMAND") != "":
		return "the passphrase that SUITEKEY_PASSPHRASE_COMMAND gives"
	}
	return "the passphrase in this computer's keyring"
}

func (a *App) passphraseFile() string {
	if a.options.PassphraseFile != "" {
		return a.options.PassphraseFile
	}
	return a.options.Getenv("SUITEKEY_PASSPHRASE_FILE")
}

// PassphraseFrom reads a passphrase from the first line of a file.
func (a *App) PassphraseFrom(ctx context.Context, path string) (secret.Secret, error) {
	if _, err := os.Stat(files.Expand(path, a.options.Getenv)); errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(path, `./\\`) {
		// The value may be the passphrase itself: the error does not repeat it.
		return secret.Secret{}, errors.New("reading the passphrase: there is no file of the name that was given: give the path of a file with the passphrase")
	}
	data, err := a.ReadFile(ctx, path)
	if err != nil {
		return secret.Secret{}, fmt.Errorf("reading the passphrase: %w", err)
	}
	if err := a.CheckExposed(path); err != nil {
		return secret.Secret{}, err
	}
	return FirstLine(data, "the file "+files.Shown(path))
}

// FirstLine returns the passphrase in the output of a program or in a file: the first line,
// because editors and programs end it with a line break.
func FirstLine(data []byte, source string) (secret.Secret, error) {
	// Windows' editors begin a file with a byte order mark, which nobody typed.
	if text, ok := textfile.Decode(data); ok {
		data = []byte(text)
	}
	line, _, _ := strings.Cut(string(data), "\n")
	line = strings.TrimSuffix(line, "\r")
	if line == "" {
		return secret.Secret{}, fmt.Errorf("reading the passphrase: the first line of %s is empty", source)
	}
	return secret.New(line), nil
}

// SecretsFromCommand returns the output of the command that prints secret answers: command,
// else the command in SUITEKEY_SECRETS_COMMAND. Without a command it returns nil.
func (a *App) SecretsFromCommand(ctx context.Context, command string) ([]byte, error) {
	source := "--secrets-command"
	if command == "" {
		source = "SUITEKEY_SECRETS_COMMAND"
		if command = a.options.Getenv(source); command == "" {
			return nil, nil
		}
	}
	return runForSecret(ctx, source, command, "the secrets")
}

func runForPassphrase(ctx context.Context, command string) (secret.Secret, error) {
	printed, err := runForSecret(ctx, "SUITEKEY_PASSPHRASE_COMMAND", command, "the passphrase")
	if err != nil {
		return secret.Secret{}, err
	}
	return FirstLine(printed, "the program in SUITEKEY_PASSPHRASE_COMMAND")
}

// runForSecret runs a password manager without a shell; source names it in errors. Errors
// do not show its output, which may contain anything.
func runForSecret(ctx context.Context, source, command, what string) ([]byte, error) {
	words, err := splitWords(command, runtime.GOOS)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", source, err)
	}
	var out limitedBuffer
	cmd := exec.CommandContext(ctx, words[0], words[1:]...) // #nosec G204 -- the person's own password manager
	cmd.Stdout = &out
	cmd.Env = ChildEnvironment()
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
			// The system's message repeats the program's name, which may be the secret itself.
			err = errors.New("no such program can be started")
		}
		return nil, fmt.Errorf("running %s: %w; run the command by itself: it must print %s", source, err, what)
	}
	return out.Bytes(), nil
}

// limitedBuffer drops output that is longer than any passphrase.
type limitedBuffer struct{ bytes.Buffer }

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if room := files.MaxText - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// splitWords splits a command line by white space outside of quotes. There is no shell, so
// only a backslash is special: before a quote or a blank, and before another backslash
// except on Windows, where \\ begins the path of a network share.
func splitWords(text, system string) ([]string, error) {
	escaped := `"' `
	if system != "windows" {
		escaped += `\`
	}
	var words []string
	var word strings.Builder
	open, quote := false, rune(0)
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case r == '\\' && quote != '\'' && i+1 < len(runes) && strings.ContainsRune(escaped, runes[i+1]):
			i++
			word.WriteRune(runes[i])
			open = true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			quote, open = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if open {
				words = append(words, word.String())
				word.Reset()
				open = false
			}
		default:
			word.WriteRune(r)
			open = true
		}
	}
	if quote != 0 {
		return nil, errors.New("a closing quotation mark is missing")
	}
	if open {
		words = append(words, word.String())
	}
	if len(words) == 0 {
		return nil, errors.New("it names no program")
	}
	return words, nil
}

// PassphraseGiven reports whether a file or a program provides the passphrase: then nobody
// is asked if the passphrase is wrong.
func (a *App) PassphraseGiven() bool {
	return a.passphraseFile() != "" || a.options.Getenv("SUITEKEY_PASSPHRASE_COMMAND") != ""
}
