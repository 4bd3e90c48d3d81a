// Command dev-env is a p5 plugin for development stacks: it tells Pulumi where a stack's state is and which
// passphrase its secrets have.
package main

import (
	"os"

	"github.com/hashicorp/go-hclog"

	"example.com/p5/dev-env/p5plugin"
)

func main() {
	// Made before Serve: from then on os.Stderr is the output that p5 shows to its user, while the log belongs
	// on the stderr that the process was started with.
	logger := hclog.New(&hclog.LoggerOptions{
		Name:       "dev-env",
		Level:      hclog.Trace,
		Output:     os.Stderr,
		JSONFormat: true,
	})

	p5plugin.Serve(&devEnvPlugin{logger: logger}, logger)
}
