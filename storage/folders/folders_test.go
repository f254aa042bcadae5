package folders

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestVault(t *testing.T) {
	home := "/home/ada"
	fallback := filepath.Join(home, ".config", "suitekey")
	switch runtime.GOOS {
	case "windows":
		t.Skip("the paths below are not absolute there")
	case "darwin":
		fallback = filepath.Join(home, "Library", "Application Support", "suitekey")
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"SUITEKEY_HOME": "/v", "XDG_CONFIG_HOME": "/x", "HOME": home}, "/v"},
		{map[string]string{"SUITEKEY_HOME": "v"}, filepath.Join(here, "v")},
		{map[string]string{"XDG_CONFIG_HOME": "/x", "HOME": home}, "/x/suitekey"},
		{map[string]string{"XDG_CONFIG_HOME": "x", "HOME": home}, fallback},
		{map[string]string{"HOME": home}, fallback},
		{map[string]string{"SUITEKEY_HOME": "/v\x1b[2J"}, ""},
		{nil, ""},
	} {
		got, err := Vault(func(key string) string { return c.env[key] })
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%v: %q, %v", c.env, got, err)
		}
	}
}
