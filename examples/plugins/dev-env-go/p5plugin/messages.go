package p5plugin

import (
	"fmt"
	"sort"
	"strings"
)

// Special lifetimes; any other TTLSeconds is a number of seconds.
const (
	NeverExpires int32 = 0
	AskEveryTime int32 = -1
)

// AuthenticateRequest is p5's request: one stack of one program, with the plugin's settings.
//
// The tags are those of p5/plugin/v0/plugin.proto. Written by hand, so that you need no protoc.
type AuthenticateRequest struct {
	ProgramConfig   map[string]string `protobuf:"bytes,1,rep,name=program_config,json=programConfig,proto3" protobuf_key:"bytes,1,opt,name=key,proto3" protobuf_val:"bytes,2,opt,name=value,proto3"`
	StackConfig     map[string]string `protobuf:"bytes,2,rep,name=stack_config,json=stackConfig,proto3" protobuf_key:"bytes,1,opt,name=key,proto3" protobuf_val:"bytes,2,opt,name=value,proto3"`
	StackName       string            `protobuf:"bytes,3,opt,name=stack_name,json=stackName,proto3"`
	ProgramName     string            `protobuf:"bytes,4,opt,name=program_name,json=programName,proto3"`
	SecretsProvider string            `protobuf:"bytes,5,opt,name=secrets_provider,json=secretsProvider,proto3"`
}

// Setting looks up a setting: the stack's value overrides the program's, even if it is empty.
func (r *AuthenticateRequest) Setting(name, defaultValue string) string {
	if value, err := r.RequiredSetting(name); err == nil {
		return value
	}
	return defaultValue
}

// RequiredSetting looks up a setting that the plugin requires. An empty value is a set value. Return its error
// unchanged: p5 then shows it as the plugin's failure.
func (r *AuthenticateRequest) RequiredSetting(name string) (string, error) {
	for _, config := range []map[string]string{r.StackConfig, r.ProgramConfig} {
		if value, ok := config[name]; ok {
			return value, nil
		}
	}
	return "", &MissingSettingError{Setting: name, Stack: r.StackName}
}

// MissingSettingError is a setting that is in none of the configuration files.
type MissingSettingError struct {
	Setting, Stack string
}

func (e *MissingSettingError) Error() string {
	return fmt.Sprintf("The setting '%s' is missing. Give it under this plugin's 'config' in p5.toml, Pulumi.yaml or "+
		"Pulumi.%s.yaml.", e.Setting, e.Stack)
}

// Reset, String and ProtoMessage make it a protobuf message. String shows no values of settings.
func (r *AuthenticateRequest) Reset()      { *r = AuthenticateRequest{} }
func (*AuthenticateRequest) ProtoMessage() {}
func (r *AuthenticateRequest) String() string {
	return fmt.Sprintf("stack %q of program %q", r.StackName, r.ProgramName)
}

// XXX_MessageName is the message's full name in the contract.
func (*AuthenticateRequest) XXX_MessageName() string { return "p5.plugin.v0.AuthenticateRequest" }

// AuthenticateResponse is the answer: environment variables and their lifetime, or the reason why there are none.
type AuthenticateResponse struct {
	Success    bool              `protobuf:"varint,1,opt,name=success,proto3"`
	Env        map[string]string `protobuf:"bytes,2,rep,name=env,proto3" protobuf_key:"bytes,1,opt,name=key,proto3" protobuf_val:"bytes,2,opt,name=value,proto3"`
	TTLSeconds int32             `protobuf:"varint,3,opt,name=ttl_seconds,json=ttlSeconds,proto3"`
	Error      string            `protobuf:"bytes,4,opt,name=error,proto3"`
}

// Success returns environment variables and their lifetime.
func Success(env map[string]string, ttlSeconds int32) *AuthenticateResponse {
	return &AuthenticateResponse{Success: true, Env: env, TTLSeconds: ttlSeconds}
}

// Failure returns the reason why there are none, for the user.
func Failure(reason string) *AuthenticateResponse {
	return &AuthenticateResponse{Error: reason}
}

// Reset, String and ProtoMessage make it a protobuf message. String shows no values of variables.
func (r *AuthenticateResponse) Reset()      { *r = AuthenticateResponse{} }
func (*AuthenticateResponse) ProtoMessage() {}
func (r *AuthenticateResponse) String() string {
	if !r.Success {
		return "failure: " + r.Error
	}
	names := make([]string, 0, len(r.Env))
	for name := range r.Env {
		names = append(names, name)
	}
	sort.Strings(names)
	return "success: " + strings.Join(names, ", ")
}

// XXX_MessageName is the message's full name in the contract.
func (*AuthenticateResponse) XXX_MessageName() string { return "p5.plugin.v0.AuthenticateResponse" }
