package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A line of `go test -bench`: BenchmarkSign/ES256-2   17650   67890 ns/op ...
var benchLine = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+([0-9.]+) ns/op`)

// goTest runs a package's benchmarks and gives the median time of one operation of each, in the order of the source.
func goTest(ctx context.Context, importPath string, args ...string) (names []string, times map[string]time.Duration, err error) {
	args = append([]string{"test", "-run", "^$", "-bench", ".", "-timeout", "30m"}, append(args, importPath)...)
	out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput()
	if err != nil {
		return nil, nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	samples := map[string][]float64{}
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
	times = map[string]time.Duration{}
	for name, values := range samples {
		times[name] = time.Duration(median(values))
	}
	return names, times, nil
}
