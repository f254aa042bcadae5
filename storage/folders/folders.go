// Package folders says where suitekey keeps its files on this system.
package folders

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"
)

// Vault returns the folder of the vault: SUITEKEY_HOME, or suitekey in the XDG
// configuration folder, or in the operating system's folder for settings. It fails
// if the environment names no usable folder.
func Vault(getenv func(string) string) (string, error) {
	if dir := getenv("SUITEKEY_HOME"); dir != "" {
		if strings.ContainsFunc(dir, unicode.IsControl) {
			return "", errors.New("SUITEKEY_HOME contains control characters: name a plain folder")
		}
		absolute, err := filepath.Abs(dir)
		if err != nil {
			return "", fmt.Errorf("SUITEKEY_HOME cannot be made absolute: %w", err)
		}
		return absolute, nil
	}
	// The XDG Base Directory Specification says to ignore a relative XDG_CONFIG_HOME.
	if dir := getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "suitekey"), nil
	}
	folder, variable := system(getenv, ".config", "AppData")
	if folder == "" {
		return "", fmt.Errorf("no folder for the vault: %s is not set; name a folder in SUITEKEY_HOME", variable)
	}
	return filepath.Join(folder, "suitekey"), nil
}

// State returns the folder for what programs remember between runs, or "" if the
// environment names none.
func State(getenv func(string) string) string {
	// The XDG Base Directory Specification says to ignore a relative XDG_STATE_HOME.
	if folder := getenv("XDG_STATE_HOME"); filepath.IsAbs(folder) {
		return folder
	}
	folder, _ := system(getenv, filepath.Join(".local", "state"), "LocalAppData")
	return folder
}

// system returns the operating system's folder for the files of programs, and the variable
// of the environment that leads to it. The folder is "" if the variable names none. below is
// the folder in the home folder of other systems than Windows and macOS.
func system(getenv func(string) string, below, windows string) (folder, variable string) {
	variable = "HOME"
	switch runtime.GOOS {
	case "windows":
		variable, below = windows, ""
	case "darwin", "ios":
		below = filepath.Join("Library", "Application Support")
	}
	home := getenv(variable)
	if !filepath.IsAbs(home) {
		return "", variable
	}
	return filepath.Join(home, below), variable
}
