// Package template fills in templates in the language of text/template, whose parser it
// uses. text/template itself calls methods by names that it reads at run time. So the
// linker keeps every exported method of every type in the program: 3.6 MB of suitekey.
package template

import (
	"fmt"
	"strconv"
	"strings"
	"text/template/parse"
)

// Scope returns what a name in a template stands for: a string, a bool, an int, a
// []string, a Scope or a []Scope. args are the arguments after the name.
type Scope func(name string, args ...string) (any, error)

// Functions are the functions that a template can call.
type Functions map[string]func(args ...string) (string, error)

// Fill returns the template called name with the values of its names. It fails with the
// error of a Scope or a function, or if the template uses a part of the language that
// Fill does not know: of the actions, Fill knows if, range, with and values.
func Fill(name, text string, functions Functions, data Scope) (string, error) {
	known := map[string]any{"eq": true, "print": true}
	for function := range functions {
		known[function] = true
	}
	trees, err := parse.Parse(name, text, "", "", known)
	if err != nil {
		return "", err
	}
	f := &filling{functions: functions, variables: []variable{{"$", data}}}
	if err := f.list(trees[name].Root, data); err != nil {
		return "", err
	}
	return f.out.String(), nil
}

type variable struct {
	name  string
	value any
}

// filling is one run of Fill.
type filling struct {
	functions Functions
	variables []variable
	out       strings.Builder
}

func unknown(node parse.Node) error {
	return fmt.Errorf("the template uses %s, which is not known", node)
}

// list writes nodes; dot is the value of the dot.
func (f *filling) list(list *parse.ListNode, dot any) error {
	if list == nil {
		return nil
	}
	for _, node := range list.Nodes {
		if err := f.node(node, dot); err != nil {
			return err
		}
	}
	return nil
}

func (f *filling) node(node parse.Node, dot any) error {
	switch node := node.(type) {
	case *parse.TextNode:
		f.out.Write(node.Text)
		return nil
	case *parse.ActionNode:
		value, err := f.pipe(node.Pipe, dot)
		if err != nil {
			return err
		}
		text, err := textOf(node, value)
		f.out.WriteString(text)
		return err
	case *parse.IfNode:
		return f.branch(&node.BranchNode, dot, false)
	case *parse.WithNode:
		return f.branch(&node.BranchNode, dot, true)
	case *parse.RangeNode:
		return f.each(node, dot)
	}
	return unknown(node)
}

// branch writes one of the two lists of an if or a with. with makes the value the dot.
func (f *filling) branch(node *parse.BranchNode, dot any, with bool) error {
	value, err := f.pipe(node.Pipe, dot)
	if err != nil {
		return err
	}
	if !truth(value) {
		return f.list(node.ElseList, dot)
	}
	if with {
		dot = value
	}
	return f.list(node.List, dot)
}

// each writes the list of a range for each of its values.
func (f *filling) each(node *parse.RangeNode, dot any) error {
	value, err := f.pipe(node.Pipe, dot)
	if err != nil {
		return err
	}
	var values []any
	switch list := value.(type) {
	case []string:
		for _, each := range list {
			values = append(values, each)
		}
	case []Scope:
		for _, each := range list {
			values = append(values, each)
		}
	default:
		return unknown(node.Pipe)
	}
	if len(values) == 0 {
		return f.list(node.ElseList, dot)
	}
	outside := len(f.variables)
	for number, each := range values {
		switch declared := node.Pipe.Decl; len(declared) {
		case 2:
			f.variables = append(f.variables, variable{declared[0].Ident[0], number}, variable{declared[1].Ident[0], each})
		case 1:
			f.variables = append(f.variables, variable{declared[0].Ident[0], each})
		}
		if err := f.list(node.List, each); err != nil {
			return err
		}
		f.variables = f.variables[:outside]
	}
	return nil
}

// pipe returns the value of an expression.
func (f *filling) pipe(pipe *parse.PipeNode, dot any) (any, error) {
	if len(pipe.Cmds) != 1 {
		return nil, unknown(pipe)
	}
	words := pipe.Cmds[0].Args
	args := make([]string, 0, len(words)-1)
	for _, word := range words[1:] {
		value, err := f.word(word, dot, nil)
		if err != nil {
			return nil, err
		}
		text, err := textOf(word, value)
		if err != nil {
			return nil, err
		}
		args = append(args, text)
	}
	return f.word(words[0], dot, args)
}

// word returns the value of a word of an expression; args are those of a name or a
// function.
func (f *filling) word(word parse.Node, dot any, args []string) (any, error) {
	switch word := word.(type) {
	case *parse.StringNode:
		return word.Text, nil
	case *parse.DotNode:
		return dot, nil
	case *parse.PipeNode:
		return f.pipe(word, dot)
	case *parse.FieldNode:
		return fields(word, dot, word.Ident, args)
	case *parse.VariableNode:
		for i := len(f.variables) - 1; i >= 0; i-- {
			if f.variables[i].name == word.Ident[0] {
				return fields(word, f.variables[i].value, word.Ident[1:], args)
			}
		}
	case *parse.IdentifierNode:
		switch function := f.functions[word.Ident]; {
		case function != nil:
			return function(args...)
		case word.Ident == "print":
			return strings.Join(args, ""), nil
		case word.Ident == "eq" && len(args) == 2:
			return args[0] == args[1], nil
		}
	}
	return nil, unknown(word)
}

// fields returns what a chain of names stands for, such as .Guide.Next.
func fields(node parse.Node, of any, names, args []string) (value any, err error) {
	for i, name := range names {
		scope, is := of.(Scope)
		if !is {
			return nil, unknown(node)
		}
		if i < len(names)-1 {
			of, err = scope(name)
		} else {
			of, err = scope(name, args...)
		}
		if err != nil {
			return nil, err
		}
	}
	return of, nil
}

func textOf(node parse.Node, value any) (string, error) {
	switch value := value.(type) {
	case string:
		return value, nil
	case int:
		return strconv.Itoa(value), nil
	case bool:
		return strconv.FormatBool(value), nil
	}
	return "", unknown(node)
}

// truth reports whether an if takes its first list.
func truth(value any) bool {
	switch value := value.(type) {
	case string:
		return value != ""
	case bool:
		return value
	case int:
		return value != 0
	case []string:
		return len(value) > 0
	case []Scope:
		return len(value) > 0
	}
	return value != nil
}
