module suitekey/scripts/interop/envreaders

go 1.26

require (
	github.com/compose-spec/compose-go/v2 v2.16.2
	github.com/docker/cli v29.9.3+incompatible
	github.com/hashicorp/go-envparse v0.1.0
	github.com/joho/godotenv v1.5.1
	github.com/subosito/gotenv v1.6.0
)

require (
	github.com/google/go-cmp v0.6.0 // indirect
	github.com/sirupsen/logrus v1.10.1 // indirect
	go.yaml.in/yaml/v3 v3.0.3 // indirect
	golang.org/x/sys v0.29.0 // indirect
	golang.org/x/text v0.17.0 // indirect
)
