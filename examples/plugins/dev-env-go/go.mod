module example.com/p5/dev-env

go 1.19

require (
	github.com/hashicorp/go-hclog v1.6.2
	github.com/hashicorp/go-plugin v1.6.0
	google.golang.org/grpc v1.58.3
)
