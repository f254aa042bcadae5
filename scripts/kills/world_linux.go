package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"suitekey/core/secret"
	"suitekey/storage"
)

// cheapWorkFactor keeps a trial from being spent on the passphrase.
const cheapWorkFactor = 10

const (
	first  = "correct horse battery staple"
	second = "entirely different glass mountain"
)

// world is a vault, a practice NetSuite and the program that is killed.
type world struct {
	dir        string // where the program runs
	template   string // the vault that each trial starts from
	program    string
	passphrase string // that opens the vault
	public     string // of the key two, which opens nothing yet
	begun      string // the operation of the last trial
	card       card
	practice   *exec.Cmd
}

// card is what `suitekey practice --json` prints.
type card struct {
	Proxy    string `json:"proxy"`
	CAFile   string `json:"ca_file"`
	Accounts []struct {
		Account        string `json:"account"`
		ConsumerKey    string `json:"consumer_key"`
		ConsumerSecret string `json:"consumer_secret"`
		TokenID        string `json:"token_id"`
		TokenSecret    string `json:"token_secret"`
	} `json:"accounts"`
}

func newWorld(dir, program string) (*world, error) {
	w := &world{dir: filepath.Join(dir, "run"), template: filepath.Join(dir, "template"), program: program, passphrase: first}
	if err := os.Mkdir(w.dir, 0o700); err != nil {
		return nil, err
	}
	if err := w.practise(); err != nil {
		return nil, err
	}
	// The warning about the work factor is for others.
	slog.SetDefault(slog.New(slog.DiscardHandler))
	session, err := storage.Open(w.vault(), storage.Options{Now: time.Now, WorkFactor: cheapWorkFactor}).Create(secret.New(first))
	if err != nil {
		return nil, err
	}
	sheet, _, err := session.MakeRecovery(secret.New(first))
	if err != nil {
		return nil, err
	}
	files := map[string]string{"first": first, "second": second, "sheet": sheet.Reveal(), "import.env": w.environment()}
	for _, name := range []string{"one", "two"} {
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			return nil, err
		}
		files["identity "+name], files["public "+name] = identity.String(), identity.Recipient().String()
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text+"\n"), 0o600); err != nil {
			return nil, err
		}
	}
	w.public = files["public two"]
	for _, args := range [][]string{
		{"passphrase", "add-key", "one", files["public one"]}, w.setup("acme"), w.setup("beta"), {"tag", "acme", "before"}, {"change", "acme", "--no-input", "--timeout", "600"},
	} {
		if _, err := w.say(args...); err != nil {
			return nil, err
		}
	}
	return w, errors.Join(os.CopyFS(w.template, os.DirFS(w.vault())), os.CopyFS(w.template+"-seen", os.DirFS(w.seen())))
}

// seen is where the program remembers what it has seen of the vault.
func (w *world) seen() string { return filepath.Join(w.dir, "state") }

func (w *world) vault() string { return filepath.Join(w.dir, "vault") }

func (w *world) setup(name string) []string {
	return []string{"setup", name, "--no-input", "--account", w.card.Accounts[0].Account, "--method", "tba", "--surfaces", "rest",
		"--consumer-key", w.card.Accounts[0].ConsumerKey, "--token-id", w.card.Accounts[0].TokenID}
}

// environment is a file that import reads.
func (w *world) environment() string {
	a := w.card.Accounts[0]
	return fmt.Sprintf("NETSUITE_ACCOUNT_ID=%s\nNETSUITE_CONSUMER_KEY=%s\nNETSUITE_CONSUMER_SECRET=%s\nNETSUITE_TOKEN_ID=%s\nNETSUITE_TOKEN_SECRET=%s",
		a.Account, a.ConsumerKey, a.ConsumerSecret, a.TokenID, a.TokenSecret)
}

