// Command kv is a go-plugin plugin: a store of values under keys, as files in KV_FOLDER.
package main

import (
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// store is the plugin's side of kv.proto.
type store struct {
	folder string
}

// file is the path of a key's value. Keys may contain any character, so they are encoded in hexadecimal.
func (s *store) file(key string) string {
	return filepath.Join(s.folder, hex.EncodeToString([]byte(key))+".value")
}

func (s *store) Get(_ context.Context, req *GetRequest) (*GetResponse, error) {
	value, err := os.ReadFile(s.file(req.Key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, status.Errorf(codes.NotFound, "nothing is stored under %q", req.Key)
	}
	return &GetResponse{Value: value}, err
}

func (s *store) Put(_ context.Context, req *PutRequest) (*PutResponse, error) {
	return &PutResponse{}, os.WriteFile(s.file(req.Key), req.Value, 0o600)
}

// kvPlugin registers the store with go-plugin.
type kvPlugin struct {
	plugin.NetRPCUnsupportedPlugin
	impl *store
}

func (p *kvPlugin) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	server.RegisterService(&kvService, p.impl)
	return nil
}

func (p *kvPlugin) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (interface{}, error) {
	return nil, errors.New("this program is a plugin, not a host")
}

func main() {
	folder := os.Getenv("KV_FOLDER")
	if folder == "" {
		folder = os.TempDir()
	}

	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  1,
			MagicCookieKey:   "KV_PLUGIN",
			MagicCookieValue: "hello",
		},
		Plugins:    plugin.PluginSet{"kv": &kvPlugin{impl: &store{folder: folder}}},
		GRPCServer: plugin.DefaultGRPCServer,
	})
}
