package cli

import (
	"bufio"
	"context"
	"strings"
	"time"

	"suitekey/core/simulator"
	"suitekey/steps"
	"suitekey/ui/app/practice"
	"suitekey/ui/cli/verb"
)

// practiceControl carries out the commands that a person types, or a script writes,
// while the practice NetSuite runs.
type practiceControl struct {
	g        *verb.Globals
	world    *simulator.World
	accounts []practiceAccount
	stop     func()
}

// listen carries out commands until the input ends. The end of the input does not stop
// the simulation: a script may have no input.
func (c *practiceControl) listen(ctx context.Context) {
	readInForeground()
	lines := bufio.NewScanner(c.g.Stdin)
	for lines.Scan() && ctx.Err() == nil {
		c.obey(lines.Text())
	}
}

// practiceKeys are the commands, as h lists them.
var practiceKeys = [][2]string{
	{"u", "unlock the user, after five refused sign-ins"},
	{"s", "the state of the accounts"},
	{"f", "list the faults"},
	{"f NAME", "simulate a fault instead of the previous one"},
	{"c", "clear the fault"},
	{"q", "end practice, like ctrl+c"},
}

func (c *practiceControl) obey(line string) {
	word, name, _ := strings.Cut(strings.TrimSpace(line), " ")
	var err error
	switch strings.ToLower(word) {
	case "":
	case "h", "help", "?":
		for _, key := range practiceKeys {
			c.g.Note("  %-8s %s", key[0], key[1])
		}
	case "u", "unlock":
		err = c.unlock()
	case "s", "state":
		err = c.state()
	case "f", "fault", "faults":
		if name = strings.TrimSpace(name); name == "" {
			c.list()
		} else if err = practice.InjectAll(c.world, name); err == nil {
			c.g.Note("The accounts simulate %s now.", name)
		}
	case "c", "clear":
		if err = practice.InjectAll(c.world, ""); err == nil {
			c.g.Note("No fault is simulated: everything works again.")
		}
	case "q", "quit":
		c.stop()
	default:
		c.g.Note("h and enter lists the commands.")
	}
	if err != nil {
		c.g.Note("%s", steps.Sentence(err))
	}
}

func (c *practiceControl) unlock() error {
	for _, a := range c.accounts {
		if err := c.world.UnlockUser(a.Account); err != nil {
			return err
		}
	}
	c.g.Note("The user can sign in again.")
	return nil
}

func (c *practiceControl) state() error {
	for _, a := range c.accounts {
		until, err := c.world.LockedUntil(a.Account)
		if err != nil {
			return err
		}
		text := "no fault"
		if fault := c.world.ActiveFault(a.Account); fault != "" {
			text = "simulates " + fault
		}
		switch now := c.g.Now(); {
		case until.Sub(now) > 24*time.Hour: // the fault user-locked: no real lock lasts so long
			text += ", the user is locked: u unlocks"
		case !until.IsZero():
			text += ", the user is locked until " + until.In(now.Location()).Format("15:04")
		}
		c.g.Note("account %s: %s", a.Account, text)
	}
	return nil
}

// list lists the faults by name, several per line.
func (c *practiceControl) list() {
	group, line := "", ""
	tell := func() {
		if line != "" {
			c.g.Note(" %s", line)
		}
		line = ""
	}
	for _, f := range practice.Faults() {
		if f.Group != group {
			tell()
			group = f.Group
			c.g.Note("%s", group)
		}
		if len(line)+1+len(f.Name) > 78 {
			tell()
		}
		line += " " + f.Name
	}
	tell()
	c.g.Note("f NAME simulates one. suitekey practice --faults says what each one is.")
}
