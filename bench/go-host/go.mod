module example.com/p5/bench/go-host

go 1.19

require (
	example.com/p5/dev-env v0.0.0
	github.com/hashicorp/go-hclog v1.6.2
	github.com/hashicorp/go-plugin v1.6.0
)

replace example.com/p5/dev-env => ../../../examples/plugins/dev-env-go
