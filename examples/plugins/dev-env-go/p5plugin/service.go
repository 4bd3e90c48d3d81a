package p5plugin

import (
	"context"
	"errors"

	"google.golang.org/grpc"
)

const authenticateMethod = "/p5.plugin.v0.AuthPlugin/Authenticate"

// AuthPlugin is what a p5 plugin does. An error reaches p5 as gRPC status UNKNOWN with its text, but that of
// RequiredSetting as a failure; use Failure to describe to the user what to do.
type AuthPlugin interface {
	Authenticate(ctx context.Context, req *AuthenticateRequest) (*AuthenticateResponse, error)
}

var authPluginService = grpc.ServiceDesc{
	ServiceName: "p5.plugin.v0.AuthPlugin",
	HandlerType: (*AuthPlugin)(nil),
	Methods:     []grpc.MethodDesc{{MethodName: "Authenticate", Handler: handleAuthenticate}},
	Metadata:    "p5/plugin/v0/plugin.proto",
}

// Register serves impl on a gRPC server.
func Register(server *grpc.Server, impl AuthPlugin) {
	server.RegisterService(&authPluginService, impl)
}

func handleAuthenticate(
	srv interface{},
	ctx context.Context,
	decode func(interface{}) error,
	interceptor grpc.UnaryServerInterceptor,
) (interface{}, error) {
	req := new(AuthenticateRequest)
	if err := decode(req); err != nil {
		return nil, err
	}
	if interceptor == nil {
		return authenticate(ctx, srv.(AuthPlugin), req)
	}
	info := &grpc.UnaryServerInfo{Server: srv, FullMethod: authenticateMethod}
	return interceptor(ctx, req, info, func(ctx context.Context, req interface{}) (interface{}, error) {
		return authenticate(ctx, srv.(AuthPlugin), req.(*AuthenticateRequest))
	})
}

func authenticate(ctx context.Context, impl AuthPlugin, req *AuthenticateRequest) (*AuthenticateResponse, error) {
	resp, err := impl.Authenticate(ctx, req)
	var missing *MissingSettingError
	if errors.As(err, &missing) {
		return Failure(missing.Error()), nil
	}
	return resp, err
}

// NewClient calls a plugin over a gRPC connection.
func NewClient(conn *grpc.ClientConn) AuthPlugin {
	return &client{conn: conn}
}

type client struct {
	conn *grpc.ClientConn
}

func (c *client) Authenticate(ctx context.Context, req *AuthenticateRequest) (*AuthenticateResponse, error) {
	resp := new(AuthenticateResponse)
	if err := c.conn.Invoke(ctx, authenticateMethod, req, resp); err != nil {
		return nil, err
	}
	return resp, nil
}
