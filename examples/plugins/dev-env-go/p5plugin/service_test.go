package p5plugin

import (
	"context"
	"errors"
	"testing"
)

type asker struct{ setting string }

func (a asker) Authenticate(_ context.Context, req *AuthenticateRequest) (*AuthenticateResponse, error) {
	value, err := req.RequiredSetting(a.setting)
	if err != nil {
		return nil, err
	}
	if value == "broken" {
		return nil, errors.New("it broke")
	}
	return Success(map[string]string{"VALUE": value}, AskEveryTime), nil
}

func TestRequiredSetting(t *testing.T) {
	tests := map[string]struct {
		program, stack        map[string]string
		want, failure, broken string
	}{
		"the program's":                {program: map[string]string{"url": "p"}, want: "p"},
		"the stack's wins, also empty": {program: map[string]string{"url": "p"}, stack: map[string]string{"url": ""}},
		"missing": {
			failure: "The setting 'url' is missing. Give it under this plugin's 'config' in p5.toml, Pulumi.yaml or Pulumi.dev.yaml.",
		},
		"another error": {program: map[string]string{"url": "broken"}, broken: "it broke"},
	}

	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			req := &AuthenticateRequest{ProgramConfig: tt.program, StackConfig: tt.stack, StackName: "dev"}

			resp, err := authenticate(context.Background(), asker{setting: "url"}, req)

			if tt.broken != "" {
				if err == nil || err.Error() != tt.broken {
					t.Errorf("error %v, want %q", err, tt.broken)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if resp.Error != tt.failure || resp.Env["VALUE"] != tt.want {
				t.Errorf("failure %q and value %q, want %q and %q", resp.Error, resp.Env["VALUE"], tt.failure, tt.want)
			}
		})
	}
}
