// Command render writes a connection in every format that takes it, and as a .env file for every reader that can hold it
// (dotenv.READER), for the tests beside it. The vault is left out: each
// time it is opened costs a second of scrypt, and the verb has a script of its own.
//
//	render FOLDER <CONNECTION.json
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/export"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

func main() {
	log.SetFlags(0)
	var in map[string]string
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		log.Fatal(err)
	}
	id, err := account.Parse(in["account"])
	if err != nil {
		log.Fatal(err)
	}
	p := profile.Profile{
		Name: in["name"], Account: id, Method: profile.Method(in["method"]), Surfaces: []profile.Surface{profile.REST, profile.RESTlet, profile.Connect}, RoleID: in["role_id"],
		ConsumerKey: in["consumer_key"], ConsumerSecret: secret.New(in["consumer_secret"]),
		TokenID: in["token_id"], TokenSecret: secret.New(in["token_secret"]), SignatureAlgorithm: in["signature_algorithm"],
		KeyType: in["key_type"], JWTAlgorithm: in["jwt_algorithm"], PrivateKey: secret.New(in["private_key"]), CertificateID: in["certificate_id"], Certificate: in["certificate"],
		Timeout: 300 * time.Second, Retries: 5, RetryInterval: 5 * time.Second,
	}
	if p.Method == profile.TBA {
		wsdl := id.WSDL(account.NewestEndpoint().Version)
		p.WSDL, p.Surfaces = wsdl.URL, append(p.Surfaces, profile.SOAP)
	} else {
		p.Scopes = strings.Split(in["scopes"], ",")
	}
	save := func(name string, f export.Format, o export.Options) {
		text, err := export.Render(p, f, o)
		if err != nil { // what a format cannot hold is refused: the tests say which
			log.Print(name, ": ", err)
			return
		}
		if err := os.WriteFile(filepath.Join(os.Args[1], name), []byte(text.Reveal()), 0o600); err != nil {
			log.Fatal(err)
		}
	}
	for _, f := range export.Formats() {
		if len(export.Fields(p, f)) == 0 {
			continue
		}
		save(f.Key, f, export.Options{})
	}
	dotenv, _ := export.Find(export.Dotenv)
	for _, r := range export.Readers() {
		if export.CheckReader(p, r) == nil {
			save(export.Dotenv+"."+r.Key, dotenv, export.Options{Reader: r.Key})
		}
	}
}
