package imports

import (
	"errors"
	"strings"
)

// readPostman reads exports of Postman: an environment, the globals, a collection, or a
// dump of all environments. All of them list {"key": ..., "value": ...}, also the OAuth
// settings of a request. Disabled entries do not count.
// https://schema.getpostman.com/collection/json/v2.1.0/draft-07/collection.json
func readPostman(c *collector, text string) error {
	tree, err := parseJSON(text)
	if err != nil {
		return err
	}
	if holdsObjects(tree) {
		return c.readTree(tree, func(c *collector, node any) {
			if object, ok := node.(map[string]any); ok {
				if name, ok := object["name"].(string); ok {
					c.take("name", name)
				}
			}
			c.pairs(node, 40)
		})
	}
	return errors.New("it is not a Postman environment: export one from Environments, with its values")
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
