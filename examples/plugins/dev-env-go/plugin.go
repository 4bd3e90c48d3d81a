package main

import (
	"context"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/go-hclog"

	"example.com/p5/dev-env/p5plugin"
)

const defaultBackendURL = "file://~/.pulumi"

// devEnvPlugin returns a stack's state backend and the passphrase of its secrets.
type devEnvPlugin struct {
	logger hclog.Logger
	calls  int32
}

// Authenticate implements p5plugin.AuthPlugin.
func (p *devEnvPlugin) Authenticate(
	_ context.Context, req *p5plugin.AuthenticateRequest,
) (*p5plugin.AuthenticateResponse, error) {
	calls := atomic.AddInt32(&p.calls, 1)

	backendURL := req.Setting("backendUrl", defaultBackendURL)
	if !strings.Contains(backendURL, "://") {
		return p5plugin.Failure("backendUrl has no scheme. Write it like file://~/.pulumi or s3://bucket."), nil
	}

	p.logger.Info("authenticated", "stack", req.StackName, "calls", calls)
	env := map[string]string{
		"PULUMI_BACKEND_URL":       backendURL,
		"PULUMI_CONFIG_PASSPHRASE": req.Setting("passphrase", ""),
	}
	return p5plugin.Success(env, p5plugin.NeverExpires), nil
}
