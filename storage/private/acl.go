package private

import "strings"

// descriptor is the security descriptor, in the words of Windows (SDDL), of
// something that is for the user with this security identifier alone: P keeps
// out what the folder above would hand down, FA is full access. The system
// itself (SY) may in, as root may elsewhere: it backs up and it scans. OI and CI
// hand the same down to what is made in a folder.
func descriptor(user string, folder bool) string {
	inherit := ""
	if folder {
		inherit = "OICI"
	}
	return "D:P(A;" + inherit + ";FA;;;" + user + ")(A;" + inherit + ";FA;;;SY)"
}

// everyone is the security identifier of all users.
const everyone = "WD"

// outsiders lists the security identifiers that a descriptor allows anything,
// each once, but for those that are trusted. A file without a list is open to
// everyone, as it is on a disk whose file system has no lists.
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

// allows tells the types of entry that permit something, also those for one
// object and those with a condition, from those that deny or watch.
func allows(kind string) bool {
	return kind == "A" || kind == "OA" || kind == "XA" || kind == "ZA"
}

// inheritOnly reports whether an entry is only for what is made in the folder
// later. Flags are two letters each.
func inheritOnly(flags string) bool {
	for ; len(flags) >= 2; flags = flags[2:] {
		if flags[:2] == "IO" {
			return true
		}
	}
	return false
}

// accessList cuts the entries out of the D: part. A condition in an entry has
// parentheses of its own.
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
			if depth == 0 { // the S: part, which only says what is logged
				return entries, true
			}
		}
	}
	return entries, true
}
