// Package textfile makes text of the bytes of a file that a person brings: UTF-8
// or UTF-16, with or without a byte order mark, with any line ends.
package textfile

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Decode returns data as UTF-8 with \n for each line end, and whether it is text:
// valid, and without a NUL. UTF-16 is what PowerShell's > and Windows' Notepad
// write; without a byte order mark it is recognised by the NULs of ASCII text.
func Decode(data []byte) (text string, ok bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		text = fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		text = fromUTF16(data[2:], binary.BigEndian)
	case nulAt(data, 1):
		text = fromUTF16(data, binary.LittleEndian)
	case nulAt(data, 0):
		text = fromUTF16(data, binary.BigEndian)
	default:
		text = string(bytes.TrimPrefix(data, []byte("\ufeff")))
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", false
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), true
}

// nulAt reports whether data begins like ASCII in UTF-16 whose NULs are at the odd
// (first is 1) or even (0) places.
func nulAt(data []byte, first int) bool {
	const looked = 8
	if len(data) < looked || len(data)%2 != 0 {
		return false
	}
	for i, b := range data[:looked] {
		if (b == 0) != (i%2 == first) {
			return false
		}
	}
	return true
}

func fromUTF16(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}
