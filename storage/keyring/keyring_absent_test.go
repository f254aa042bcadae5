//go:build unix && !darwin && !keyring

package keyring

import (
	"path/filepath"
	"strings"
	"testing"
)

// Not together with the true service: godbus keeps one connection as long as the process runs.
func TestKeyringThatIsNotThere(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "nothing"))
	if err := (Keyring{}).Usable(); err == nil || !strings.Contains(err.Error(), "type the passphrase instead") {
		t.Errorf("no bus at the address: %v", err)
	}
}
