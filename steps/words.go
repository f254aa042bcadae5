package steps

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Sentence turns an error (lower case, no full stop) into a line for a person.
func Sentence(err error) string {
	text := err.Error()
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	text = string(unicode.ToUpper(first)) + text[size:]
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// FieldError is an error caused by one field. The front end moves the cursor to that field.
type FieldError struct {
	Key string
	Err error
}

// Error is the cause's text.
func (e *FieldError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *FieldError) Unwrap() error { return e.Err }

func NewFieldError(key string, err error) error { return &FieldError{Key: key, Err: err} }

// List joins names: "A, B and C".
func List(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Counted returns the number with its noun: "1 connection", "2 connections".
func Counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

// OrElse returns text, or fallback if text is empty.
func OrElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

// When says at what time something happened: "14:02", or "27 November, 14:02" on another
// day.
func When(at, now time.Time) string {
	at = at.In(now.Location())
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return Clock(at, now)
	}
	return at.Format("2 January, ") + Clock(at, now)
}

// Clock is the time of day of at, where now is.
func Clock(at, now time.Time) string { return at.In(now.Location()).Format("15:04") }
