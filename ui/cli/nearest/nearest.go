// Package nearest finds the name that a person meant to type.
package nearest

import "strings"

// Name returns the name that text was probably meant to be, or "" if no name is near.
func Name(text string, names []string) string {
	if len(text) > 40 {
		return ""
	}
	best, found := 1+len(text)/3, ""
	for _, name := range names {
		if len(text) >= 3 && strings.HasPrefix(name, text) {
			return name
		}
		if d := Distance(text, name); d <= best && (found == "" || d < best) {
			best, found = d, name
		}
	}
	return found
}

// Distance is the number of letters to change, insert or drop (Levenshtein).
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, cost)
		}
	}
	return row[len(b)]
}
