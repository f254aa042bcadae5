package account

// Guarded reports whether something that cannot be taken back in NetSuite, or takes
// a working connection away, has to be confirmed by the account ID: yes is said too
// easily where a company works. Every front end asks this one question.
func (id ID) Guarded() bool { return id.Kind() == Production }

// Confirmed reports whether text, typed by a person or given by a flag, names the
// account.
func (id ID) Confirmed(text string) bool {
	typed, err := Parse(text)
	return err == nil && typed == id
}
