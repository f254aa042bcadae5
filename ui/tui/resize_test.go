//go:build !windows

package tui

import (
	"io"
	"os"
	"reflect"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A resize is seen although Bubble Tea does not listen yet.
func TestAResizeBeforeTheFirstFrame(t *testing.T) {
	c := newScreen(t, setting{demo: true})
	asked := make(chan struct{}, 16)
	program := tea.NewProgram(c.model, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(),
		tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
			if reflect.TypeOf(msg) == reflect.TypeOf(tea.RequestWindowSize()) {
				asked <- struct{}{}
			}
			return msg
		}))
	defer c.model.watchSignals(program)()
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := program.Run()
		ended <- err
	}()
	select {
	case <-asked:
	case <-time.After(hangs):
		t.Error("nobody asked for the size after the resize")
	}
	program.Quit()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
