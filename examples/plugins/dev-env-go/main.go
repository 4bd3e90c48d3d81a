// Command dev-env is a p5 plugin for development stacks: it returns the location of a stack's state and the passphrase
// of its secrets.
package main

import (
	"os"

	"github.com/hashicorp/go-hclog"

	"example.com/p5/dev-env/p5plugin"
)

func main() {
	// Created before Serve, which replaces os.Stderr by the output that p5 shows to its user. The log must go to the
	// stderr that the process was started with.
	logger := hclog.New(&hclog.LoggerOptions{
		Name:       "dev-env",
		Level:      hclog.Trace,
		Output:     os.Stderr,
		JSONFormat: true,
	})

	p5plugin.Serve(&devEnvPlugin{logger: logger}, logger)
}
