package private

import (
	"slices"
	"strings"
	"testing"
)

func TestOutsiders(t *testing.T) {
	const user = "S-1-5-21-1004336348-1177238915-682003330-1001"
	for _, test := range []struct{ name, sddl, want string }{
		{"ours", descriptor(user, false), ""},
		{"our folder", descriptor(user, true), ""},
		{"a user's own folder", "O:" + user + "G:" + user + "D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;" + user + ")", ""},
		{"a new folder on C:", "O:BAG:SYD:AI(A;OICIID;FA;;;BA)(A;OICIID;FA;;;SY)(A;OICIID;0x1200a9;;;BU)(A;ID;0x1301bf;;;AU)(A;OICIIOID;SDGXGWGR;;;AU)", "BU AU"},
		{"only handed down", "D:(A;OICIIO;GA;;;BU)(A;;FA;;;" + user + ")", ""},
		{"denied", "D:(D;;FA;;;BU)(A;;FA;;;" + user + ")", ""},
		{"no list", "O:" + user, everyone},
		{"open list", "D:NO_ACCESS_CONTROL", everyone},
		{"empty list", "D:P", ""},
		{"condition", `D:(XA;;FX;;;S-1-1-0;(@User.Title=="PM" && (@User.Division=="Finance")))(A;;FR;;;BG)`, "S-1-1-0 BG"},
		{"what is logged", "D:P(A;;FA;;;SY)S:(AU;SAFA;FA;;;WD)", ""},
		{"a label", "D:P(A;;FA;;;SY)(A;;FR;;;WD)S:(ML;;NW;;;LW)", everyone},
		{"said twice", "D:(A;;FR;;;BU)(A;;FW;;;BU)", "BU"},
		{"cut off", "D:(A;;FR", ""},
	} {
		got := outsiders(test.sddl, func(sid string) bool { return slices.Contains([]string{user, "SY", "BA"}, sid) })
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v, not %q", test.name, got, test.want)
		}
	}
}
