// Command envreaders reads a .env file by one of the libraries that Go programs use for that, and prints its variables as JSON.
//
//	envreaders LIBRARY FILE
package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/docker/cli/pkg/kvfile"
	"github.com/hashicorp/go-envparse"
	"github.com/joho/godotenv"
	"github.com/subosito/gotenv"
)

func main() {
	log.SetFlags(0)
	found, err := readers[os.Args[1]](os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		log.Fatal(err)
	}
}

var readers = map[string]func(path string) (map[string]string, error){
	"godotenv":   func(path string) (map[string]string, error) { return godotenv.Read(path) },
	"compose-go": func(path string) (map[string]string, error) { return dotenv.Read(path) },
	"gotenv": func(path string) (map[string]string, error) {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		return gotenv.StrictParse(strings.NewReader(string(text)))
	},
	"go-envparse": func(path string) (map[string]string, error) {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return envparse.Parse(file)
	},
	"docker": docker,
}

// docker is what `docker run --env-file` calls.
func docker(path string) (map[string]string, error) {
	lines, err := kvfile.Parse(path, os.LookupEnv)
	found := map[string]string{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		found[name] = value
	}
	return found, err
}
