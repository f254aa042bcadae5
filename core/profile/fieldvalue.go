package profile

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/secret"
)

// Fields returns the table of connection fields, in the order of descriptions
// and exports.
func Fields() []Field { return fields[:len(fields):len(fields)] }

// FieldOf returns the field with this key, and whether there is one.
func FieldOf(key string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

// RecordVersion returns the lowest version of the stored record that has every
// field of p that is not empty. An older suitekey can read a record as long as
// the connection uses none of the newer fields.
func RecordVersion(p *Profile) int {
	version := 1
	for _, f := range fields {
		if !f.IsZero(p) {
			version = max(version, f.Since)
		}
	}
	if p.Old != nil {
		version = max(version, RecordVersion(p.Old))
	}
	return version
}

// NewestVersion returns the highest version of the stored record in the table.
func NewestVersion() int {
	return slices.MaxFunc(fields, func(a, b Field) int { return a.Since - b.Since }).Since
}

// For reports whether connections of method m have the field.
func (f Field) For(m Method) bool { return f.Methods == nil || slices.Contains(f.Methods, m) }

// Name returns the label within a sentence: token ID, WSDL.
func (f Field) Name() string {
	if f.Noun != "" {
		return f.Noun
	}
	if rest := strings.TrimLeft(f.Label, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"); len(f.Label)-len(rest) == 1 {
		return strings.ToLower(f.Label[:1]) + f.Label[1:]
	}
	return f.Label
}

// Names turns the keys of fields into text for people: "token ID, token secret".
func Names(keys []string) string {
	names := make([]string, 0, len(keys))
	for _, key := range keys {
		name := key
		if f, ok := FieldOf(key); ok {
			name = f.Name()
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// IsSecret reports whether the field is secret.
func (f Field) IsSecret() bool {
	_, is := f.At(&Profile{}).(*secret.Secret)
	return is
}

// Secret returns the value of a secret field; empty for any other field.
func (f Field) Secret(p *Profile) secret.Secret {
	if v, is := f.At(p).(*secret.Secret); is {
		return *v
	}
	return secret.Secret{}
}

// SetSecret sets a secret field; it does nothing to any other field.
func (f Field) SetSecret(p *Profile, value secret.Secret) {
	if v, is := f.At(p).(*secret.Secret); is {
		*v = value
	}
}

// Text returns the value as the answers file has it: durations in whole seconds,
// lists separated by commas. It is "" for an empty value, a secret, and a value
// without a text form.
func (f Field) Text(p *Profile) string {
	switch v := f.At(p).(type) {
	case *string:
		return *v
	case *Method:
		return string(*v)
	case *account.ID:
		return v.Realm()
	case *[]string:
		return strings.Join(*v, ",")
	case *[]Surface:
		return joined(*v)
	case *int:
		return strconv.Itoa(*v)
	case *time.Duration:
		if *v >= time.Second {
			return strconv.Itoa(int(*v / time.Second))
		}
	}
	return ""
}

func joined(surfaces []Surface) string {
	texts := make([]string, len(surfaces))
	for i, s := range surfaces {
		texts[i] = string(s)
	}
	return strings.Join(texts, ",")
}

// SetText sets the field to the value that text stands for, in the form of Text;
// the parts of a list may also be separated by spaces. It fails, and empties the
// field, for a text that is not such a value, and for a field without a text
// form. The error does not repeat text.
func (f Field) SetText(p *Profile, text string) error {
	f.Clear(p)
	var err error
	switch v := f.At(p).(type) {
	case *string:
		*v = text
	case *Method:
		*v = Method(text)
	case *account.ID:
		*v, err = account.Parse(text)
	case *[]string:
		*v = SplitList(text)
	case *[]Surface:
		for _, part := range SplitList(text) {
			*v = append(*v, Surface(part))
		}
	case *int:
		*v, err = strconv.Atoi(text)
	case *time.Duration:
		var n int
		n, err = strconv.Atoi(text)
		*v = time.Duration(n) * time.Second
	default:
		return fmt.Errorf("%s cannot be set from text", f.Key)
	}
	if err != nil {
		f.Clear(p)
		return fmt.Errorf("the text is not a valid value for %s", f.Key)
	}
	return nil
}

// SplitList returns the parts of a list that is separated by commas or spaces;
// none for an empty text.
func SplitList(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// IsZero reports whether p has no value for the field. An empty list is no value.
func (f Field) IsZero(p *Profile) bool {
	v := reflect.ValueOf(f.At(p)).Elem()
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// Clear empties the field in p.
func (f Field) Clear(p *Profile) { reflect.ValueOf(f.At(p)).Elem().SetZero() }

// Copy sets the field in to as it is in from.
func (f Field) Copy(to, from *Profile) {
	reflect.ValueOf(f.At(to)).Elem().Set(reflect.ValueOf(f.At(from)).Elem())
}

// Same reports whether the field has the same value in a and b.
func (f Field) Same(a, b *Profile) bool {
	switch v := f.At(a).(type) {
	case *secret.Secret:
		return v.Equal(*f.At(b).(*secret.Secret))
	case *time.Time:
		return v.Equal(*f.At(b).(*time.Time))
	case *[]string:
		return slices.Equal(*v, *f.At(b).(*[]string))
	case *[]Surface:
		return slices.Equal(*v, *f.At(b).(*[]Surface))
	case *[]time.Time:
		return slices.EqualFunc(*v, *f.At(b).(*[]time.Time), time.Time.Equal)
	case *Tested:
		other := f.At(b).(*Tested)
		return v.At.Equal(other.At) && v.Company == other.Company && v.Role == other.Role && v.Entity == other.Entity
	case **Profile:
		other := *f.At(b).(**Profile)
		return (*v == nil) == (other == nil) && (*v == nil || len(Diff(**v, *other)) == 0)
	default:
		return reflect.ValueOf(v).Elem().Equal(reflect.ValueOf(f.At(b)).Elem())
	}
}

// Diff returns the keys of the fields in which a and b differ, never their
// values. It ignores what a test notes and what the vault stamps on, such as the
// time of the last change.
func Diff(a, b Profile) []string {
	var keys []string
	for _, f := range fields {
		if f.Origin != Stamp && !f.Same(&a, &b) {
			keys = append(keys, f.Key)
		}
	}
	return keys
}
