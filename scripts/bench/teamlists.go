package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"suitekey/core/secret"
	"suitekey/scripts/bench/peak"
	"suitekey/storage"
	"suitekey/storage/place"
	"suitekey/storage/team/mirror"
)

// run is what one run of the program took.
type run struct {
	took time.Duration
	busy time.Duration // of the processors; 0 if not known
	peak int64         // of its memory, in bytes; 0 if not known
}

func (r run) String() string {
	text := short(r.took)
	if r.busy > 0 {
		text += ", processors " + short(r.busy)
	}
	if r.peak > 0 {
		text += fmt.Sprintf(", %.0f MB", float64(r.peak)/1e6)
	}
	return text
}

// list runs suitekey list in a vault.
func (b *teamBench) list(ctx context.Context, home, vault string) (run, error) {
	cmd := exec.CommandContext(ctx, b.suitekey, "list", "--home", home, "--vault", vault, "--passphrase-file", b.passphrase())
	var told strings.Builder
	cmd.Stderr = &told
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return run{}, fmt.Errorf("suitekey list: %w: %s", err, told.String())
	}
	r := run{took: time.Since(begin), busy: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	r.peak, _ = peak.Memory(cmd.ProcessState)
	return r, nil
}

// again is the fastest of some runs: what else the computer does slows the others.
func again(times int, measure func() (run, error)) (run, error) {
	var best run
	for i := range times {
		r, err := measure()
		if err != nil {
			return run{}, err
		}
		if i == 0 || r.took < best.took {
			best = r
		}
	}
	return best, nil
}

const listRuns = 5

// lists compares a vault in the engine with a folder of as many connections.
func (b *teamBench) lists(ctx context.Context, size int) error {
	const own = "own"
	one, folder := filepath.Join(b.dir, "one"), filepath.Join(b.dir, "folder")
	if err := errors.Join(b.fillFolder(ctx, one, 1), b.fillFolder(ctx, folder, size)); err != nil {
		return err
	}
	unlock, err := again(listRuns, func() (run, error) { return b.list(ctx, one, own) })
	if err != nil {
		return err
	}
	first, err := b.list(ctx, folder, own)
	if err != nil {
		return err
	}
	listed, err := again(listRuns, func() (run, error) { return b.list(ctx, folder, own) })
	if err != nil {
		return err
	}
	v, err := b.filled(ctx, "many", size)
	if err != nil {
		return err
	}
	b.table = append(b.table, row{what: "list of 1, folder", figure: unlock.String()},
		row{what: fmt.Sprintf("list of %d, folder, first time", size), figure: first.String()},
		row{what: fmt.Sprintf("list of %d, folder", size), figure: listed.String()})
	return errors.Join(b.copies(ctx, v, size), b.compared(ctx, v, size, unlock, first, listed), b.colleague(ctx, v))
}

// compared lists the same number of connections in the engine.
func (b *teamBench) compared(ctx context.Context, v *teamVault, size int, unlock, first, listed run) error {
	var home string
	n := 0
	start, err := again(3, func() (r run, err error) {
		n++
		if home, err = b.another(v, fmt.Sprintf("start-%d", n)); err == nil {
			r, err = b.list(ctx, home, v.name)
		}
		return r, err
	})
	if err != nil {
		return err
	}
	later, err := again(listRuns, func() (run, error) { return b.list(ctx, home, v.name) })
	if err != nil {
		return err
	}
	with := func(what string, ours, theirs run, target string) {
		r := compare(what, ours.took, "folder", theirs.took, target)
		r.figure = ours.String()
		b.table = append(b.table, r)
	}
	with(fmt.Sprintf("list of %d, team, first time", size), start, first, "")
	with(fmt.Sprintf("list of %d, team", size), later, listed, "within 1.3x")
	beyond := run{took: later.took - unlock.took, busy: later.busy - unlock.busy}
	with("the same, without what a list of 1 takes", beyond, run{took: listed.took - unlock.took}, "within 0.3 s")
	return nil
}

