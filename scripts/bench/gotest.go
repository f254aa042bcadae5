package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// A line of `go test -bench`: BenchmarkSign/ES256-2   17650   67890 ns/op ...
var benchLine = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+([0-9.]+) ns/op`)

// goTest runs a package's benchmarks several times over and gives the median time of one operation of each, in the order of the
// source. All of them take turns, so that a slow minute of the machine slows both sides of a comparison.
func goTest(ctx context.Context, dir, importPath string, passes int, benchtime string) (names []string, times map[string]time.Duration, err error) {
	return goTestIn(ctx, ".", dir, importPath, ".", passes, benchtime)
}

// goTestIn is goTest with the benchmarks that match only, of the module in the folder source.
func goTestIn(ctx context.Context, source, dir, importPath, only string, passes int, benchtime string) (names []string, times map[string]time.Duration, err error) {
	program := filepath.Join(dir, filepath.Base(importPath)+".test")
	building := exec.CommandContext(ctx, "go", "test", "-c", "-o", program, importPath)
	building.Dir = source
	if out, err := building.CombinedOutput(); err != nil {
		return nil, nil, fmt.Errorf("building the tests of %s: %w\n%s", importPath, err, out)
	}
	defer os.Remove(program)
	samples := map[string][]float64{}
	for range passes {
		cmd := exec.CommandContext(ctx, program, "-test.run=^$", "-test.bench="+only, "-test.benchtime="+benchtime)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			return nil, nil, fmt.Errorf("the benchmarks of %s: %w\n%s", importPath, err, out)
		}
		for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
			match := benchLine.FindStringSubmatch(lines.Text())
			if match == nil {
				continue
			}
			ns, err := strconv.ParseFloat(match[2], 64)
			if err != nil {
				continue
			}
			if _, known := samples[match[1]]; !known {
				names = append(names, match[1])
			}
			samples[match[1]] = append(samples[match[1]], ns)
		}
	}
	times = map[string]time.Duration{}
	for name, values := range samples {
		times[name] = time.Duration(median(values))
	}
	return names, times, nil
}
