package steps

import (
	"maps"
	"slices"
)

// layers are texts or secrets by the keys of their fields. Like State it is a value: with
// returns a changed copy. The copy is one layer over what was there, whatever that is: a
// field that is being typed into changes its answer with each key.
type layers[T any] struct{ top *layer[T] }

// layer is one change, or at the bottom the values that there were.
type layer[T any] struct {
	key   string
	value T
	gone  bool
	below *layer[T]
	all   map[string]T // at the bottom
	depth int
}

// deepest is the number of layers from which a change puts all of them into one. A step
// makes a few (see Walk.Next).
const deepest = 64

func (v layers[T]) get(key string) (value T, ok bool) {
	for l := v.top; l != nil; l = l.below {
		if l.all != nil {
			value, ok = l.all[key]
			return value, ok
		}
		if l.key == key {
			return l.value, !l.gone
		}
	}
	return value, false
}

func (v layers[T]) with(key string, value T) layers[T] {
	return v.over(layer[T]{key: key, value: value})
}

func (v layers[T]) without(key string) layers[T] {
	if _, ok := v.get(key); !ok {
		return v
	}
	return v.over(layer[T]{key: key, gone: true})
}

func (v layers[T]) over(l layer[T]) layers[T] {
	if v.depth() >= deepest {
		v = v.settled()
	}
	l.below, l.depth = v.top, v.depth()+1
	return layers[T]{&l}
}

func (v layers[T]) depth() int {
	if v.top == nil {
		return 0
	}
	return v.top.depth
}

// settled returns the same values in one layer.
func (v layers[T]) settled() layers[T] {
	if v.top == nil || v.top.all != nil {
		return v
	}
	return layersOf(v.all())
}

// layersOf returns the values of a map, which belongs to them then.
func layersOf[T any](all map[string]T) layers[T] {
	if len(all) == 0 {
		return layers[T]{}
	}
	return layers[T]{&layer[T]{all: all}}
}

// all returns a copy of all values.
func (v layers[T]) all() map[string]T {
	var changes []*layer[T]
	l := v.top
	for ; l != nil && l.all == nil; l = l.below {
		changes = append(changes, l)
	}
	all := map[string]T{}
	if l != nil {
		maps.Copy(all, l.all)
	}
	for _, change := range slices.Backward(changes) {
		if change.gone {
			delete(all, change.key)
		} else {
			all[change.key] = change.value
		}
	}
	return all
}
