package export

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"suitekey/core/profile"
)

// complete tells what the table lacks of a format.
func (f Format) complete() error {
	for what, text := range map[string]string{
		"name": f.Name, "note": f.Note, "source": f.Source, "what was tried": f.Tried, "extension": f.Extension,
		"guide's where": f.Guide.Where, "guide's source": f.Guide.Source, "guide's next": strings.Join(f.Guide.Next, ""),
	} {
		if text == "" {
			return fmt.Errorf("no %s", what)
		}
	}
	signsIn := func(m profile.Method) bool { return slices.Contains(f.Methods(), m) }
	switch {
	case !strings.HasPrefix(f.Source, "https://") || !strings.HasPrefix(f.Guide.Source, "https://"):
		return errors.New("a source is not an https address")
	case slices.Contains(slices.Concat(f.Guide.Needs, f.Guide.Next), ""):
		return errors.New("an empty line in the guide")
	case len(f.Variants) == 0:
		return errors.New("no variants")
	case (signsIn(profile.M2M) || signsIn(profile.Code)) != (f.Scopes != ""):
		return fmt.Errorf("scope_separator is %q, and the methods are %v: only a format with m2m or code has one", f.Scopes, f.Methods())
	}
	return nil
}

// What is missing in the table, or does not belong there, is told.
func TestTableWithFaults(t *testing.T) {
	for name, spoil := range map[string]func(*Format){
		"source":            func(f *Format) { f.Source = "" },
		"source no address": func(f *Format) { f.Source = "the manual" },
		"tried":             func(f *Format) { f.Tried = "" },
		"where":             func(f *Format) { f.Guide.Where = "" },
		"next":              func(f *Format) { f.Guide.Next = nil },
		"source of guide":   func(f *Format) { f.Guide.Source = "" },
		"separator":         func(f *Format) { f.Scopes = "" },
		"variants":          func(f *Format) { f.Variants = nil },
	} {
		f, _ := Find("alumio")
		if err := f.complete(); err != nil {
			t.Fatal(err)
		}
		spoil(&f)
		if f.complete() == nil {
			t.Errorf("a format without %s is complete", name)
		}
	}
	var into struct{ Formats []Format }
	if err := decode([]byte(`{"formats": [{"key": "a", "seperator": ","}]}`), &into); err == nil || !strings.Contains(err.Error(), "seperator") {
		t.Errorf("an unknown field: %v", err)
	}
	if err := decode([]byte(`{"formats": []} {}`), &into); err == nil {
		t.Error("a second object is read over")
	}
}
