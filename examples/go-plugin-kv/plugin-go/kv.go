package main

import (
	"context"

	"google.golang.org/grpc"
)

// The messages of kv.proto. Written by hand, so that you need no protoc.
type (
	GetRequest struct {
		Key string `protobuf:"bytes,1,opt,name=key,proto3"`
	}
	GetResponse struct {
		Value []byte `protobuf:"bytes,1,opt,name=value,proto3"`
	}
	PutRequest struct {
		Key   string `protobuf:"bytes,1,opt,name=key,proto3"`
		Value []byte `protobuf:"bytes,2,opt,name=value,proto3"`
	}
	PutResponse struct{}
)

func (m *GetRequest) Reset()         { *m = GetRequest{} }
func (m *GetRequest) String() string { return m.Key }
func (*GetRequest) ProtoMessage()    {}

func (m *GetResponse) Reset()       { *m = GetResponse{} }
func (*GetResponse) String() string { return "a value" }
func (*GetResponse) ProtoMessage()  {}

func (m *PutRequest) Reset()         { *m = PutRequest{} }
func (m *PutRequest) String() string { return m.Key }
func (*PutRequest) ProtoMessage()    {}

func (m *PutResponse) Reset()       { *m = PutResponse{} }
func (*PutResponse) String() string { return "done" }
func (*PutResponse) ProtoMessage()  {}

// kvServer is the service of kv.proto.
type kvServer interface {
	Get(context.Context, *GetRequest) (*GetResponse, error)
	Put(context.Context, *PutRequest) (*PutResponse, error)
}

var kvService = grpc.ServiceDesc{
	ServiceName: "example.kv.KV",
	HandlerType: (*kvServer)(nil),
	Methods: []grpc.MethodDesc{
		{MethodName: "Get", Handler: handleGet},
		{MethodName: "Put", Handler: handlePut},
	},
	Metadata: "kv.proto",
}

func handleGet(srv interface{}, ctx context.Context, decode func(interface{}) error, _ grpc.UnaryServerInterceptor) (interface{}, error) {
	req := new(GetRequest)
	if err := decode(req); err != nil {
		return nil, err
	}
	return srv.(kvServer).Get(ctx, req)
}

func handlePut(srv interface{}, ctx context.Context, decode func(interface{}) error, _ grpc.UnaryServerInterceptor) (interface{}, error) {
	req := new(PutRequest)
	if err := decode(req); err != nil {
		return nil, err
	}
	return srv.(kvServer).Put(ctx, req)
}
