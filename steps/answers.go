package steps

import (
	"slices"
	"sync"

	"suitekey/core/secret"
)

// The keys of the answers (design: the flag of the same name has dashes for
// underscores; secret ones have no flag).
const (
	KeyAccount            = "account"
	KeyName               = "name"
	KeyProduct            = "consumer"
	KeySurfaces           = "surfaces"
	KeyRecords            = "records"
	KeyMethod             = "method"
	KeyWSDLVersion        = "wsdl_version"
	KeyWSDL               = "wsdl"
	KeyEntity             = "entity"
	KeyRole               = "role"
	KeyRoleID             = "role_id"
	KeyConsumerKey        = "consumer_key"
	KeyConsumerSecret     = "consumer_secret"
	KeyTokenBy            = "token_by"
	KeyRedirected         = "redirected"
	KeyUploadBy           = "upload_by"
	KeyRedirectURI        = "redirect_uri"
	KeyRefreshHours       = "refresh_hours"
	KeyTokenID            = "token_id"
	KeyTokenSecret        = "token_secret"
	KeySignatureAlgorithm = "signature_algorithm"
	KeyAcceptSHA1         = "accept_sha1"
	KeyUsePair            = "use_unusual_pair"
	KeyUseToken           = "use_unusual_token"
	KeyUseID              = "use_unusual_certificate_id"
	KeyKeyType            = "key_type"
	KeyCertificateDays    = "certificate_days"
	KeyKeyFile            = "key_file"
	KeyKeyPassphrase      = "key_passphrase"
	KeyCertificateFile    = "certificate_file"
	KeyJWTAlgorithm       = "jwt_algorithm"
	KeyCertificateID      = "certificate_id"
	KeyScopes             = "scopes"
	KeyTimeout            = "timeout"
	KeyRetries            = "retries"
	KeyRetryInterval      = "retry_interval"
	KeyPassphrase         = "passphrase"
	KeyPassphraseAgain    = "passphrase_again"
	KeyRemember           = "remember"
	KeyRecoverySheet      = "recovery_sheet"
	KeyLeaveSOAP          = "leave_soap"
	KeyAcceptDifferences  = "accept_differences"
	KeyRotateBy           = "rotate_by"
	KeyRevokeFirst        = "revoke_first"
	KeyHandoverBy         = "handover_by"
	KeyHandoverCommand    = "handover_command"
	KeyProductHasIt       = "consumer_has_it"
	KeyRetire             = "retire"
	KeyRetireOn           = "retire_on"
	KeyConfirmAccount     = "confirm_account"
	KeyHappened           = "happened"
	KeyConnections        = "connections"
	KeyMend               = "mend"
	KeyTurn               = "turn"
	KeyNewPair            = "new_pair"
	KeyLeft               = "left"
	KeyChange             = "change"
)

// Given are answers from flags, an answers file, the environment or an import. Secrets
// also holds the contents of files that replace a path.
type Given struct {
	Answers map[string]string
	Secrets map[string]secret.Secret

	// Profiles are answers for single connections, in a journey about several.
	Profiles map[string]Given
	// Unattended says that nobody can answer questions: an error then names the missing
	// answers of all connections of a batch at once.
	Unattended bool
	// Unusual accepts values of an unusual shape. Without it, an unattended run does
	// not send such a value.
	Unusual bool
}

// Apply puts the given answers into s, in the order of the journey, and repairs them
// like pasted text. A changed answer drops the values derived from the old answer.
func (g Given) Apply(s State) State {
	s.given = g
	return g.Put(s, Fields())
}

// Put answers the fields that have a given answer.
func (g Given) Put(s State, fields []Field) State {
	for _, f := range fields {
		if f.Kind == Secret {
			if value, ok := g.Secrets[f.Key]; ok {
				clean, _ := f.Repair(value.Reveal())
				s = s.Set(f, clean)
			}
			continue
		}
		if text, ok := g.Answers[f.Key]; ok {
			clean, _ := f.Repair(text)
			s = s.Set(f, clean)
			continue
		}
		if pem, ok := g.Secrets[f.Key]; ok && f.Kind == File {
			s = s.setPEM(f, pem)
		}
	}
	return s
}

// registered are the journeys, in the order in which they are offered.
var registered []func() Flow

// Register adds journeys to Flows. Only the packages of the journeys call Register, in
// their init functions: this package cannot import them.
func Register(build ...func() Flow) { registered = append(registered, build...) }

// Flows are the journeys, in the order in which they are offered.
func Flows() []Flow {
	flows := make([]Flow, 0, len(registered))
	for _, build := range registered {
		flows = append(flows, build())
	}
	return flows
}

// Fields returns the fields of all journeys, each key once, in the order of the journeys.
// Flags, answers files and help texts are made from this list.
func Fields() []Field { return allFields().list }

func FieldOf(key string) (Field, bool) {
	f, ok := allFields().byKey[key]
	return f, ok
}

type fieldTable struct {
	list  []Field
	byKey map[string]Field
}

// table is filled at first use, because the fields refer to functions that look up fields.
var table struct {
	once sync.Once
	fieldTable
}

func allFields() fieldTable {
	table.once.Do(func() {
		table.byKey = map[string]Field{}
		for _, flow := range Flows() {
			for _, f := range flow.Fields() {
				if _, known := table.byKey[f.Key]; !known {
					table.byKey[f.Key] = f
					table.list = append(table.list, f)
				}
			}
		}
	})
	return table.fieldTable
}

// forget drops everything derived from the former answer to key: the dependent answers,
// the result of the test, and the values that the field's OnChange names.
func (s State) forget(key string) State {
	for _, f := range Fields() {
		if slices.Contains(f.DependsOn, key) {
			s = s.Without(f.Key).forget(f.Key)
		}
	}
	f, ok := FieldOf(key)
	if ok && f.Apart {
		return s
	}
	s.Report, s.Compared = NoReport, nil
	if ok && f.OnChange != nil {
		s = f.OnChange(s)
	}
	return s
}

// The functions below are for Field.OnChange: they drop values that are not answers.

func (s State) ForgetHosts() State {
	s = s.ForgetSignIns()
	s.Hosts, s.Offline = hostsNone, false
	return s
}

func (s State) ForgetKey() State {
	s.Key, s.Certificate, s.CertificateFile = NoKey, NoCertificate, ""
	return s
}

func (s State) ForgetCertificate() State {
	s.Certificate, s.CertificateFile = NoCertificate, ""
	return s
}

// FitKey drops a key of a type that the product does not accept. The product determines
// the type if the person did not choose one.
func (s State) FitKey() State {
	if _, chosen := s.Answer(KeyKeyType); !chosen && !s.Key.IsZero() && s.Key.Type() != s.KeyType() {
		return s.forget(KeyKeyType)
	}
	return s
}
