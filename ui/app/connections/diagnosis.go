package connections

import (
	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/storage/diagnoses"
)

// KeepTest stores the result of a test of the saved connection p: a failed one to be read
// again without another sign-in, and after a passed one nothing. It ignores a failure to
// store: another test finds out the same.
func KeepTest(c *Connections, p profile.Profile, r diagnose.Report) {
	data := r.Keep()
	if data == nil {
		dropDiagnosis(c, p.Name)
	} else if kept, ok := diagnosesOf(c); ok {
		_ = kept.Save(p.Name, data)
	}
}

// LastFailure returns the diagnosis of the last test of the saved connection p. It sends
// nothing. There is none if the test passed, or if a tested value has changed since. p has
// its secrets, as Load returns it.
func LastFailure(c *Connections, p profile.Profile) (diagnose.Report, bool) {
	kept, ok := diagnosesOf(c)
	if !ok {
		return diagnose.Report{}, false
	}
	return diagnose.Recall(kept.Load(p.Name), p)
}

// DropOutdated removes the diagnosis of p if it is not of the values of p.
func DropOutdated(c *Connections, p profile.Profile) {
	if _, ok := LastFailure(c, p); !ok {
		dropDiagnosis(c, p.Name)
	}
}

// dropDiagnosis removes the diagnosis of a connection, if there is one.
func dropDiagnosis(c *Connections, name string) {
	if kept, ok := diagnosesOf(c); ok {
		_ = kept.Remove(name)
	}
}

// renameDiagnosis gives the diagnosis of a connection its new name.
func renameDiagnosis(c *Connections, old, name string) {
	kept, ok := diagnosesOf(c)
	if !ok {
		return
	}
	if data := kept.Load(old); data != nil {
		_ = kept.Save(name, data)
	}
	_ = kept.Remove(old)
}

// diagnosesOf returns the place of the diagnoses; false without a folder or an open vault.
func diagnosesOf(c *Connections) (diagnoses.Diagnoses, bool) {
	session := c.Session()
	return diagnoses.Diagnoses{Session: session, Folder: c.Home}, session != nil && c.Home != ""
}
