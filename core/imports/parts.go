package imports

import "fmt"

// readTree reads a file of nested values: one of its environments, or all of it.
func (c *collector) readTree(tree any, read func(*collector, any)) error {
	if c.choice.Prefix != "" {
		return missingPart("--prefix", nil)
	}
	parts := c.partsOf(tree, read, 6)
	if ok, err := c.choose(parts, "--section", c.choice.Section); ok || err != nil {
		return err
	}
	read(c, tree)
	return nil
}

// holdsObjects reports whether a file contains an object or a list of objects.
func holdsObjects(tree any) bool {
	switch tree := tree.(type) {
	case map[string]any:
		return true
	case []any:
		for _, item := range tree {
			if _, ok := item.(map[string]any); ok {
				return true
			}
		}
	}
	return false
}

// partsOf returns the environments in a tree: on the highest level that has at least two
// of them, in an object under their names or in a list.
func (c *collector) partsOf(node any, read func(*collector, any), depth int) []part {
	children := childrenOf(node)
	if depth == 0 || len(children) == 0 {
		return nil
	}
	var parts []part
	for _, child := range children {
		parts = append(parts, part{child.name, func(c *collector) { read(c, child.node) }})
	}
	if own := c.environments(parts); len(own) > 1 {
		return own
	}
	for _, child := range children {
		if found := c.partsOf(child.node, read, depth-1); len(found) > 1 {
			return found
		}
	}
	return nil
}

// child is a part of a node, with its name for people.
type child struct {
	name string
	node any
}

func childrenOf(node any) []child {
	var children []child
	switch node := node.(type) {
	case map[string]any:
		for _, key := range sorted(node) {
			switch node[key].(type) {
			case map[string]any, []any:
				children = append(children, child{key, node[key]})
			}
		}
	case []any:
		for i, item := range node {
			children = append(children, child{titleOf(item, i), item})
		}
	}
	return children
}

// titleOf returns the name of an item of a list; for a manifest, the name in its
// metadata.
func titleOf(item any, at int) string {
	object, _ := item.(map[string]any)
	if metadata, ok := object["metadata"].(map[string]any); ok {
		object = metadata
	}
	for _, key := range []string{"name", "title", "label", "environment", "id"} {
		if name, ok := object[key].(string); ok && name != "" {
			return name
		}
	}
	return fmt.Sprintf("number %d", at+1)
}

// pair takes an entry of a list of fields, as 1Password, Bitwarden and n8n export it:
// {"label": "consumer key", "value": "..."}.
func (c *collector) pair(object map[string]any) bool {
	value, ok := scalar(object["value"])
	if _, there := object["value"]; !ok || !there {
		return false
	}
	for _, key := range []string{"label", "name", "key", "title", "id"} {
		if name, ok := object[key].(string); ok && c.knows(name) {
			return c.take(name, value)
		}
	}
	return false
}

// output takes an entry of terraform output -json: {"netsuite_account": {"value":
// "..."}}.
func (c *collector) output(name string, object map[string]any) bool {
	value, ok := scalar(object["value"])
	return ok && object["value"] != nil && c.knows(name) && c.take(name, value)
}
