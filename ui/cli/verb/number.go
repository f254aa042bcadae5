package verb

import (
	"errors"
	"strconv"

	"github.com/spf13/pflag"
)

// NumberVar adds a flag whose value is a whole decimal number. pflag's own IntVar reads
// Go's notation: 030 as 24, 0x1e as 30, 1_0 as 10.
func NumberVar(flags *pflag.FlagSet, target *int, name string, value int, usage string) {
	*target = value
	flags.Var((*number)(target), name, usage)
}

// number is a flag's value; its type is what the help shows.
type number int

func (n *number) String() string { return strconv.Itoa(int(*n)) }
func (n *number) Type() string   { return "int" }

func (n *number) Set(text string) error {
	value, err := strconv.Atoi(text)
	if err != nil {
		return errors.New("a whole number is needed")
	}
	*n = number(value)
	return nil
}
