module example.com/kv

go 1.19

require (
	github.com/hashicorp/go-plugin v1.6.0
	google.golang.org/grpc v1.58.3
)
