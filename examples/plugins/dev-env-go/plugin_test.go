package main

// These tests expect exactly what plugin.go returns and logs: change them together with it.

import (
	"bytes"
	"context"
	"net"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
	"google.golang.org/grpc"

	"example.com/p5/dev-env/p5plugin"
)

// Each request goes over a real connection, so that the hand-written messages are tested too.
func TestAuthenticate(t *testing.T) {
	tests := map[string]struct {
		program, stack map[string]string
		want           map[string]string
	}{
		"defaults": {
			want: map[string]string{"PULUMI_BACKEND_URL": "file://~/.pulumi", "PULUMI_CONFIG_PASSPHRASE": ""},
		},
		"the program's values": {
			program: map[string]string{"backendUrl": "s3://program", "passphrase": "p"},
			want:    map[string]string{"PULUMI_BACKEND_URL": "s3://program", "PULUMI_CONFIG_PASSPHRASE": "p"},
		},
		"the stack's values win, also empty ones": {
			program: map[string]string{"backendUrl": "s3://program", "passphrase": "p"},
			stack:   map[string]string{"backendUrl": "s3://stack", "passphrase": ""},
			want:    map[string]string{"PULUMI_BACKEND_URL": "s3://stack", "PULUMI_CONFIG_PASSPHRASE": ""},
		},
	}

	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			client := connect(t, &devEnvPlugin{logger: hclog.NewNullLogger()})

			resp, err := client.Authenticate(context.Background(), &p5plugin.AuthenticateRequest{
				ProgramConfig: tt.program,
				StackConfig:   tt.stack,
				StackName:     "dev",
			})
			if err != nil {
				t.Fatal(err)
			}

			if !resp.Success || resp.TTLSeconds != p5plugin.NeverExpires {
				t.Errorf("success %v, ttl %d: want a success that never expires", resp.Success, resp.TTLSeconds)
			}
			if !reflect.DeepEqual(resp.Env, tt.want) {
				t.Errorf("env %v, want %v", resp.Env, tt.want)
			}
		})
	}
}

func TestAuthenticateRefusesABackendWithoutScheme(t *testing.T) {
	client := connect(t, &devEnvPlugin{logger: hclog.NewNullLogger()})

	resp, err := client.Authenticate(context.Background(), &p5plugin.AuthenticateRequest{
		StackConfig: map[string]string{"backendUrl": "user:correct horse@host"},
	})
	if err != nil {
		t.Fatal(err)
	}

	if resp.Success || len(resp.Env) > 0 || !strings.Contains(resp.Error, "backendUrl") {
		t.Errorf("success %v, env %v, error %q: want a failure that names the setting", resp.Success, resp.Env, resp.Error)
	}
	if strings.Contains(resp.Error, "correct horse") {
		t.Error("the failure shows the setting's value")
	}
}

func TestAuthenticateLogsCallsAndNoValues(t *testing.T) {
	var log bytes.Buffer
	logger := hclog.New(&hclog.LoggerOptions{Output: &log, JSONFormat: true})
	client := connect(t, &devEnvPlugin{logger: logger})

	req := &p5plugin.AuthenticateRequest{
		StackName:   "dev",
		StackConfig: map[string]string{"passphrase": "correct horse"},
	}
	for i := 0; i < 2; i++ {
		if _, err := client.Authenticate(context.Background(), req); err != nil {
			t.Fatal(err)
		}
	}

	if text := log.String(); !strings.Contains(text, `"calls":2`) || !strings.Contains(text, `"stack":"dev"`) {
		t.Errorf("the log does not name the stack and the second call: %s", text)
	}
	if strings.Contains(log.String(), "correct horse") {
		t.Error("the log shows the passphrase")
	}
}

func connect(t *testing.T, impl p5plugin.AuthPlugin) p5plugin.AuthPlugin {
	t.Helper()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	p5plugin.Register(server, impl)
	go func() {
		if err := server.Serve(listener); err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(server.Stop)

	conn, err := grpc.Dial(listener.Addr().String(), grpc.WithInsecure())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })

	return p5plugin.NewClient(conn)
}
