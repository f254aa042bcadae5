package tba

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"net/http"
	"testing"

	"github.com/dghubble/oauth1"
)

// contextWith gives dghubble/oauth1 a transport that reads the signed request
// and answers nothing.
func contextWith(see func(*http.Request)) context.Context {
	return context.WithValue(context.Background(), oauth1.HTTPClient, &http.Client{Transport: transport(see)})
}

type transport func(*http.Request)

func (see transport) RoundTrip(r *http.Request) (*http.Response, error) {
	see(r)
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: r}, nil
}

const benchURL = "https://123456.restlets.api.netsuite.com" + restletQuery

// BenchmarkBareHMAC is what BenchmarkSignature is measured against: the same
// base string under the same key.
func BenchmarkBareHMAC(b *testing.B) {
	key := []byte(consumerSecret + "&" + tokenSecret)
	base, err := credentialsA(b, "123456").BaseString("POST", benchURL, stampA)
	if err != nil {
		b.Fatal(err)
	}
	text := []byte(base)
	for b.Loop() {
		mac := hmac.New(sha256.New, key)
		mac.Write(text)
		_ = mac.Sum(nil)
	}
}

// BenchmarkSignature encodes the key, signs and encodes the signature.
func BenchmarkSignature(b *testing.B) {
	credentials := credentialsA(b, "123456")
	base, err := credentials.BaseString("POST", benchURL, stampA)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_ = credentials.sign(base)
	}
}

// BenchmarkBareHMACPassport is what BenchmarkPassportSignature is measured against.
func BenchmarkBareHMACPassport(b *testing.B) {
	key := []byte(consumerSecret + "&" + tokenSecret)
	text := []byte(credentialsA(b, "123456").PassportBaseString(stampA))
	for b.Loop() {
		mac := hmac.New(sha256.New, key)
		mac.Write(text)
		_ = mac.Sum(nil)
	}
}

// BenchmarkPassportSignature makes the base string as well.
func BenchmarkPassportSignature(b *testing.B) {
	credentials := credentialsA(b, "123456")
	for b.Loop() {
		_ = credentials.PassportSignature(stampA)
	}
}

// BenchmarkHeader is all of it: the address checked and taken apart, the base
// string, the signature, the header.
func BenchmarkHeader(b *testing.B) {
	credentials := credentialsA(b, "123456")
	for b.Loop() {
		if _, err := credentials.Header("POST", benchURL, stampA); err != nil {
			b.Fatal(err)
		}
	}
}
