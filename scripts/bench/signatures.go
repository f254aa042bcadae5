package main

import (
	"context"
	"fmt"
	"time"
)

// A signing is one of our benchmarks and the bare cryptography of the same package to hold it against.
type signing struct{ importPath, ours, bare, what, against, target string }

var signings = []signing{
	{"suitekey/core/tba", "Signature", "BareHMAC", "REST signature", "crypto/hmac", "within 1.15x"},
	{"suitekey/core/tba", "PassportSignature", "BareHMACPassport", "SOAP passport signature", "crypto/hmac", "within 1.15x"},
	{"suitekey/core/tba", "Header", "BareHMAC", "whole REST header", "crypto/hmac", ""},
	{"suitekey/core/m2m", "AssertionES256", "BareECDSA", "client assertion ES256", "crypto/ecdsa", "within 1.15x"},
}

func signatures(ctx context.Context, dir string) ([]row, error) {
	var rows []row
	measured := map[string]map[string]time.Duration{}
	for _, s := range signings {
		times, done := measured[s.importPath]
		if !done {
			var err error
			if _, times, err = goTest(ctx, dir, s.importPath, 9, "100ms"); err != nil {
				return rows, err
			}
			measured[s.importPath] = times
		}
		ours, bare := times[s.ours], times[s.bare]
		if ours == 0 || bare == 0 {
			return rows, fmt.Errorf("%s has no benchmarks named %s and %s", s.importPath, s.ours, s.bare)
		}
		r := compare(s.what, ours, s.against, bare, s.target)
		r.figure = fmt.Sprintf("%s, %.0f/s", r.figure, float64(time.Second)/float64(ours))
		rows = append(rows, r)
	}
	return rows, nil
}
