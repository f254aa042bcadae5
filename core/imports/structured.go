package imports

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// deepest is how far values may lie below the top of a file.
const deepest = 12

// readJSON reads an object: the names of its values count, however deep they lie.
func readJSON(c *collector, text string) error {
	tree, err := parseJSON(text)
	if err != nil {
		return err
	}
	if _, ok := tree.(map[string]any); !ok {
		return errors.New("it must be an object: {\"account\": \"1234567_SB1\", ...}")
	}
	c.walk("", tree, deepest)
	return nil
}

func parseJSON(text string) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber() // an account ID is no number to calculate with
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, errors.New("it is not JSON: export it again, or check that it is whole")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON in it: one connection is imported at a time")
	}
	return tree, nil
}

func (c *collector) walk(name string, node any, depth int) {
	if depth == 0 {
		return
	}
	switch node := node.(type) {
	case map[string]any:
		for _, key := range sorted(node) {
			c.walk(key, node[key], depth-1)
		}
	case []any:
		var parts []string
		for _, item := range node {
			if part, ok := scalar(item); ok {
				parts = append(parts, part)
				continue
			}
			c.walk("", item, depth-1)
		}
		if len(parts) > 0 && !c.take(name, strings.Join(parts, ",")) {
			c.unknown(name)
		}
	default:
		if text, ok := scalar(node); ok && !c.take(name, text) {
			c.unknown(name)
		}
	}
}

func scalar(node any) (string, bool) {
	switch node := node.(type) {
	case string:
		return node, true
	case json.Number:
		return node.String(), true
	case bool:
		return strconv.FormatBool(node), true
	case nil:
		return "", true
	}
	return "", false
}

// readYAML reads the same as YAML. Values are taken as they are written: YAML's
// own reading would make numbers of account IDs. Aliases are not followed, which
// a file of credentials does not need and a hostile one is full of.
func readYAML(c *collector, text string) error {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		return errors.New("it is not YAML: check that it is whole")
	}
	if len(document.Content) == 0 || document.Content[0].Kind != yaml.MappingNode {
		return errors.New("it must be a list of keys with their values, a line each: account: 1234567_SB1")
	}
	c.walk("", tree(document.Content[0], deepest), deepest)
	return nil
}

func tree(node *yaml.Node, depth int) any {
	if depth == 0 {
		return nil
	}
	switch node.Kind {
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Kind == yaml.ScalarNode {
				object[node.Content[i].Value] = tree(node.Content[i+1], depth-1)
			}
		}
		return object
	case yaml.SequenceNode:
		list := make([]any, 0, len(node.Content))
		for _, item := range node.Content {
			list = append(list, tree(item, depth-1))
		}
		return list
	case yaml.ScalarNode:
		if node.Tag == "!!null" {
			return ""
		}
		return node.Value
	}
	return nil
}

// readPostman reads what Postman exports: an environment, the globals or a
// collection. All of them list {"key": ..., "value": ...}, the OAuth settings of a
// request as well. What is switched off does not count.
// https://schema.getpostman.com/collection/json/v2.1.0/draft-07/collection.json
func readPostman(c *collector, text string) error {
	tree, err := parseJSON(text)
	if err != nil {
		return err
	}
	object, ok := tree.(map[string]any)
	if !ok {
		return errors.New("it is no environment of Postman: export one from Environments, with its values")
	}
	if name, ok := object["name"].(string); ok {
		c.take("name", name)
	}
	c.pairs(object, 40)
	return nil
}

func (c *collector) pairs(node any, depth int) {
	if depth == 0 {
		return
	}
	switch node := node.(type) {
	case []any:
		for _, item := range node {
			c.pairs(item, depth-1)
		}
	case map[string]any:
		key, named := node["key"].(string)
		value, plain := scalar(node["value"])
		if !named || !plain {
			for _, name := range sorted(node) {
				c.pairs(node[name], depth-1)
			}
			return
		}
		if node["enabled"] == false || node["disabled"] == true || strings.HasPrefix(value, "{{") {
			return
		}
		if !c.take(key, value) && value != "" && about(key) {
			c.unknown(key)
		}
	}
}

func sorted(object map[string]any) []string {
	return slices.Sorted(maps.Keys(object))
}