// copies measures the copy alone, without the program around it.
func (b *teamBench) copies(ctx context.Context, v *teamVault, size int) error {
	first, err := again(3, func() (run, error) {
		dir, err := os.MkdirTemp(b.dir, "copy")
		if err != nil {
			return run{}, err
		}
		defer os.RemoveAll(dir)
		begin := time.Now()
		err = mirror.New(v.at, dir).Refresh(ctx)
		return run{took: time.Since(begin)}, err
	})
	if err == nil {
		b.table = append(b.table, row{what: fmt.Sprintf("first copy of %d", size), figure: first.String(), target: "within 2 s"})
	}
	return err
}

// large measures a vault that is larger than any that is known.
func (b *teamBench) large(ctx context.Context, size int) error {
	v, err := b.filled(ctx, "large", size)
	if err != nil {
		return err
	}
	home, err := b.another(v, "large-start")
	if err != nil {
		return err
	}
	for _, when := range []string{"first time", "again"} {
		r, err := b.list(ctx, home, v.name)
		if err != nil {
			return err
		}
		b.table = append(b.table, row{what: fmt.Sprintf("list of %d, team, %s", size, when), figure: r.String()})
	}
	return nil
}

// filled makes a vault of so many connections.
func (b *teamBench) filled(ctx context.Context, name string, size int) (*teamVault, error) {
	v, err := b.vault(ctx, name)
	if err != nil {
		return nil, err
	}
	return v, fillSession(ctx, v.session, size, nil)
}

// fillFolder makes a folder of so many connections.
func (b *teamBench) fillFolder(ctx context.Context, home string, size int) error {
	session, err := storage.Open(home, storage.Options{WorkFactor: benchWorkFactor}).Create(secret.New(benchPassphrase))
	if err != nil {
		return err
	}
	return fillSession(ctx, session, size, func(key string, sealed []byte) error {
		return os.WriteFile(filepath.Join(home, filepath.FromSlash(key)), sealed, 0o600)
	})
}

// fillSession fills a vault with copies of its first connection under other names, many
// at a time: saving one after the other would take minutes. In a folder, where nobody
// else is, written writes them.
func fillSession(ctx context.Context, s *storage.Session, size int, written func(key string, sealed []byte) error) error {
	first := filledProfile(0)
	at, key := storage.PlaceOf(s), "profiles/"+first.Name+".age"
	sealed, err := at.Read(ctx, key)
	if err != nil {
		if err = s.Save(first, storage.Change{Journey: "setup"}); err == nil {
			sealed, err = at.Read(ctx, key)
		}
	}
	if err != nil {
		return err
	}
	text, err := storage.OpenValue(s, key, sealed)
	if err != nil {
		return err
	}
	const part = 50
	return inParts(ctx, 1, size, part, func(from, to int) error {
		values := map[string][]byte{}
		for n := from; n < to; n++ {
			name := filledProfile(n).Name
			sealed, err := storage.SealValue(s, []byte(strings.ReplaceAll(string(text), first.Name, name)))
			if err != nil {
				return err
			}
			if values["profiles/"+name+".age"] = sealed; written != nil {
				if err := written("profiles/"+name+".age", sealed); err != nil {
					return err
				}
			}
		}
		if written != nil {
			return nil
		}
		return at.Change(ctx, "filling", func(tx place.Tx) error {
			for key, sealed := range values {
				tx.Write(key, sealed)
			}
			return nil
		})
	})
}

// inParts calls work for parts of a range, several at a time.
func inParts(ctx context.Context, from, to, part int, work func(from, to int) error) error {
	var group sync.WaitGroup
	var mu sync.Mutex
	var failed error
	next := make(chan int)
	for range 2 * runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for begin := range next {
				err := work(begin, min(begin+part, to))
				mu.Lock()
				failed = errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	for begin := from; begin < to && ctx.Err() == nil; begin += part {
		next <- begin
	}
	close(next)
	group.Wait()
	return errors.Join(failed, ctx.Err())
}
