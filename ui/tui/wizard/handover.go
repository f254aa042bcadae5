package wizard

import (
	"suitekey/core/export"
	"suitekey/core/profile"
)

// keyProduct opens the form of the product, where the connection is handed over.
const keyProduct = "e"

// handsOver is the saved connection that the open step hands over to its product. While
// somebody types, the key is text.
func (w pages) handsOver() (p profile.Profile, ok bool) {
	ok = w.walk.Step().HandsOver && (w.phase == asking || w.phase == showing) && !w.Typing()
	return w.walk.State().Former, ok
}

// productForm names what keyProduct opens.
func productForm(p profile.Profile) string {
	if f, known := export.Find(p.Product); known {
		return "form of " + f.Name
	}
	return "export"
}
