package export

import (
	"fmt"
	"strconv"

	"suitekey/core/template"
)

// functions are the functions of the templates.
var functions = template.Functions{
	"sh": sure(shellWord), "json": sure(jsonString), "go": sure(strconv.Quote), "yaml": sure(yamlString),
	"sheet": sure(sheetText), "hcl": sure(hclString), "xml": one(xmlText),
	"properties": one(propertiesText), "ini": one(iniText),
	"systemd": func(args ...string) (string, error) {
		if len(args) != 2 {
			return "", errArguments(2, args)
		}
		return systemdAssignment(args[0], args[1]), nil
	},
}

func sure(write func(string) string) func(...string) (string, error) {
	return one(func(text string) (string, error) { return write(text), nil })
}

func one(write func(string) (string, error)) func(...string) (string, error) {
	return func(args ...string) (string, error) {
		if len(args) != 1 {
			return "", errArguments(1, args)
		}
		return write(args[0])
	}
}

func errArguments(want int, args []string) error {
	return fmt.Errorf("the template gives %d arguments instead of %d", len(args), want)
}

// scope returns what a name in a template stands for.
func (d *page) scope(name string, args ...string) (any, error) {
	switch name {
	case "Value":
		return one(d.Value)(args...)
	case "EnvValue":
		return one(d.EnvValue)(args...)
	}
	if len(args) != 0 {
		return nil, errArguments(0, args)
	}
	switch name {
	case "Name":
		return d.Name, nil
	case "Account":
		return d.Account(), nil
	case "Method":
		return d.Method(), nil
	case "Title":
		return d.Title(), nil
	case "DNSName":
		return d.DNSName(), nil
	case "HyphenName":
		return d.HyphenName(), nil
	case "JSON":
		return d.JSON(), nil
	case "EnvHead":
		return d.EnvHead(), nil
	case "Fields":
		fields := make([]template.Scope, len(d.Fields))
		for i, f := range d.Fields {
			fields[i] = f.scope
		}
		return fields, nil
	case "Guide":
		return template.Scope(d.Guide.scope), nil
	}
	return d.signature(name)
}

// signature returns what a name stands for that is about the sign-in.
func (d *page) signature(name string) (any, error) {
	switch name {
	case "Scopes":
		return d.Scopes(), nil
	case "ScopesJSON":
		return d.ScopesJSON(), nil
	case "IsRSA":
		return d.IsRSA(), nil
	case "Hash":
		return d.Hash(), nil
	case "GoHash":
		return d.GoHash(), nil
	case "GoSum":
		return d.GoSum(), nil
	case "GoCrypto":
		return d.GoCrypto(), nil
	case "HexDigits":
		return d.HexDigits(), nil
	}
	return nil, errName(name)
}

func errName(name string) error { return fmt.Errorf("a template cannot use the name %s", name) }

func (i item) scope(name string, _ ...string) (any, error) {
	switch name {
	case "Label":
		return i.Label, nil
	case "Key":
		return i.Key, nil
	case "Env":
		return i.Env(), nil
	case "Text":
		return i.Text(), nil
	case "IsSecret":
		return i.IsSecret(), nil
	}
	return nil, errName(name)
}

func (g Guide) scope(name string, _ ...string) (any, error) {
	switch name {
	case "Needs":
		return g.Needs, nil
	case "Where":
		return g.Where, nil
	case "Next":
		return g.Next, nil
	}
	return nil, errName(name)
}
