// Command go-host is the yardstick of P5's measurements: a host on HashiCorp's own library that does what the program
// in bench/host does, and tells how long it took as one line of JSON.
//
//	go-host warm COUNT PLUGIN   the median of COUNT calls on a running plugin, in microseconds
//	go-host cold COUNT PLUGIN   the median of COUNT times from a start to the first answer, in milliseconds
//	go-host many COUNT PLUGIN   the time until COUNT plugins that start side by side have answered, in milliseconds,
//	                            and the host's memory for each of them, in KiB
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"

	"example.com/p5/dev-env/p5plugin"
)

// Calls and starts before the first one that counts.
const (
	warmUpCalls  = 5000
	warmUpStarts = 10
)

type report struct {
	Time         float64 `json:"time"`
	StopTime     float64 `json:"stopTime"`
	MemoryPerOne float64 `json:"memoryPerOne"`
}

func main() {
	if len(os.Args) != 4 {
		fail(fmt.Errorf("usage: go-host warm|cold|many COUNT PLUGIN"))
	}
	count, err := strconv.Atoi(os.Args[2])
	fail(err)
	path := os.Args[3]
	measure := map[string]func(int, string) (report, error){"warm": warm, "cold": cold, "many": many}[os.Args[1]]
	if measure == nil {
		fail(fmt.Errorf("there is no measurement %q", os.Args[1]))
	}
	result, err := measure(count, path)
	fail(err)
	fail(json.NewEncoder(os.Stdout).Encode(result))
}

func warm(count int, path string) (report, error) {
	client, auth, err := start(path)
	if err != nil {
		return report{}, err
	}
	defer client.Kill()
	times := make([]float64, 0, count)
	for i := -warmUpCalls; i < count; i++ {
		began := time.Now()
		if err := ask(auth); err != nil {
			return report{}, err
		}
		if i >= 0 {
			times = append(times, float64(time.Since(began).Nanoseconds())/1e3)
		}
	}
	return report{Time: median(times)}, nil
}

func cold(count int, path string) (report, error) {
	starts := make([]float64, 0, count)
	stops := make([]float64, 0, count)
	for i := -warmUpStarts; i < count; i++ {
		began := time.Now()
		client, auth, err := start(path)
		if err != nil {
			return report{}, err
		}
		err = ask(auth)
		answered := time.Now()
		client.Kill()
		if err != nil {
			return report{}, err
		}
		if i >= 0 {
			starts = append(starts, milliseconds(answered.Sub(began)))
			stops = append(stops, milliseconds(time.Since(answered)))
		}
	}
	return report{Time: median(starts), StopTime: median(stops)}, nil
}

func many(count int, path string) (report, error) {
	if _, err := cold(1, path); err != nil {
		return report{}, err
	}
	before := resident()
	clients := make([]*plugin.Client, count)
	failures := make([]error, count)
	began := time.Now()
	sideBySide(count, func(i int) {
		var auth p5plugin.AuthPlugin
		if clients[i], auth, failures[i] = start(path); failures[i] == nil {
			failures[i] = ask(auth)
		}
	})
	elapsed := time.Since(began)
	memory := float64(resident()-before) / float64(count)
	sideBySide(count, func(i int) { clients[i].Kill() })
	for _, err := range failures {
		if err != nil {
			return report{}, err
		}
	}
	return report{Time: milliseconds(elapsed), MemoryPerOne: memory}, nil
}

func start(path string) (*plugin.Client, p5plugin.AuthPlugin, error) {
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  p5plugin.Handshake,
		Plugins:          plugin.PluginSet{p5plugin.Name: &p5plugin.Plugin{}},
		Cmd:              exec.Command(path),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.NewNullLogger(),
	})
	protocol, err := client.Client()
	if err != nil {
		return client, nil, err
	}
	dispensed, err := protocol.Dispense(p5plugin.Name)
	if err != nil {
		return client, nil, err
	}
	return client, dispensed.(p5plugin.AuthPlugin), nil
}

func ask(auth p5plugin.AuthPlugin) error {
	response, err := auth.Authenticate(context.Background(), &p5plugin.AuthenticateRequest{
		ProgramConfig: map[string]string{"backendUrl": "file://~/.pulumi"},
		StackConfig:   map[string]string{"passphrase": "correct horse battery staple"},
		StackName:     "dev",
		ProgramName:   "quickstart",
	})
	if err == nil && !response.Success {
		err = fmt.Errorf("the plugin refused: %s", response.Error)
	}
	return err
}

func sideBySide(count int, work func(int)) {
	var group sync.WaitGroup
	for i := 0; i < count; i++ {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			work(i)
		}(i)
	}
	group.Wait()
}

// resident is the memory that the process holds, in KiB, as Linux counts it, after a collection.
func resident() int64 {
	runtime.GC()
	status, err := os.ReadFile("/proc/self/status")
	fail(err)
	for _, line := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(line, "VmRSS:") {
			size, err := strconv.ParseInt(strings.Fields(line)[1], 10, 64)
			fail(err)
			return size
		}
	}
	return 0
}

func milliseconds(duration time.Duration) float64 { return float64(duration.Nanoseconds()) / 1e6 }

func median(values []float64) float64 {
	sort.Float64s(values)
	return values[len(values)/2]
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "go-host:", err)
		os.Exit(1)
	}
}
