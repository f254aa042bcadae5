package records

// The practice accounts: one company with its sandbox and its Release Preview.
const (
	PracticeAccount = "9999901"
	PracticeSandbox = PracticeAccount + sandboxSuffix
	PracticePreview = PracticeAccount + previewSuffix

	sandboxSuffix = "_SB1"
	previewSuffix = "_RP"

	PracticeRole   = "1000"
	PracticeEntity = "1207"
	ownerEntity    = "-5" // the account's first administrator has a negative ID

	// http is allowed only in the three-step flow, for localhost (docs.oracle.com,
	// bridgehead_4249032125, section_157771733782).
	practiceCallback = "http://localhost:*"
	practiceRedirect = "https://localhost/suitekey"
)

// Practice is a card with all values that a newcomer needs to set up a connection to one
// practice account. The values give access to nothing else.
type Practice struct {
	Account        string // as the realm spells it
	SandboxAccount string
	PreviewAccount string
	Company        string // company name
	Integration    string // name of the integration record
	ConsumerKey    string
	ConsumerSecret string
	TokenID        string // "" while the account has no usable token
	TokenSecret    string
	Entity         string // internal ID of the user of the token
	EntityName     string
	Role           string // internal ID
	RoleName       string
	Callback       string // the callback of the record, for the three-step flow
	RedirectURI    string // the redirect URI of the record, for the authorization code grant
}
