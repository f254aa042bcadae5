package app

import (
	"fmt"
	"log/slog"

	"os"

	"suitekey/core/netsuite"
	"suitekey/ui/app/files"
)

// callLog writes one line for each call to NetSuite. An Exchange contains no credentials,
// no query and no bodies, so the file contains none either.
type callLog struct {
	file   *os.File
	logger *slog.Logger
}

func openLog(path string) (*callLog, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the log %s: it cannot be written; choose another file", files.Shown(path))
	}
	return &callLog{file: file, logger: slog.New(slog.NewJSONHandler(file, nil))}, nil
}

func (l *callLog) exchange(e netsuite.Exchange) {
	l.logger.Info("call", "doing", e.Doing, "method", e.Method, "host", e.Host, "try", e.Try, "status", e.Status,
		"ms", e.Duration.Milliseconds(), "class", string(e.Class), "tls", e.TLS, "issuer", e.Issuer)
}
