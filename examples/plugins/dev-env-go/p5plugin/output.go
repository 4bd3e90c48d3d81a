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
// go-plugin replaces os.Stdout and os.Stderr when a plugin serves. Before 1.1 it does not read them: what the plugin
// prints is lost, and a plugin that prints more than a pipe buffers hangs.
type outputLogger struct {
	AuthPlugin
	output *os.File
	once   sync.Once
}

// isOutputRead reports whether go-plugin streams the plugin's output to the host. It registers its own services before
// those of plugins.
func isOutputRead(server *grpc.Server) bool {
	_, ok := server.GetServiceInfo()["plugin.GRPCStdio"]
	return ok
}

// logOutput returns impl with its output logged at a level that users see by default. Call it before go-plugin sets
// os.Stderr: the log must go to the one that the process was started with.
func logOutput(impl AuthPlugin) (AuthPlugin, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	logger := hclog.New(&hclog.LoggerOptions{Name: "output", Output: os.Stderr, JSONFormat: true})
	go logLines(reader, logger)
	return &outputLogger{AuthPlugin: impl, output: writer}, nil
}

// Authenticate redirects the output at the first call, which is after go-plugin has done so.
func (o *outputLogger) Authenticate(ctx context.Context, req *AuthenticateRequest) (*AuthenticateResponse, error) {
	o.once.Do(func() { os.Stdout, os.Stderr = o.output, o.output })
	return o.AuthPlugin.Authenticate(ctx, req)
}

func logLines(output io.Reader, logger hclog.Logger) {
	// Not a bufio.Scanner: it would stop at a long line, and the plugin would hang.
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
