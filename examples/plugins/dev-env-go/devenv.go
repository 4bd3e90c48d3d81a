package main

import (
	"context"
	"sync/atomic"

	"github.com/hashicorp/go-hclog"

	"example.com/p5/dev-env/p5plugin"
)

const defaultBackendURL = "file://~/.pulumi"

// devEnv gives a stack its state backend and the passphrase of its secrets.
type devEnv struct {
	logger hclog.Logger
	calls  int32
}

// Authenticate implements p5plugin.AuthPlugin.
func (d *devEnv) Authenticate(
	_ context.Context, req *p5plugin.AuthenticateRequest,
) (*p5plugin.AuthenticateResponse, error) {
	calls := atomic.AddInt32(&d.calls, 1)
	d.logger.Info("authenticated", "stack", req.StackName, "calls", calls)

	return &p5plugin.AuthenticateResponse{
		Success: true,
		Env: map[string]string{
			"PULUMI_BACKEND_URL":       req.Setting("backendUrl", defaultBackendURL),
			"PULUMI_CONFIG_PASSPHRASE": req.Setting("passphrase", ""),
		},
		TTLSeconds: p5plugin.NeverExpires,
	}, nil
}
