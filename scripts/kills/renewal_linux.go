package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// renewal is a whole one, as a scheduler runs it. The product gets the key on its
// standard input and stores it whole or not at all.
var renewal = []string{"renew", "carl", "--no-input", "--json", "--confirm-account", "9999901", "--handover", "cat >product.new && mv product.new product"}

// certificate sets a connection up that signs in with a certificate.
func (w *world) certificate() error {
	args := []string{"setup", "carl", "--no-input", "--json", "--account", w.card.Accounts[0].Account, "--method", "m2m", "--surfaces", "rest",
		"--consumer-key", w.card.Accounts[0].ConsumerKey}
	begun := w.command(w.passphrase, args...)
	out, err := begun.Output() // it stops where a person uploads the certificate
	if begun.ProcessState.ExitCode() != 20 {
		return fmt.Errorf("set-up began with %w: %s", err, w.said())
	}
	var waiting struct {
		File string `json:"certificate_file"`
	}
	if err := json.Unmarshal(out, &waiting); err != nil {
		return err
	}
	if !filepath.IsAbs(waiting.File) {
		waiting.File = filepath.Join(w.dir, waiting.File)
	}
	if err := w.upload(waiting.File); err != nil {
		return err
	}
	_, err = w.say(args...)
	return err
}

// upload does what an administrator does with a certificate.
func (w *world) upload(file string) error {
	certificate, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	ca, err := os.ReadFile(w.card.CAFile)
	if err != nil {
		return err
	}
	proxy, err := url.Parse(w.card.Proxy)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots}}}
	defer client.CloseIdleConnections()
	answer, err := client.Post("https://"+w.card.Accounts[0].Account+".app.netsuite.com/practice/m2m", "application/x-pem-file", strings.NewReader(string(certificate)))
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return errors.New("the upload: " + answer.Status)
	}
	return nil
}

// renewed goes on after a kill: one certificate is active in the end, the vault
// has it, and the product too.
func (w *world) renewed() error {
	if err := w.keeps("acme", "beta", "carl"); err != nil {
		return err
	}
	drafts, err := w.say("list", "--json")
	if err != nil {
		return err
	}
	if _, err := w.say("test", "carl"); err != nil { // the product of the vault is never cut off
		return fmt.Errorf("after the kill: %w", err)
	}
	if active, err := w.active(); err != nil || active > 1 || strings.Contains(string(drafts), "carl.renew") {
		if err != nil {
			return err
		}
		if _, err := w.say(renewal...); err != nil {
			return err
		}
	}
	active, err := w.active()
	if err != nil || active != 1 {
		return errors.Join(err, fmt.Errorf("%d certificates are active", active))
	}
	_, err = w.say("test", "carl")
	return err
}

// active is the number of active certificates at NetSuite.
func (w *world) active() (int, error) {
	out, err := w.say("audit", w.card.Accounts[0].Account, "--json")
	if err != nil {
		return 0, err
	}
	var audit struct {
		Records []struct {
			Active int `json:"active"`
		} `json:"records"`
	}
	if err := json.Unmarshal(out, &audit); err != nil || len(audit.Records) != 1 {
		return 0, errors.Join(err, fmt.Errorf("%d integration records", len(audit.Records)))
	}
	return audit.Records[0].Active, nil
}
