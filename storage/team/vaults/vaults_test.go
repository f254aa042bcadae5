package vaults

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/storage/private"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/people"
)

func TestKnownVaults(t *testing.T) {
	home := t.TempDir()
	if all, err := List(home); err != nil || len(all) != 0 {
		t.Errorf("known are %v, %v", all, err)
	}
	for _, name := range []string{"globex", "acme"} {
		if err := New(home, engine.Engine{Addresses: []string{"e1:2379"}, Vault: name, CertFile: "anna.crt"}, "anna").Save(); err != nil {
			t.Fatal(err)
		}
	}
	known := people.Known{Recipient: "age1x", Number: 2, Generation: 3}
	v, err := Load(home, "acme")
	if err == nil {
		err = v.Learn(known)
	}
	if err != nil {
		t.Fatal(err)
	}
	all, err := List(home)
	if err != nil || len(all) != 2 || all[0].Name() != "acme" || all[0].Known != known || all[0].Engine.CertFile != "anna.crt" || all[0].Folder() != FolderOf(home, "acme") {
		t.Errorf("known are %+v, %v", all, err)
	}
	if name, err := Default(home); err != nil || name != "" {
		t.Errorf("the default is %q, %v", name, err)
	}
	if err := SetDefault(home, "globex"); err != nil {
		t.Fatal(err)
	}
	if name, err := Default(home); err != nil || name != "globex" {
		t.Errorf("the default is %q, %v", name, err)
	}
	if err := SetDefault(home, "nobody"); !errors.Is(err, ErrUnknown) {
		t.Errorf("an unknown default: %v", err)
	}
	if err := errors.Join(v.Forget(), SetDefault(home, "")); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(home, "acme"); !errors.Is(err, ErrUnknown) {
		t.Errorf("forgotten: %v", err)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	home := t.TempDir()
	if err := New(home, engine.Engine{Vault: "good"}, "anna").Save(); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"broken": "{", "newer": `{"version":2,"engine":["moved"],"more":1}`, "moved": `{"version":1,"engine":{"addresses":null,"vault":"good"},"self":"a","known":{"recipient":"","number":0,"generation":0}}`, "unknown": `{"version":1,"more":1}`} {
		if err := private.Replace(filepath.Join(FolderOf(home, name), fileName), []byte(text)); err != nil {
			t.Fatal(err)
		}
		want := "is damaged: "
		if name == "newer" {
			want = "was stored by a newer suitekey"
		}
		if _, err := Load(home, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.MkdirAll(FolderOf(home, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	all, err := List(home)
	if err == nil || len(all) != 1 {
		t.Errorf("known are %v, %v", all, err)
	}
	for _, name := range []string{"", "../x", "A"} {
		if _, err := Load(home, name); err == nil || errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
