package private

import "strings"

// descriptor is the security descriptor, in the notation of Windows (SDDL), of a file or
// folder for the user with this security identifier alone. P blocks the entries that would
// be inherited from the folder above, FA is full access. The system itself (SY) has access
// for backups and virus scans, as root has on other systems. OI and CI pass the same
// entries on to everything that is created in a folder.
func descriptor(user string, folder bool) string {
	inherit := ""
	if folder {
		inherit = "OICI"
	}
	return "D:P(A;" + inherit + ";FA;;;" + user + ")(A;" + inherit + ";FA;;;SY)"
}

// everyone is the security identifier of all users.
const everyone = "WD"

// outsiders lists, once each, the security identifiers to which a descriptor allows
// anything, except for the trusted ones. A file without a list is open to everyone, as on a
// disk whose file system has no lists.
func outsiders(sddl string, trusted func(sid string) bool) []string {
	entries, there := accessList(sddl)
	if !there {
		return []string{everyone}
	}
	var found []string
	seen := map[string]bool{}
	for _, entry := range entries {
		// type;flags;rights;object;inherited object;who
		fields := strings.SplitN(entry, ";", 7)
		if len(fields) < 6 || !allows(fields[0]) || inheritOnly(fields[1]) {
			continue
		}
		if who := fields[5]; !seen[who] && !trusted(who) {
			seen[who] = true
			found = append(found, who)
		}
	}
	return found
}

// allows reports whether an entry type permits something, including entries for one object
// and entries with a condition. Other types deny or audit.
func allows(kind string) bool {
	return kind == "A" || kind == "OA" || kind == "XA" || kind == "ZA"
}

// inheritOnly reports whether an entry applies only to files that are created in the folder
// later. Each flag has two letters.
func inheritOnly(flags string) bool {
	for ; len(flags) >= 2; flags = flags[2:] {
		if flags[:2] == "IO" {
			return true
		}
	}
	return false
}

// accessList returns the entries of the D: part. A condition in an entry has its own
// parentheses.
func accessList(sddl string) (entries []string, there bool) {
	_, list, there := strings.Cut(sddl, "D:")
	if !there || strings.HasPrefix(list, "NO_ACCESS_CONTROL") {
		return nil, false
	}
	depth, start := 0, 0
	for i, r := range list {
		switch r {
		case '(':
			if depth++; depth == 1 {
				start = i + 1
			}
		case ')':
			if depth--; depth == 0 {
				entries = append(entries, list[start:i])
			}
		case ':':
			if depth == 0 { // the S: part, which only controls auditing
				return entries, true
			}
		}
	}
	return entries, true
}
