// Command go-host is a p5 host in small, on HashiCorp's own library. It starts a plugin, pings it, asks it once,
// stops it, and prints what came of it as one line of JSON. What the plugin logs goes to stderr.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"

	"example.com/p5/dev-env/p5plugin"
)

type report struct {
	Success    bool              `json:"success"`
	Env        map[string]string `json:"env"`
	TTLSeconds int32             `json:"ttlSeconds"`
	Error      string            `json:"error"`
	// Below zero where the plugin did not end by itself in time and was killed.
	ExitCode int `json:"exitCode"`
}

func main() {
	mtls := flag.Bool("mtls", false, "offer AutoMTLS; a plugin that does not answer it cannot be talked to")
	requestJSON := flag.String("request", "{}", "what to ask: programConfig, stackConfig, stackName, programName")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: go-host [flags] plugin [argument ...]")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}

	result, err := run(exec.Command(flag.Arg(0), flag.Args()[1:]...), *mtls, *requestJSON)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(result)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "go-host:", err)
		os.Exit(1)
	}
}

func run(command *exec.Cmd, mtls bool, requestJSON string) (*report, error) {
	request := new(p5plugin.AuthenticateRequest)
	if err := json.Unmarshal([]byte(requestJSON), request); err != nil {
		return nil, fmt.Errorf("the request is not valid: %w", err)
	}

	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  p5plugin.Handshake,
		Plugins:          plugin.PluginSet{p5plugin.Name: &p5plugin.Plugin{}},
		Cmd:              command,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         mtls,
		Logger:           hclog.New(&hclog.LoggerOptions{Level: hclog.Info, Output: os.Stderr, JSONFormat: true}),
	})
	defer client.Kill()

	response, err := ask(client, request)
	if err != nil {
		return nil, err
	}

	// Kill asks the plugin to end, and waits for the process before it takes to force.
	client.Kill()
	return &report{
		Success:    response.Success,
		Env:        response.Env,
		TTLSeconds: response.TTLSeconds,
		Error:      response.Error,
		ExitCode:   command.ProcessState.ExitCode(),
	}, nil
}

func ask(client *plugin.Client, request *p5plugin.AuthenticateRequest) (*p5plugin.AuthenticateResponse, error) {
	protocol, err := client.Client()
	if err != nil {
		return nil, err
	}
	if err := protocol.Ping(); err != nil {
		return nil, err
	}
	dispensed, err := protocol.Dispense(p5plugin.Name)
	if err != nil {
		return nil, err
	}
	return dispensed.(p5plugin.AuthPlugin).Authenticate(context.Background(), request)
}
