package p5plugin

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
)

const (
	patience     = 10 * time.Second
	printedLines = 200
)

// printer prints far more than a pipe buffers, and one line that is longer than most readers accept.
type printer struct{}

func (printer) Authenticate(context.Context, *AuthenticateRequest) (*AuthenticateResponse, error) {
	fmt.Fprintln(os.Stderr, "Open https://example.com")
	fmt.Println(strings.Repeat("x", 100_000))
	for i := 2; i < printedLines; i++ {
		fmt.Println(strings.Repeat("y", 1000))
	}
	return Success(nil, NeverExpires), nil
}

func TestOutputThatGoPluginDoesNotReadGoesToTheLog(t *testing.T) {
	keepOutput(t)
	log, logWriter := pipe(t)
	os.Stderr = logWriter
	server := grpc.NewServer()
	if err := (&Plugin{Impl: printer{}}).GRPCServer(nil, server); err != nil {
		t.Fatal(err)
	}
	takeOutput(t)

	failed := make(chan error, 1)
	go func() {
		err := authenticateOver(t, server)
		if err != nil {
			logWriter.Close()
		}
		failed <- err
	}()

	entries := bufio.NewReader(log)
	for i := 0; i < printedLines; i++ {
		entry, err := entries.ReadString('\n')
		if err != nil {
			t.Fatalf("the log ended after %d lines, and the call with: %v", i, <-failed)
		}
		if !strings.Contains(entry, `"@level":"warn"`) {
			t.Errorf("a user does not see %.100s", entry)
		}
		if i == 0 && !strings.Contains(entry, `"@message":"Open https://example.com"`) {
			t.Errorf("the first line was another: %.100s", entry)
		}
	}
	if err := <-failed; err != nil {
		t.Error(err)
	}
}

func TestOutputThatGoPluginStreamsIsLeftToIt(t *testing.T) {
	keepOutput(t)
	server := grpc.NewServer()
	server.RegisterService(&grpc.ServiceDesc{ServiceName: "plugin.GRPCStdio", HandlerType: (*interface{})(nil)}, nil)
	if err := (&Plugin{Impl: asker{}}).GRPCServer(nil, server); err != nil {
		t.Fatal(err)
	}
	taken := takeOutput(t)

	if err := authenticateOver(t, server); err != nil {
		t.Fatal(err)
	}

	if os.Stdout != taken || os.Stderr != taken {
		t.Error("the output was taken from go-plugin")
	}
}

// takeOutput redirects the output as plugin.Serve does after the handshake.
func takeOutput(t *testing.T) *os.File {
	_, writer := pipe(t)
	os.Stdout, os.Stderr = writer, writer
	return writer
}

func keepOutput(t *testing.T) {
	stdout, stderr := os.Stdout, os.Stderr
	t.Cleanup(func() { os.Stdout, os.Stderr = stdout, stderr })
}

func pipe(t *testing.T) (*os.File, *os.File) {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		reader.Close()
		writer.Close()
	})
	return reader, writer
}

func authenticateOver(t *testing.T, server *grpc.Server) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go server.Serve(listener)
	t.Cleanup(server.Stop)

	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := grpc.DialContext(ctx, listener.Addr().String(), grpc.WithInsecure())
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = NewClient(conn).Authenticate(ctx, &AuthenticateRequest{StackConfig: map[string]string{"": ""}})
	return err
}
