package steps

import (
	"fmt"
	"slices"
)

// The stages of the journeys, in the order in which a journey has them.
const (
	stageChoose      = "Choose" // which connection, and what for
	stageConnect     = "Connect"
	stageCredentials = "Credentials"
	stageTest        = "Test"
	stageSave        = "Save"
	stageHandOver    = "Hand over"
	stageRetire      = "Retire"
	stageFinish      = "Finish"
)

// place is the place of a step in its journey.
type place struct {
	stage string
	// joins gives the step the number of the step before it in the stage. An answer of
	// the stage decides whether such a step is asked, so a number of its own would
	// change the count of a stage that a person is in.
	joins bool
}

// places is the one table of the stages of all journeys, by the names of the steps.
var places = map[string]place{
	"due":     {stage: stageChoose},
	"leaving": {stage: stageChoose},
	"keeps":   {stage: stageChoose, joins: true},
	"change":  {stage: stageChoose},
	"lost":    {stage: stageChoose},
	"triage":  {stage: stageChoose},
	"choose":  {stage: stageChoose, joins: true},

	"account":  {stage: stageConnect},
	"consumer": {stage: stageConnect},
	"surfaces": {stage: stageConnect},
	"records":  {stage: stageConnect},
	"method":   {stage: stageConnect},
	"wsdl":     {stage: stageConnect, joins: true},
	"wsdl-url": {stage: stageConnect, joins: true},
	"connect":  {stage: stageConnect, joins: true},

	"turn":         {stage: stageCredentials},
	"role":         {stage: stageCredentials},
	"role-id":      {stage: stageCredentials, joins: true},
	"integration":  {stage: stageCredentials},
	"token":        {stage: stageCredentials},
	"use-pair":     {stage: stageCredentials, joins: true},
	"use-token":    {stage: stageCredentials, joins: true},
	"use-id":       {stage: stageCredentials, joins: true},
	"ask-token":    {stage: stageCredentials},
	"allow":        {stage: stageCredentials, joins: true},
	"algorithm":    {stage: stageCredentials},
	"sha1":         {stage: stageCredentials, joins: true},
	"key":          {stage: stageCredentials},
	"existing-key": {stage: stageCredentials, joins: true},
	"jwt":          {stage: stageCredentials, joins: true},
	"key-pair":     {stage: stageCredentials, joins: true},
	"rotate":       {stage: stageCredentials},
	"upload":       {stage: stageCredentials},
	"ask-upload":   {stage: stageCredentials},
	"allow-upload": {stage: stageCredentials, joins: true},
	"scopes":       {stage: stageCredentials},
	"ask-code":     {stage: stageCredentials},
	"allow-code":   {stage: stageCredentials, joins: true},
	"timeout":      {stage: stageCredentials},
	"retry":        {stage: stageCredentials},

	"test":        {stage: stageTest},
	"compare":     {stage: stageTest},
	"differences": {stage: stageTest, joins: true},

	"passphrase": {stage: stageSave},
	"save":       {stage: stageSave},

	"handover": {stage: stageHandOver},
	"in-use":   {stage: stageHandOver, joins: true},
	"retire":   {stage: stageRetire},

	"skipped":   {stage: stageFinish},
	"checklist": {stage: stageFinish, joins: true},
}

// Stage is a part of a journey: what a person sees of its progress.
type Stage struct {
	Title string
	Steps []Mark // in order; a step that shares the number of the step before has no mark of its own
	Done  bool
	Now   bool // contains the open step
}

// At returns the number of the open step in the stage, from 1, or 0.
func (s Stage) At() int {
	return slices.IndexFunc(s.Steps, func(m Mark) bool { return m.Now }) + 1
}

// Position names the stage with the place of the open step in it: "Credentials 2/3".
// A stage of one step is its title alone.
func (s Stage) Position() string {
	if len(s.Steps) < 2 || s.At() == 0 {
		return s.Title
	}
	return fmt.Sprintf("%s %d/%d", s.Title, s.At(), len(s.Steps))
}

// Stages lists the stages of the journey with the steps that apply now. The number of
// steps of a stage does not change while a person is in it.
func (w *Walk) Stages() []Stage {
	marks, _ := w.Progress()
	var stages []Stage
	for _, mark := range marks {
		at := placeOf(mark)
		last := len(stages) - 1
		if last < 0 || stages[last].Title != at.stage {
			stages, last = append(stages, Stage{Title: at.stage, Done: true}), last+1
			at.joins = false
		}
		stage := &stages[last]
		stage.Done, stage.Now = stage.Done && mark.Done, stage.Now || mark.Now
		if at.joins {
			joined(&stage.Steps[len(stage.Steps)-1], mark)
			continue
		}
		stage.Steps = append(stage.Steps, mark)
	}
	return stages
}

// joined gives two steps one mark: that of the open one, or else of the first.
func joined(former *Mark, m Mark) {
	done := former.Done && m.Done
	if m.Now {
		*former = m
	}
	former.Done = done
}

// placeOf returns the place of a step. A step without a journey, such as a question
// before a task, is its own stage.
func placeOf(m Mark) place {
	if at, known := places[m.Name]; known {
		return at
	}
	return place{stage: m.Title}
}

// Stage returns the stage of the open step, or the zero Stage after the end.
func (w *Walk) Stage() Stage {
	for _, stage := range w.Stages() {
		if stage.Now {
			return stage
		}
	}
	return Stage{}
}

// HasPlace reports whether the step called name has a place in the stages.
func HasPlace(name string) bool {
	_, known := places[name]
	return known
}
