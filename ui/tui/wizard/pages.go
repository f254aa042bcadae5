package wizard

import (
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/tui/wish"
)

// pages are the links and pages that a wizard offers to open, to copy and to read.
type pages struct{ *Wizard }

// links returns the pages of NetSuite that can be opened now.
func (w pages) links() []wish.Browse {
	if w.phase == lost {
		if page, ok := w.test.Page(); ok {
			return []wish.Browse{page}
		}
		return nil
	}
	var links []wish.Browse
	if step := w.walk.Step(); step.Do != nil && (w.phase == asking || w.phase == working) {
		for _, do := range step.Do(w.form.State()) {
			if do.URL != "" {
				links = append(links, wish.Browse{Menu: do.Menu, URL: do.URL})
			}
		}
	}
	return links
}

// current returns the next page. Each use moves on to the following one.
func (w pages) current() (wish.Browse, bool) {
	links := w.links()
	if len(links) == 0 {
		return wish.Browse{}, false
	}
	return links[w.link%len(links)], true
}

func (w pages) openPage() wish.List {
	page, ok := w.current()
	if !ok {
		return wish.List{wish.Say("There is no link here: follow the menu path.")}
	}
	w.link++
	return wish.List{page}
}

// copyLink copies the path of the certificate if the step uploads one, otherwise the link.
func (w pages) copyLink() wish.List {
	if path := w.certificatePath(); path != "" {
		return wish.List{wish.Copy{What: "the path of the certificate", Text: secret.New(path)}}
	}
	page, ok := w.current()
	if !ok {
		return wish.List{wish.Say("There is nothing to copy here.")}
	}
	w.link++
	return wish.List{wish.Copy{What: "the link", Text: secret.New(page.URL)}}
}

func (w pages) certificatePath() string {
	if w.phase != asking {
		return ""
	}
	waiting, _ := w.walk.Waiting()
	return waiting.File(steps.FileCertificate)
}

// readPage shows the page for the administrator.
func (w pages) readPage() wish.List {
	if w.certificatePath() == "" {
		return wish.List{wish.Say("There is no page for an administrator on this step.")}
	}
	state := w.walk.State()
	return wish.List{wish.ReadPage{Text: setup.HandOff(state), File: state.PageFile}}
}
