package practice

import (
	"fmt"
	"os"
	"path/filepath"

	"suitekey/storage/private"
)

// AuthorityFolder makes a folder for the certificate authority of `suitekey practice`,
// which programs trust by its path. The folder is where only the user can write. In
// /tmp, another user could make a folder of the same name after the system has cleaned
// /tmp, and programs would trust that authority.
func AuthorityFolder(getenv func(string) string) (string, error) {
	const making = "making a folder for the certificate authority: %w"
	base := getenv("XDG_RUNTIME_DIR")
	if others, err := private.Others(base); !filepath.IsAbs(base) || err != nil || others != "" || private.ForeignOwner(base) != "" {
		base = ""
		if cache, err := os.UserCacheDir(); err == nil {
			base = filepath.Join(cache, "suitekey")
			if err := private.MkdirAll(base); err != nil {
				base = ""
			}
		}
	}
	folder, err := os.MkdirTemp(base, "suitekey-practice-")
	if err != nil && base != "" { // full, or read-only
		folder, err = os.MkdirTemp("", "suitekey-practice-")
	}
	if err != nil {
		return "", fmt.Errorf(making, err)
	}
	return folder, nil
}
