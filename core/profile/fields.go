package profile

// Origin says where the value of a field comes from.
type Origin int

// The origins. The zero Origin is not valid.
const (
	Answer Origin = iota + 1 // a person answers it in a journey, under the field's key
	Kept                     // a journey makes it, or keeps what is saved
	Stamp                    // a test or the vault notes it; Diff ignores it
)

// The parts of a saved connection that the journey "change" offers. The values
// are those of the answers file.
const (
	PartCalls       = "calls"
	PartScopes      = "scopes"
	PartInterfaces  = "interfaces"
	PartRecords     = "records"
	PartWSDL        = "wsdl"
	PartProduct     = "consumer"
	PartIntegration = "integration"
	PartAlgorithm   = "algorithm"
	PartNotes       = "notes"
)

// None fills a column that does not apply to a field.
const None = "-"

// Field is one row of the table of connection fields. Every place that handles
// the fields of a connection reads this table: Diff, the stored record, the
// journeys, environment variables, exports, imports and descriptions.
type Field struct {
	Key      string   // in the answers file, the stored record and Diff
	Label    string   // for people
	Noun     string   // the same in a sentence, if Label is none
	Env      string   // environment variable without NETSUITE_, or None
	EnvHelp  string   // what "suitekey exec --help" says about the variable
	Methods  []Method // the methods that have the field; nil: all
	Origin   Origin
	Part     string // the part of "change" that asks for it; "": no change of its own
	Local    bool   // belongs to one account: a copy for another account leaves it out
	Untested bool   // a change of it leaves the result of the last test valid
	Always   bool   // every connection has it, so JSON shows it even when empty
	Record   string // key in the stored record if it differs; None: the record itself has it
	Since    int    // first version of the stored record that has the field

	// At returns a pointer to the field in p. Its type decides how the value is
	// compared, stored and written: see fieldvalue.go. A secret.Secret is secret
	// everywhere.
	At func(p *Profile) any
}

