package p5plugin

import (
	"bufio"
	"context"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/hashicorp/go-hclog"
	"google.golang.org/grpc"
)

// outputLogger is a plugin whose output goes to its log.
//
// go-plugin takes os.Stdout and os.Stderr from a plugin when it serves. Before 1.1 nobody reads them then: a user never
// sees what the plugin prints, and a plugin that prints more than a pipe holds hangs.
type outputLogger struct {
	AuthPlugin
	output *os.File
	once   sync.Once
}

// isOutputRead tells whether go-plugin streams to the host what the plugin prints. It has its own services registered
// before those of plugins.
func isOutputRead(server *grpc.Server) bool {
	_, ok := server.GetServiceInfo()["plugin.GRPCStdio"]
	return ok
}

// logOutput makes impl one that logs its output, at the level that users see without asking. It is to be called before
// go-plugin sets os.Stderr: the log belongs on the one that the process was started with.
func logOutput(impl AuthPlugin) (AuthPlugin, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	logger := hclog.New(&hclog.LoggerOptions{Name: "output", Output: os.Stderr, JSONFormat: true})
	go logLines(reader, logger)
	return &outputLogger{AuthPlugin: impl, output: writer}, nil
}

// Authenticate takes the output at the first call, which is after go-plugin has taken it.
func (o *outputLogger) Authenticate(ctx context.Context, req *AuthenticateRequest) (*AuthenticateResponse, error) {
	o.once.Do(func() { os.Stdout, os.Stderr = o.output, o.output })
	return o.AuthPlugin.Authenticate(ctx, req)
}

func logLines(output io.Reader, logger hclog.Logger) {
	// Not a bufio.Scanner: it would give up at a long line, and the plugin hang after all.
	lines := bufio.NewReader(output)
	for {
		line, err := lines.ReadString('\n')
		if text := strings.TrimRight(line, "\r\n"); text != "" {
			logger.Warn(text)
		}
		if err != nil {
			return
		}
	}
}
