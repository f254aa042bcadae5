package connections

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// TestShowHasEveryField fails when the JSON of show, or its schema, lacks a field
// of core/profile, and when it has a secret.
func TestShowHasEveryField(t *testing.T) {
	p := profile.Profile{Method: profile.M2M}
	for _, f := range profile.Fields() {
		switch v := f.At(&p).(type) {
		case *string:
			*v = "text " + f.Key
		case *secret.Secret:
			*v = secret.New("canary " + f.Key)
		case *account.ID:
			*v, _ = account.Parse("1234567_SB1")
		case *time.Time:
			*v = time.Unix(1_800_000_000, 0)
		case *[]string:
			*v = []string{"text " + f.Key}
		case *[]profile.Surface:
			*v = []profile.Surface{profile.REST}
		case *profile.Tested:
			v.At, v.Company = time.Unix(1_800_000_000, 0), "Acme"
		}
	}
	text, err := json.Marshal(detailed(p))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "canary") {
		t.Error("show prints a secret")
	}
	var shown map[string]any
	if err := json.Unmarshal(text, &shown); err != nil {
		t.Fatal(err)
	}
	schema := schemaOf(t, "show")
	for _, key := range slices.Sorted(maps.Keys(shown)) {
		if _, there := schema.Properties[key]; !there {
			t.Errorf("docs/schema/show.json has no property %s", key)
		}
	}
	for _, f := range profile.Fields() {
		key, _ := detail(f, &p)
		if f.IsSecret() || slices.Contains(notDetails, f.Key) {
			continue
		}
		if _, there := shown[key]; !there {
			t.Errorf("show --json has no %s", key)
		}
		if slices.Contains(schema.Required, key) != f.Always {
			t.Errorf("docs/schema/show.json: %s is required: %v, want %v", key, !f.Always, f.Always)
		}
	}
	text, err = json.Marshal(connectionOf(p, time.Time{}))
	if err != nil {
		t.Fatal(err)
	}
	var listed map[string]any
	if err := json.Unmarshal(text, &listed); err != nil {
		t.Fatal(err)
	}
	for key := range schemaOf(t, "list").Properties["profiles"].Items.Properties {
		if _, there := listed[key]; !there && !slices.Contains([]string{"default", "error"}, key) {
			t.Errorf("docs/schema/list.json has %s, and list --json does not", key)
		}
	}
}

type schema struct {
	AnyOf      []schema          `json:"anyOf"`
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
	Items      *schema           `json:"items"`
}

// schemaOf returns the schema of what a verb prints.
func schemaOf(t *testing.T, verb string) schema {
	t.Helper()
	text, err := os.ReadFile("../../../docs/schema/" + verb + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s.AnyOf[0]
}
