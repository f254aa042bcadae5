package export

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Each function writes a value so that the format's own reader reads back exactly that
// value. A value that the format cannot represent is an error: a changed value would only
// show at the sign-in.

var errNotText = errors.New("a value is not text (it is not UTF-8, or has a zero byte): no format can contain it")

func checkText(text string) error {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return errNotText
	}
	return nil
}

// shellWord returns text as one word of a POSIX shell, without expansions.
func shellWord(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// jsonString returns text as a JSON string, which JavaScript and Python also read.
func jsonString(text string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always encodes, and a builder always accepts it
	return strings.TrimSuffix(b.String(), "\n")
}

// jsonList returns texts as a JSON array.
func jsonList(texts []string) string {
	quoted := make([]string, 0, len(texts))
	for _, text := range texts {
		quoted = append(quoted, jsonString(text))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// yamlString returns text as a double-quoted scalar (YAML 1.2, 5.7 and 7.3.1). In this
// style only escapes have a special meaning.
func yamlString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r > 0xffff && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		case r != ' ' && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// hclString returns text as a string of Terraform's language, without templates (HCL native
// syntax specification, Template Expressions).
func hclString(text string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(jsonString(text))
}

// propertiesText returns text as a value of java.util.Properties.
func propertiesText(text string) (string, error) {
	if strings.ContainsAny(text, "\r\n") || strings.HasPrefix(text, " ") {
		return "", errLines
	}
	return strings.ReplaceAll(text, `\`, `\\`), nil
}

// iniText returns text as a value of odbc.ini, which has no quotes.
func iniText(text string) (string, error) {
	if strings.ContainsAny(text, "\r\n") {
		return "", errLines
	}
	return text, nil
}

// xmlText returns text as the value of an XML attribute.
func xmlText(text string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(text))
	return b.String(), err
}

// systemdAssignment returns NAME=text as one word of an Environment= line, with the
// specifiers (%) and escapes of systemd.syntax(7).
func systemdAssignment(name, text string) string {
	return strings.ReplaceAll(strconv.Quote(name+"="+text), "%", "%%")
}

// sheetText returns text to write behind a label: one line beside the label, several lines
// below it.
func sheetText(text string) string {
	switch {
	case text == "":
		return ""
	case strings.Contains(text, "\n"):
		return "\n" + strings.TrimSuffix(text, "\n")
	}
	return " " + text
}
