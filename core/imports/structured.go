package imports

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tailscale/hujson"
	"go.yaml.in/yaml/v3"
)

// deepest is the greatest depth at which values are read.
const deepest = 12

// readJSON reads an object. It uses the names of its values at any depth.
func readJSON(c *collector, text string) error {
	tree, err := parseJSON(text)
	if err != nil {
		return err
	}
	if holdsObjects(tree) {
		return c.readTree(tree, func(c *collector, node any) { c.walk("", "", node, deepest) })
	}
	return errors.New("it must be an object: {\"account\": \"1234567_SB1\", ...}")
}

func parseJSON(text string) (any, error) {
	// Comments and trailing commas, as VS Code and JSON5 allow them.
	if standard, err := hujson.Standardize([]byte(text)); err == nil {
		text = string(standard)
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber() // an account ID is no number to calculate with
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, errors.New("it is not JSON: export it again, or check that it is complete")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is text after the JSON: suitekey imports one connection at a time")
	}
	return tree, nil
}

// walk reads a node with its own name and the name of its parent.
func (c *collector) walk(above, name string, node any, depth int) {
	if depth == 0 {
		return
	}
	switch node := node.(type) {
	case map[string]any:
		if c.pair(node) || c.output(name, node) {
			return
		}
		node, own := decoded(node), c.own
		for _, key := range sorted(node) {
			c.own = own || saysNetSuite(key)
			c.walk(name, key, node[key], depth-1)
		}
		c.own = own
	case []any:
		var parts []string
		for _, item := range node {
			if part, ok := scalar(item); ok {
				parts = append(parts, part)
				continue
			}
			c.walk(above, name, item, depth-1)
		}
		if len(parts) > 0 && !c.assigned(parts) {
			c.takeUnder(above, name, strings.Join(parts, ","))
		}
	default:
		text, ok := scalar(node)
		if inner := objectIn(text); inner != nil {
			c.walk(above, name, inner, depth-1)
		} else if ok {
			c.takeUnder(above, name, text)
		}
	}
}

// objectIn returns the JSON object in a value: secret stores keep several values in one,
// such as SecretString of AWS and value of Azure. It returns nil if the value is no
// object.
func objectIn(text string) map[string]any {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return nil
	}
	tree, err := parseJSON(text)
	if err != nil {
		return nil
	}
	object, _ := tree.(map[string]any)
	return object
}

// takeUnder offers a value by its name. For an unknown name it uses the parent's name,
// too: {"token": {"secret": "..."}}.
func (c *collector) takeUnder(above, name, value string) {
	path := name
	if above != "" {
		path = above + "." + name
	}
	if !c.take(name, value) && (above == "" || !c.take(path, value)) {
		c.unknown(path)
	}
}

// assigned takes a list of NAME=VALUE, which Docker Compose allows as the environment of
// a service. ok is false if none of the names is known.
func (c *collector) assigned(list []string) (ok bool) {
	var settings []setting
	for _, text := range list {
		if name, value, is := assignment(text); is {
			settings = append(settings, setting{name: name, value: value})
			ok = ok || c.knows(name)
		}
	}
	if ok {
		loose := c.loose
		c.loose = false // a service has other variables beside those of NetSuite
		c.takeAll(settings)
		c.loose = loose
	}
	return ok
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

// readYAML reads an object in YAML. It takes values as written, because YAML itself
// would turn account IDs into numbers. It does not follow aliases: a file of credentials
// needs none, and a hostile file has many.
func readYAML(c *collector, text string) error {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var documents []any
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(documents) == mostDocuments {
			return errors.New("it is not YAML: check that it is complete")
		}
		if len(document.Content) > 0 && (document.Content[0].Kind == yaml.MappingNode || document.Content[0].Kind == yaml.SequenceNode) {
			documents = append(documents, tree(document.Content[0], deepest))
		}
	}
	switch len(documents) {
	case 0:
		return errors.New("it must be a list of keys with their values, one line for each: account: 1234567_SB1")
	case 1:
		return c.readTree(documents[0], func(c *collector, node any) { c.walk("", "", node, deepest) })
	}
	return c.readTree(documents, func(c *collector, node any) { c.walk("", "", node, deepest) })
}

// mostDocuments limits the number of manifests in a file.
const mostDocuments = 100

// decoded returns a manifest of Kubernetes with decoded data, which is base64 there; any
// other object unchanged. https://kubernetes.io/docs/concepts/configuration/secret/
func decoded(object map[string]any) map[string]any {
	data, ok := object["data"].(map[string]any)
	if !ok || object["kind"] != "Secret" {
		return object
	}
	plain := map[string]any{}
	for name, value := range data {
		plain[name] = value
		text, _ := value.(string)
		if bytes, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), "")); err == nil {
			plain[name] = string(bytes)
		}
	}
	object = maps.Clone(object)
	object["data"] = plain
	return object
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

func sorted(object map[string]any) []string {
	return slices.Sorted(maps.Keys(object))
}
