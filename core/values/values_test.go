package values

import (
	"strings"
	"testing"
)

func TestShapes(t *testing.T) {
	hex, id, uuid := strings.Repeat("0f", 32), strings.Repeat("aB_-9", 8)+"xyz", "0F9d3c1e-0000-4abc-8def-0123456789aB"
	for _, row := range []struct {
		text                  string
		hex, certificate, app bool
	}{
		{hex, true, false, false},
		{strings.ToUpper(hex), false, false, false},
		{hex[1:], false, false, false},
		{hex + "0", false, false, false},
		{id, false, true, false},
		{id + "A", false, false, false},
		{strings.Replace(id, "_", "+", 1), false, false, false},
		{uuid, false, false, true},
		{uuid[1:], false, false, false},
		{"", false, false, false},
	} {
		if IsHex64(row.text) != row.hex || IsCertificateID(row.text) != row.certificate || IsApplicationID(row.text) != row.app {
			t.Errorf("%q: hex %v, certificate ID %v, application ID %v", row.text, IsHex64(row.text), IsCertificateID(row.text), IsApplicationID(row.text))
		}
	}
}
