// Package p5plugin is the contract between p5 and its plugins, for plugins on HashiCorp's go-plugin.
package p5plugin

import (
	"context"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// Name is the name by which hosts dispense the plugin.
const Name = "auth"

// Handshake is the handshake configuration that p5 and its plugins share. It is not a secret.
var Handshake = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "P5_PLUGIN",
	MagicCookieValue: "v0",
}

// Plugin registers an AuthPlugin with go-plugin: Impl is what a plugin serves, and is nil in a host.
type Plugin struct {
	plugin.NetRPCUnsupportedPlugin
	Impl AuthPlugin
}

// GRPCServer implements plugin.GRPCPlugin.
func (p *Plugin) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	impl := p.Impl
	if !isOutputRead(server) {
		var err error
		if impl, err = logOutput(impl); err != nil {
			return err
		}
	}
	Register(server, impl)
	return nil
}

// GRPCClient implements plugin.GRPCPlugin.
func (p *Plugin) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn) (interface{}, error) {
	return NewClient(conn), nil
}

// Serve runs a plugin until p5 shuts it down.
func Serve(impl AuthPlugin, logger hclog.Logger) {
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: Handshake,
		Plugins:         plugin.PluginSet{Name: &Plugin{Impl: impl}},
		GRPCServer:      plugin.DefaultGRPCServer,
		Logger:          logger,
	})
}
