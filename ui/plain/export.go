package plain

import (
	"context"
	"fmt"
	"strings"

	"suitekey/core/export"
	"suitekey/core/termsafe"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/storage/journal"
	"suitekey/ui/app"
)

// export hands a connection over: the person chooses a format, export lists its values
// with numbers, and shows a value in full when the person types its number.
func (h *house) export(ctx context.Context) error {
	entry, err := h.pick(ctx)
	if err != nil {
		return err
	}
	return h.exportOf(ctx, entry)
}

func (h *house) exportOf(ctx context.Context, entry storage.Entry) error {
	all, err := h.app.Exports(entry.Name)
	if err != nil {
		return err
	}
	var usable []app.Exported
	var texts []string
	for _, e := range all {
		if e.Takes() {
			usable = append(usable, e)
			texts = append(texts, e.Format.Name+": "+e.Format.Note)
		}
	}
	h.say("Export to which product? %d formats do not support %s and are not listed.", len(all)-len(usable), setup.MethodLine(entry.Profile))
	n, err := h.choose(ctx, "Which product?", texts)
	if err != nil {
		return err
	}
	return h.sheet(ctx, usable[n])
}

// productForm shows the saved connection of the journey in the form of its product.
func (j *journey) productForm(ctx context.Context) error {
	p := j.walk.State().Former
	h := &house{Console: j.Console, app: j.app}
	if _, ok := export.Find(p.Product); !ok {
		return h.exportOf(ctx, storage.Entry{Profile: p})
	}
	e, err := j.app.Export(p.Name, p.Product)
	if err != nil {
		j.say("Problem: %s", steps.Sentence(err))
		return nil
	}
	return h.sheet(ctx, e)
}

// sheet lists the values of a format and shows the requested ones.
func (h *house) sheet(ctx context.Context, e app.Exported) error {
	h.gap()
	for _, problem := range e.Problems {
		h.say("Problem: %s", problem)
	}
	for _, warning := range e.Warnings {
		h.say("Warning: %s", warning)
	}
	h.say("Where: %s", e.Format.Guide.Where)
	for _, need := range e.Format.Guide.Needs {
		h.say("Before: %s", need)
	}
	h.say("%s, in the order of its form. Secrets are hidden.", e.Format.Name)
	for i, f := range e.Fields {
		shown := f.Masked()
		if f.Copies().IsEmpty() {
			shown = "(none)"
		}
		h.item(fmt.Sprintf("%3d. ", i+1), "%s: %s", f.Label, shown)
	}
	for _, next := range e.Format.Guide.Next {
		h.say("Then: %s", next)
	}
	prompt := "Type a number to show that value, w to write a file, or Enter to go back:"
	fix, fixes := e.Fix()
	if fixes {
		prompt = fmt.Sprintf("Type f to %s, a number to show that value, w to write a file, or Enter to go back:", fix.Does)
	}
	for {
		text, err := h.ask(ctx, prompt, false)
		if err != nil {
			return err
		}
		text = strings.ToLower(strings.TrimSpace(text))
		n, isNumber := number(text, len(e.Fields))
		switch {
		case text == "":
			return nil
		case isNumber:
			h.inFull(e, e.Fields[n-1])
		case text == "f" && fixes:
			return begin(ctx, h.app, h.Console, fix.Verb, fix.Given)
		case text == "w":
			if err := h.writeExport(ctx, e); err != nil {
				return err
			}
		default:
			h.say("Problem: type a number from 1 to %d, w, or nothing.", len(e.Fields))
		}
	}
}

// inFull shows a value without line breaks, so that people can copy it.
func (h *house) inFull(e app.Exported, f export.Field) {
	if f.IsSecret() {
		h.app.Record(journal.Revealed, e.Profile.Name, f.Label+", on the terminal")
	}
	h.say("%s:", f.Label)
	h.write(termsafe.Visible(strings.TrimSuffix(f.Copies().Reveal(), "\n")) + "\n")
}

func (h *house) writeExport(ctx context.Context, e app.Exported) error {
	path := h.app.ExportPath(e)
	text, err := h.ask(ctx, h.proposing("Path of the file to write", path), false)
	if err != nil {
		return err
	}
	if text, _ = steps.CleanLine(text); text != "" {
		path = text
	}
	withKey := false
	if e.Format.LeavesKeyOut(e.Profile) {
		if withKey, err = h.confirm(ctx, "Include the private key?", false); err != nil {
			return err
		}
	}
	made, err := e.Render(export.Options{WithKey: withKey})
	if err == nil {
		path, err = h.app.WriteExport(path, made, false)
	}
	if err == nil {
		h.app.Record(journal.Exported, e.Profile.Name, e.Format.Key+", to a file")
	}
	if err != nil {
		h.say("Problem: %s", steps.Sentence(err))
		return nil
	}
	h.say("Written to %s. Only you can read the file.", path)
	return nil
}