// fields is the table, in the order of descriptions and exports. A released
// version never gets another field: a new field takes the next version, so that
// an older suitekey refuses the record instead of losing the value.
var fields = []Field{
	{Key: "name", Label: "Name", Env: None, Origin: Answer, Record: None, Since: 1, At: func(p *Profile) any { return &p.Name }},
	{Key: "tags", Label: "Tags", Env: None, Origin: Kept, Untested: true, Since: 2, At: func(p *Profile) any { return &p.Tags }},
	{
		Key: "account", Label: "Account", Env: "ACCOUNT_ID", EnvHelp: "1234567_SB1, as NetSuite's pages show it",
		Origin: Answer, Local: true, Since: 1, At: func(p *Profile) any { return &p.Account },
	},
	{Key: "consumer", Label: "Used by", Noun: "product", Env: None, Origin: Answer, Part: PartProduct, Untested: true, Since: 1, At: func(p *Profile) any { return &p.Product }},
	{Key: "method", Label: "Method", Env: "METHOD", EnvHelp: "tba, m2m or code", Origin: Answer, Since: 1, At: func(p *Profile) any { return &p.Method }},
	{Key: "surfaces", Label: "Interfaces", Env: None, Origin: Answer, Part: PartInterfaces, Since: 1, At: func(p *Profile) any { return &p.Surfaces }},
	{Key: "records", Label: "Record types", Env: None, Origin: Answer, Part: PartRecords, Untested: true, Since: 3, At: func(p *Profile) any { return &p.Records }},
	{
		Key: "wsdl", Label: "WSDL", Env: "WSDL_URL", EnvHelp: "SOAP",
		Origin: Answer, Part: PartWSDL, Local: true, Since: 1, At: func(p *Profile) any { return &p.WSDL },
	},
	{
		Key: "role_id", Label: "Role ID", Env: "ROLE_ID", EnvHelp: "SuiteAnalytics Connect: the internal ID of the role",
		Origin: Answer, Part: PartInterfaces, Local: true, Since: 3, At: func(p *Profile) any { return &p.RoleID },
	},
	{
		Key: "consumer_key", Label: "Consumer key", Env: "CONSUMER_KEY", EnvHelp: "also called client ID",
		Origin: Answer, Part: PartIntegration, Always: true, Since: 1, At: func(p *Profile) any { return &p.ConsumerKey },
	},
	{
		Key: "consumer_secret", Label: "Consumer secret", Env: "CONSUMER_SECRET", EnvHelp: "TBA; also called client secret",
		Methods: []Method{TBA, Code}, Origin: Answer, Part: PartIntegration, Since: 1, At: func(p *Profile) any { return &p.ConsumerSecret },
	},
	{Key: "consumer_since", Label: "Consumer pair since", Env: None, Methods: []Method{TBA, Code}, Origin: Stamp, Since: 3, At: func(p *Profile) any { return &p.ConsumerSince }},
	{
		Key: "token_id", Label: "Token ID", Env: "TOKEN_ID", EnvHelp: "TBA",
		Methods: []Method{TBA}, Origin: Answer, Local: true, Since: 1, At: func(p *Profile) any { return &p.TokenID },
	},
	{
		Key: "token_secret", Label: "Token secret", Env: "TOKEN_SECRET", EnvHelp: "TBA",
		Methods: []Method{TBA}, Origin: Answer, Local: true, Since: 1, At: func(p *Profile) any { return &p.TokenSecret },
	},
	{Key: "token_since", Label: "Token since", Env: None, Methods: []Method{TBA}, Origin: Stamp, Since: 2, At: func(p *Profile) any { return &p.TokenSince }},
	{
		Key: "signature_algorithm", Label: "Signature algorithm", Env: "SIGNATURE_ALGORITHM", EnvHelp: "TBA: HMAC-SHA256 or HMAC-SHA1",
		Methods: []Method{TBA}, Origin: Answer, Part: PartAlgorithm, Since: 1, At: func(p *Profile) any { return &p.SignatureAlgorithm },
	},
	{Key: "key_type", Label: "Key", Env: None, Methods: []Method{M2M}, Origin: Answer, Since: 1, At: func(p *Profile) any { return &p.KeyType }},
	{
		Key: "certificate_id", Label: "Certificate ID", Env: "CERTIFICATE_ID", EnvHelp: "M2M: the kid of the assertion",
		Methods: []Method{M2M}, Origin: Answer, Local: true, Since: 1, At: func(p *Profile) any { return &p.CertificateID },
	},
	{
		Key: "private_key", Label: "Private key", Env: "PRIVATE_KEY", EnvHelp: "M2M: PKCS#8 in PEM, several lines",
		Methods: []Method{M2M}, Origin: Kept, Since: 1, At: func(p *Profile) any { return &p.PrivateKey },
	},
	{
		Key: "certificate", Label: "Certificate", Env: "CERTIFICATE", EnvHelp: "M2M: in PEM, to read when the key expires; not needed to sign in",
		Methods: []Method{M2M}, Origin: Kept, Since: 1, At: func(p *Profile) any { return &p.Certificate },
	},
	{
		Key: "jwt_algorithm", Label: "JWT algorithm", Env: "JWT_ALGORITHM", EnvHelp: "M2M: ES256 ... PS512",
		Methods: []Method{M2M}, Origin: Answer, Part: PartAlgorithm, Since: 1, At: func(p *Profile) any { return &p.JWTAlgorithm },
	},
	// The refresh token has no variable: NetSuite ends the previous refresh token
	// with each use, so a program that used this one would sign suitekey out.
	{Key: "refresh_token", Label: "Refresh token", Env: None, Methods: []Method{Code}, Origin: Kept, Untested: true, Since: 2, At: func(p *Profile) any { return &p.RefreshToken }},
	{Key: "refresh_until", Label: "Signed in until", Env: None, Methods: []Method{Code}, Origin: Stamp, Since: 2, At: func(p *Profile) any { return &p.RefreshUntil }},
	{
		Key: "redirect_uri", Label: "Redirect URI", Env: None,
		Methods: []Method{Code}, Origin: Answer, Part: PartIntegration, Local: true, Since: 2, At: func(p *Profile) any { return &p.RedirectURI },
	},
	{
		Key: "refresh_hours", Label: "Refresh token validity in hours", Env: None,
		Methods: []Method{Code}, Origin: Answer, Part: PartIntegration, Untested: true, Since: 3, At: func(p *Profile) any { return &p.RefreshHours },
	},
	{
		Key: "scopes", Label: "Scopes", Env: "SCOPES", EnvHelp: "M2M and code: separated by commas",
		Methods: []Method{M2M, Code}, Origin: Answer, Part: PartScopes, Since: 1, At: func(p *Profile) any { return &p.Scopes },
	},
	{
		Key: "entity", Label: "User", Env: None,
		Methods: []Method{M2M, Code}, Origin: Answer, Part: PartNotes, Local: true, Since: 1, At: func(p *Profile) any { return &p.Entity },
	},
	{
		Key: "role", Label: "Role", Env: None,
		Methods: []Method{M2M, Code}, Origin: Answer, Part: PartNotes, Since: 1, At: func(p *Profile) any { return &p.Role },
	},
	{
		Key: "timeout", Label: "Call time-out", Env: "TIMEOUT", EnvHelp: "call time-out in seconds",
		Origin: Answer, Part: PartCalls, Always: true, Untested: true, Since: 1, At: func(p *Profile) any { return &p.Timeout },
	},
	{
		Key: "retries", Label: "Retries", Env: "RETRIES", EnvHelp: "on recoverable exceptions, 0 to 5",
		Origin: Answer, Part: PartCalls, Always: true, Untested: true, Since: 1, At: func(p *Profile) any { return &p.Retries },
	},
	{
		Key: "retry_interval", Label: "Retry interval", Env: "RETRY_INTERVAL", EnvHelp: "in seconds, at most 5",
		Origin: Answer, Part: PartCalls, Always: true, Untested: true, Since: 1, At: func(p *Profile) any { return &p.RetryInterval },
	},
	{Key: "tested", Label: "Last passed test", Env: None, Origin: Stamp, Since: 1, At: func(p *Profile) any { return &p.Tested }},
	{Key: "refusals", Label: "Refused sign-ins", Env: None, Origin: Stamp, Since: 1, At: func(p *Profile) any { return &p.Refusals }},
	{Key: "created", Label: "Created", Env: None, Origin: Stamp, Since: 1, At: func(p *Profile) any { return &p.Created }},
	{Key: "changed", Label: "Changed", Env: None, Origin: Stamp, Since: 1, At: func(p *Profile) any { return &p.Changed }},
	{Key: "former_credential", Label: "Former credential", Env: None, Origin: Kept, Record: "old", Untested: true, Since: 2, At: func(p *Profile) any { return &p.Old }},
	{Key: "retire_on", Label: "Retire on", Env: None, Origin: Kept, Untested: true, Since: 2, At: func(p *Profile) any { return &p.RetireOn }},
	{Key: "unrevoked", Label: "Not revoked because", Env: None, Origin: Kept, Untested: true, Since: 3, At: func(p *Profile) any { return &p.Unrevoked }},
}
