// Package assets holds the product's texts and tables as files that can be read
// and corrected without knowing Go: release calendar, SOAP endpoints, consumer
// products; what each step of a journey says; what exports look like; the topics of the help.
package assets

import "embed"

//go:embed *.json steps/*.md export/* help/*.md
var files embed.FS

// Read returns the file of that name, for example "endpoints.json" or "steps/account.md". The names
// are constants of the program: a missing one is a mistake in it, and panics.
func Read(name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		panic("assets: " + err.Error())
	}
	return data
}
