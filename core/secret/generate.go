package secret

import (
	"fmt"
	"strings"

	"github.com/sethvargo/go-diceware/diceware"
)

// generatedWords is the number of words in a generated passphrase. Eight of 7,776 words
// are 103 bits, about what age takes for its own.
const generatedWords = 8

// GeneratePassphrase returns a passphrase of random words, joined by dashes as age joins
// them. The words are those of the EFF, which are long but easy to type.
func GeneratePassphrase() (Secret, error) {
	words, err := diceware.Generate(generatedWords)
	if err != nil {
		return Secret{}, fmt.Errorf("making a passphrase: %w", err)
	}
	return New(strings.Join(words, "-")), nil
}
