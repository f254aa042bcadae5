package faults

import "suitekey/core/simulator/wire"

// networkPlans are faults on the way to NetSuite.
func networkPlans() []plan {
	breaking := func(name, title, code string, n wire.Fault) plan {
		return onBoth(name, title, code, GroupNetwork, func(t Target, _ string) error {
			t.Network.SetFault(n)
			return nil
		})
	}
	cut := onBoth("connection-cut", "The connection is lost during the answer", "ConnectionCut", GroupNetwork, func(t Target, _ string) error {
		t.Responses.Set(func(f *ResponseFaults) { f.Cut = true })
		return nil
	})
	lost := onBoth("answer-lost", "The connection is lost before the answer", "ConnectionCut", GroupNetwork, func(t Target, _ string) error {
		t.Responses.Lose(1 << 30)
		return nil
	})
	return []plan{
		breaking("name-not-resolved", "The host name cannot be resolved", "NameNotResolved", wire.FaultNoName),
		breaking("connection-refused", "The connection is refused", "ConnectionRefused", wire.FaultRefused),
		breaking("connection-blackholed", "The connection cannot be established", CodeTimedOut, wire.FaultBlackHole),
		breaking("connection-reset", "The connection is lost during the TLS handshake", "ConnectionCut", wire.FaultReset),
		cut, lost,
		breaking("captive-portal", "A guest network answers without TLS", "NotTLS", wire.FaultNoTLS),
		breaking("tls-too-old", "The server offers TLS 1.0 only", "TLSTooOld", wire.FaultOldTLS),
		breaking("certificate-of-other-host", "The server's certificate belongs to another host", "CertificateOfOtherHost", wire.FaultOtherHost),
		breaking("server-certificate-expired", "The server's certificate has expired", "ServerCertificateExpired", wire.FaultExpired),
		breaking("intercepted", "A company gateway inspects the traffic ("+wire.GatewayName+")", "Intercepted", wire.FaultIntercepted),
	}
}
