package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	slsa "github.com/in-toto/attestation/go/predicates/provenance/v1"
	intoto "github.com/in-toto/attestation/go/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
)

const (
	predicateType = "https://slsa.dev/provenance/v1"
	buildType     = "urn:suitekey:scripts/release:v1"
)

// provenance writes, as an in-toto statement with SLSA's predicate, which source
// and modules the files of a target were made of, and how. It holds no time: the
// same source gives the same bytes. SHA256SUMS, which is signed, has its sum.
func (r release) provenance(t target, files []string) error {
	info, err := buildinfo.ReadFile(t.binary)
	if err != nil {
		return err
	}
	subjects, err := r.subjects(files)
	if err != nil {
		return err
	}
	predicate, err := r.predicate(t, info)
	if err != nil {
		return err
	}
	statement := &intoto.Statement{Type: intoto.StatementTypeUri, Subject: subjects, PredicateType: predicateType, Predicate: predicate}
	if err := statement.Validate(); err != nil {
		return err
	}
	text, err := stable(statement)
	if err != nil {
		return err
	}
	return r.create(r.base(t)+".provenance.json", func(out io.Writer) error { _, err := out.Write(text); return err })
}

func (r release) subjects(files []string) ([]*intoto.ResourceDescriptor, error) {
	subjects := make([]*intoto.ResourceDescriptor, 0, len(files))
	for _, name := range files {
		data, err := os.ReadFile(filepath.Join(r.out, name))
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, &intoto.ResourceDescriptor{Name: name, Digest: map[string]string{"sha256": fmt.Sprintf("%x", sha256.Sum256(data))}})
	}
	return subjects, nil
}

func (r release) predicate(t target, info *debug.BuildInfo) (*structpb.Struct, error) {
	parameters, err := structpb.NewStruct(map[string]any{"version": r.version, "commit": r.commit, "target": t.system + "/" + t.machine})
	if err != nil {
		return nil, err
	}
	settings := map[string]any{"go": info.GoVersion}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	chosen, err := structpb.NewStruct(settings)
	if err != nil {
		return nil, err
	}
	made := &slsa.Provenance{
		BuildDefinition: &slsa.BuildDefinition{BuildType: buildType, ExternalParameters: parameters, InternalParameters: chosen, ResolvedDependencies: r.materials(info)},
		RunDetails:      &slsa.RunDetails{Builder: &slsa.Builder{Id: "urn:suitekey:scripts/release"}},
	}
	if err := made.Validate(); err != nil {
		return nil, err
	}
	text, err := protojson.Marshal(made)
	if err != nil {
		return nil, err
	}
	predicate := &structpb.Struct{}
	return predicate, protojson.Unmarshal(text, predicate)
}

// materials are the commit, unless the working tree had changes, and the linked modules.
func (r release) materials(info *debug.BuildInfo) []*intoto.ResourceDescriptor {
	source := &intoto.ResourceDescriptor{Name: "suitekey"}
	if raw, err := hex.DecodeString(r.commit); err == nil && len(raw) == 20 {
		source.Digest = map[string]string{"gitCommit": r.commit}
	}
	materials := []*intoto.ResourceDescriptor{source, {Name: "std", Uri: "pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go")}}
	for _, m := range info.Deps {
		m = used(m)
		material := &intoto.ResourceDescriptor{Name: m.Path, Uri: "pkg:golang/" + m.Path + "@" + m.Version}
		if raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && len(raw) == sha256.Size {
			material.Digest = map[string]string{"dirHash": hex.EncodeToString(raw)} // in-toto's name for Go's h1
		}
		materials = append(materials, material)
	}
	return materials
}

// stable formats a message: protojson itself varies its white space on purpose.
func stable(m proto.Message) ([]byte, error) {
	text, err := protojson.Marshal(m)
	if err != nil {
		return nil, err
	}
	var formatted bytes.Buffer
	if err := json.Indent(&formatted, text, "", "  "); err != nil {
		return nil, err
	}
	formatted.WriteByte('\n')
	return formatted.Bytes(), nil
}