func (w *world) practise() error {
	w.practice = exec.Command(w.program, "practice", "--json") // #nosec G204 -- the program that the caller named
	out, err := w.practice.StdoutPipe()
	if err == nil {
		err = w.practice.Start()
	}
	if err != nil {
		return err
	}
	return json.NewDecoder(out).Decode(&w.card)
}

func (w *world) stop() {
	_ = w.practice.Process.Signal(os.Interrupt)
	_ = w.practice.Wait()
}

// fresh makes the vault as it was before the operation.
func (w *world) fresh(o operation) error {
	if o.goesOn && w.begun == o.name {
		return nil
	}
	w.begun, w.passphrase = o.name, first
	for from, to := range map[string]string{w.template: w.vault(), w.template + "-seen": w.seen()} {
		if err := errors.Join(os.RemoveAll(to), os.CopyFS(to, os.DirFS(from))); err != nil {
			return err
		}
	}
	if o.before == nil {
		return nil
	}
	return o.before(w)
}

// command is a call of the program; what it says is kept in a file for said.
func (w *world) command(passphrase string, args ...string) *exec.Cmd {
	cmd := exec.Command(w.program, w.resolved(args)...) // #nosec G204 -- the program that the caller named
	cmd.Dir = w.dir
	file := "first"
	if passphrase == second {
		file = "second"
	}
	cmd.Env = append(os.Environ(), "SUITEKEY_HOME="+w.vault(), "HOME="+w.dir, "XDG_CONFIG_HOME=", "XDG_STATE_HOME="+w.seen(), "XDG_RUNTIME_DIR=", "SUITEKEY_PASSPHRASE_FILE="+filepath.Join(w.dir, file),
		"SUITEKEY_CONSUMER_SECRET="+w.card.Accounts[0].ConsumerSecret, "SUITEKEY_TOKEN_SECRET="+w.card.Accounts[0].TokenSecret,
		"DBUS_SESSION_BUS_ADDRESS=autolaunch:", "HTTPS_PROXY="+w.card.Proxy, "NO_PROXY=", "SSL_CERT_FILE="+w.card.CAFile)
	said, err := os.Create(filepath.Join(w.dir, "said"))
	if err == nil {
		cmd.Stderr = said
	}
	return cmd
}

// resolved puts the public key in the place of its name.
func (w *world) resolved(args []string) []string {
	args = slices.Clone(args)
	for i := range args {
		if args[i] == publicKey {
			args[i] = w.public
		}
	}
	return args
}

func (w *world) said() string {
	text, _ := os.ReadFile(filepath.Join(w.dir, "said"))
	return strings.TrimSpace(string(text))
}

// say runs the program to its end, and returns what it printed.
func (w *world) say(args ...string) ([]byte, error) {
	var out bytes.Buffer
	cmd := w.command(w.passphrase, args...)
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("suitekey %s: %w: %s", strings.Join(args, " "), err, w.said())
	}
	return out.Bytes(), nil
}

// opensBy reads connections with a key beside the passphrase.
func (w *world) opensBy(key string, names ...string) error {
	for _, name := range names {
		cmd := w.command(w.passphrase, "show", name, "--json")
		cmd.Env = append(cmd.Env, "SUITEKEY_PASSPHRASE_FILE=", "SUITEKEY_IDENTITY_FILE="+filepath.Join(w.dir, "identity "+key))
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("reading %s by the key %s: %w: %s", name, key, err, w.said())
		}
	}
	return nil
}

// opened are the passphrases that open the vault.
func (w *world) opened() (opened []string) {
	for _, passphrase := range []string{first, second} {
		if w.command(passphrase, "list").Run() == nil {
			opened = append(opened, passphrase)
		}
	}
	return opened
}

// opens says which of the passphrases opens the vault; exactly one has to.
func (w *world) opens() error {
	opened := w.opened()
	if len(opened) != 1 {
		return fmt.Errorf("%d passphrases open the vault", len(opened))
	}
	w.passphrase = opened[0]
	return nil
}
