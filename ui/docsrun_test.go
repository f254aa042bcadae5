//go:build unix

package ui_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"suitekey/storage/team/etcdtest"
)

// docsPrelude has what the directives of the documents call: what a reader has
// before the first command of a page, and what people do in NetSuite.
const docsPrelude = `
export PATH SSL_CERT_FILE HTTPS_PROXY CLOCK_AHEAD
# date is the clock of the tests, for scripts that sign.
date() {
  local at=$(($(command date +%s) + CLOCK_AHEAD))
  command date -u -d "@$at" "$@" 2>/dev/null || command date -u -r "$at" "$@"
}
export -f date
# profile NAME tba|m2m ACCOUNT [FLAG...] sets a connection up, and for m2m also uploads the certificate.
profile() {
  local name=$1 method=$2 account=$3; shift 3
  case $method in
    tba)
      local id=$TOKEN_ID secret=$TOKEN_SECRET
      case $account in *_SB1) id=$SANDBOX_TOKEN_ID secret=$SANDBOX_TOKEN_SECRET ;; esac
      SUITEKEY_CONSUMER_SECRET=$CONSUMER_SECRET SUITEKEY_TOKEN_SECRET=$secret suitekey setup "$name" --no-input \
        --account "$account" --method tba --consumer-key "$CONSUMER_KEY" --token-id "$id" "$@" ;;
    m2m)
      suitekey setup "$name" --no-input --account "$account" --method m2m --consumer-key "$CONSUMER_KEY" "$@" || [ $? = 20 ]
      upload "$account" ~/suitekey/"$name"-certificate.pem
      suitekey setup "$name" --no-input ;;
  esac
}
# existing NAME ACCOUNT PAIR [FLAG...] sets a connection up with a pair of somebody's own, which was uploaded.
existing() {
  local name=$1 account=$2 pair=$3; shift 3
  suitekey setup "$name" --no-input --account "$account" --method m2m --consumer-key "$CONSUMER_KEY" \
    --key-type existing --key-file "$pair-key.pem" --certificate-file "$pair-certificate.pem" "$@" || [ $? = 20 ]
  suitekey setup "$name" --no-input
}
# upload ACCOUNT FILE is the click on the set-up page.
upload() {
  local host=${1,,}
  curl -sSf --cacert "$CA_FILE" --data-binary "@$2" "https://${host/_/-}.app.netsuite.com/practice/m2m"
}
# newtoken ACCOUNT makes a token pair, in MADE_ID and MADE_SECRET.
newtoken() {
  local host=${1,,} page
  page=$(curl -sSf --cacert "$CA_FILE" -X POST "https://${host/_/-}.app.netsuite.com/practice/token")
  MADE_ID=$(grep -oE 'Token ID: [0-9a-f]{64}' <<<"$page" | cut -c 11-)
  MADE_SECRET=$(grep -oE 'Token secret: [0-9a-f]{64}' <<<"$page" | cut -c 15-)
  export MADE_ID MADE_SECRET
}
`

// reader follows one document from its first command to its last, in a home of
// their own.
type reader struct {
	t    *testing.T
	home string
	env  []string
	card card
	last string // what the last command of a console block printed
	stop func()
}

// Every command that the documents print does what they say.
func TestDocumentsCommands(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "openssl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(tool + " is not installed")
			}
			t.Skip(tool + " is not installed; the commands of the documents were not run")
		}
	}
	for _, d := range readDocuments(t) {
		commands := 0
		for _, b := range d.blocks {
			if b.isRun() {
				commands++
			}
		}
		if commands == 0 {
			continue
		}
		t.Run(filepath.Base(d.path), func(t *testing.T) {
			t.Parallel()
			follow(t, d)
		})
	}
}

