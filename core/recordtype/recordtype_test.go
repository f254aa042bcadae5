package recordtype

import (
	"reflect"
	"slices"
	"testing"
)

func TestPermissionOf(t *testing.T) {
	for name, want := range map[string]Permission{
		"customer":         {"Customers", "Lists"},
		"salesorder":       {"Sales Order", "Transactions"},
		"salesOrder":       {"Sales Order", "Transactions"},
		"kitItem":          {"Items", "Lists"},
		"vendorBill":       {"Bills", "Transactions"},
		"customrecord_Job": {"customrecord_Job", "Custom Record"},
	} {
		if got, known := PermissionOf(name); got != want || !known {
			t.Errorf("%s: %v, %v, want %v", name, got, known, want)
		}
	}
	if p, known := PermissionOf("fooBar"); known {
		t.Errorf("fooBar: %v", p)
	}
	subtabs := []string{"Lists", "Transactions"}
	for name, p := range load() {
		if !Valid(name) || p.Name == "" || !slices.Contains(subtabs, p.Subtab) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]bool{
		"customer": true, "salesOrder": true, "customrecord_12": true,
		"": false, "1": false, "a b": false, "customer/1": false, "customer?limit=1": false, "_x": false, "kün": false,
	} {
		if Valid(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
	if got, want := Merge([]string{"customer", "job"}, nil, []string{"Customer", "task"}), []string{"customer", "job", "task"}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