func follow(t *testing.T, d document) {
	r := &reader{t: t, home: t.TempDir()}
	if err := os.WriteFile(filepath.Join(r.home, "pass.txt"), []byte(passphrase+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.practise()
	defer func() { r.stop() }()
	changed := false
	for i := len(d.blocks) - 1; i >= 0; i-- { // a block that is only shown may have been prepared all the same
		if d.blocks[i].isRun() {
			d.blocks = d.blocks[:i+1]
			break
		}
	}
	lines := append([]string(nil), d.lines...)
	shift := 0
	for _, b := range d.blocks {
		at := fmt.Sprintf("%s:%d", d.path, b.line+1)
		want, onTerminal := 0, false
		for _, text := range b.before {
			word, rest, _ := strings.Cut(text, " ")
			switch {
			case word == "exits":
				want, _ = strconv.Atoi(rest)
			case word == "terminal":
				onTerminal = true
			case word == "not":
			case word == "pem":
				kind, name, _ := strings.Cut(rest, " ")
				if err := makePEM(kind, filepath.Join(r.home, name)); err != nil {
					t.Fatal(err)
				}
			case word == "browse":
				r.browse(rest)
			case word == "engine":
				r.engine()
			case word == "practise":
				r.stop()
				r.practise(strings.Fields(rest)...)
			default:
				if out, code := r.bash(text, false); code != 0 {
					t.Fatalf("%s: the preparation %q ends with %d:\n%s", at, text, code, out)
				}
			}
		}
		if !b.isRun() {
			continue
		}
		if b.language == "sh" {
			if out, code := r.bash(strings.Join(b.body, "\n"), onTerminal); code != want {
				t.Fatalf("%s: exit code %d, want %d:\n%s", at, code, want, out)
			}
			continue
		}
		now, same := r.talk(b, want, at)
		if same {
			continue
		}
		if os.Getenv("UPDATE_DOCS") == "" {
			t.Errorf("%s: what is printed is now (UPDATE_DOCS=1 writes it there):\n%s", at, strings.Join(now, "\n"))
			continue
		}
		from := b.line + 1 + shift
		lines = append(lines[:from], append(now, lines[from+len(b.body):]...)...)
		shift += len(now) - len(b.body)
		changed = true
	}
	if changed {
		if err := os.WriteFile(filepath.Join("..", d.path), []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// engine starts the nodes of scripts/team-demo.
func (r *reader) engine() {
	r.t.Helper()
	etcdtest.Program(r.t, etcdtest.Variable, "etcd")
	demo := filepath.Join(r.home, "team-demo")
	if out, err := exec.Command("go", "build", "-o", demo, "suitekey/scripts/team-demo").CombinedOutput(); err != nil {
		r.t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.Command(demo, "--bare", "--json")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	var told struct{ At, Certificates, Programs string }
	if err := json.NewDecoder(out).Decode(&told); err != nil {
		r.t.Fatal(err)
	}
	r.env = append(r.env, "AT="+told.At, "CERTIFICATES="+told.Certificates, "PATH="+told.Programs+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// practise starts the practice NetSuite that the document talks to.
func (r *reader) practise(flags ...string) {
	r.t.Helper()
	card, stop, err := startPractice("suitekey", flags...)
	if err != nil {
		r.t.Fatal(err)
	}
	r.card, r.stop = card, stop
	r.env = environment("HOME="+r.home, "TERM=xterm", "LC_ALL=C.UTF-8", "PAGER=cat",
		"SUITEKEY_PASSPHRASE_FILE="+filepath.Join(r.home, "pass.txt"), "NO_PROXY=")
	for name, value := range card.environment() {
		r.env = append(r.env, name+"="+value)
	}
	r.env = append(r.env, "CURL_CA_BUNDLE="+card.CAFile)
}

var authorizeURL = regexp.MustCompile(`"authorize_url":("[^"]+")`)

// browse does in NetSuite what the link that was printed last is for.
func (r *reader) browse(file string) {
	r.t.Helper()
	var link string
	found := authorizeURL.FindStringSubmatch(r.last)
	if found == nil || json.Unmarshal([]byte(found[1]), &link) != nil {
		r.t.Fatalf("there is no link in %s", r.last)
	}
	address, err := decide(r.card.Proxy, r.card.CAFile, link, "allow")
	if err != nil {
		r.t.Fatal(err)
	}
	text, err := json.Marshal(map[string]string{"redirected": address})
	if err == nil {
		err = os.WriteFile(filepath.Join(r.home, file), text, 0o600)
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

// bash runs lines; what they export is there for the next ones.
func (r *reader) bash(script string, onTerminal bool) (string, int) {
	r.t.Helper()
	kept := filepath.Join(r.home, ".exported")
	ahead := int(time.Until(clock()).Seconds())
	whole := "CLOCK_AHEAD=" + strconv.Itoa(ahead) + "\n[ ! -e " + kept + " ] || . " + kept + "\n" + docsPrelude +
		"trap 'export -p | grep -E \"^declare -x [A-Z_]+=\" | grep -vE \"^declare -x (HTTPS_PROXY|SSL_CERT_FILE|CA_FILE|CURL_CA_BUNDLE|(SANDBOX_)?(CONSUMER|TOKEN)_(KEY|ID|SECRET)|SHLVL|PWD|OLDPWD|CLOCK_AHEAD)=\" >" + kept + "' EXIT\n" +
		"set -eo pipefail\n" + script + "\n"
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", whole)
	cmd.Dir, cmd.Env = r.home, r.env
	cmd.WaitDelay = time.Second
	var out []byte
	var err error
	if onTerminal {
		out, err = onPty(cmd)
	} else {
		out, err = cmd.CombinedOutput()
	}
	code := 0
	if err != nil {
		code = -1
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			code = exit.ExitCode()
		}
	}
	return string(out), code
}

func onPty(cmd *exec.Cmd) ([]byte, error) {
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		return nil, err
	}
	defer terminal.Close()
	var out bytes.Buffer
	_, _ = out.ReadFrom(terminal) // ends with an error when nobody writes any more
	return out.Bytes(), cmd.Wait()
}

// talk runs the commands of a console block and compares what they print. It
// returns the block as it would have to be.
func (r *reader) talk(b block, want int, at string) (now []string, same bool) {
	r.t.Helper()
	same = true
	for i := 0; i < len(b.body); {
		command, found := strings.CutPrefix(b.body[i], "$ ")
		if !found {
			r.t.Fatalf("%s: a console block begins with a command", at)
		}
		now = append(now, b.body[i])
		for i++; i < len(b.body) && strings.HasPrefix(b.body[i], "> "); i++ {
			command += "\n" + strings.TrimPrefix(b.body[i], "> ")
			now = append(now, b.body[i])
		}
		from := i
		for i < len(b.body) && !strings.HasPrefix(b.body[i], "$ ") {
			i++
		}
		out, code := r.bash(command, false)
		expected := 0
		if i == len(b.body) {
			expected = want
		}
		if code != expected {
			r.t.Fatalf("%s: %q ends with %d, want %d:\n%s", at, command, code, expected, out)
		}
		r.last = out
		printed := strings.Split(strings.TrimRight(strings.ReplaceAll(out, r.home, "~"), "\n"), "\n")
		if printed[0] == "" && len(printed) == 1 {
			printed = nil
		}
		if matches(b.body[from:i], printed) {
			now = append(now, b.body[from:i]...)
			continue
		}
		same = false
		now = append(now, printed...)
	}
	return now, same
}
