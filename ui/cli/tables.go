package cli

import "suitekey/ui/helpdoc"

// environmentTable is every variable that suitekey reads.
var environmentTable = []helpdoc.Row{
	{Term: "SUITEKEY_HOME", Text: "The vault's folder; --home wins."},
	{Term: "SUITEKEY_PROFILE", Text: "The connection that is meant where none is named; it wins over `suitekey default`."},
	{Term: "SUITEKEY_PASSPHRASE_FILE", Text: "A file with the vault's passphrase in its first line; --passphrase-file wins."},
	{Term: "SUITEKEY_PASSPHRASE_COMMAND", Text: "A command that prints the vault's passphrase, such as a password manager's. It is run without a shell; quotation marks hold words together."},
	{Term: "SUITEKEY_SECRETS_COMMAND", Text: "A command that prints secret answers as YAML or JSON; --secrets-command wins. It is run without a shell, too."},
	{Term: "SUITEKEY_CONSUMER_SECRET", Text: "The answer consumer_secret."},
	{Term: "SUITEKEY_TOKEN_SECRET", Text: "The answer token_secret."},
	{Term: "SUITEKEY_KEY_PASSPHRASE", Text: "The answer key_passphrase: that of an encrypted private key."},
	{Term: "HTTPS_PROXY, NO_PROXY", Text: "The proxy to NetSuite, and the hosts that go without it."},
	{Term: "SSL_CERT_FILE, SSL_CERT_DIR", Text: "Certificate authorities in the place of the system's (not on Windows and macOS); --ca-file adds to them everywhere."},
	{Term: "NO_COLOR", Text: "No colours, whatever it is set to."},
	{Term: "ACCESSIBLE", Text: "Ask line by line, as --plain does: for screen readers."},
	{Term: "TERM", Text: "dumb asks line by line, too. COLORTERM, TERM_PROGRAM and COLORFGBG tell which colours the terminal has."},
	{Term: "LC_ALL, LC_CTYPE, LANG", Text: "Signs that are not ASCII are drawn only where one of them says UTF-8."},
	{Term: "XDG_CONFIG_HOME", Text: "The folder in which the vault lies, where none is named."},
	{Term: "SSH_CONNECTION, SSH_TTY, DISPLAY, WAYLAND_DISPLAY", Text: "Tell whether a browser or the clipboard of this computer would be seen by whoever sits there; links are shown in any case."},
	{Term: "SOURCE_DATE_EPOCH", Text: "The date on the pages of `suitekey man`, for builds that are the same each time."},
}

// hookTable is what commands are told that suitekey runs.
var hookTable = []helpdoc.Row{
	{Term: "SUITEKEY_PROFILE", Text: "The name of the connection."},
	{Term: "SUITEKEY_CERTIFICATE", Text: "Its certificate in PEM; nothing in it is secret."},
	{Term: "SUITEKEY_RESULT", Text: "To --on-success and --on-failure: renewed, retired, waiting or failed."},
	{Term: "SUITEKEY_ERROR", Text: "What went wrong."},
	{Term: "SUITEKEY_NEXT", Text: "What is to be done next."},
	{Term: "SUITEKEY_EXPIRES", Text: "When the certificate ends, as 2026-01-31T12:00:00Z."},
	{Term: "SUITEKEY_CERTIFICATE_FILE", Text: "The file with the certificate that is to be uploaded."},
}

// vaultTable is what lies in the folder of the vault.
var vaultTable = []helpdoc.Row{
	{Term: "identity.age", Text: "The key that opens the vault, encrypted by your passphrase."},
	{Term: "identity-copy.age", Text: "The same again: all else depends on it."},
	{Term: "profiles/NAME.age", Text: "A connection."},
	{Term: "history/NAME/", Text: "What the connection was before: its last 20 states."},
	{Term: "drafts/NAME.age", Text: "An unfinished journey."},
	{Term: "cache/NAME.age", Text: "An access token that is still good. It may be deleted."},
	{Term: "certificates/", Text: "Certificates, pages and checklists, where a folder was named. Nothing in them is secret."},
	{Term: "policy.yaml", Text: "The organisation's rules, if there are any. See `suitekey help policy`."},
	{Term: "lock, signing-in.lock", Text: "Keep two suitekeys from writing or signing in at once. They are empty."},
}

// elsewhereTable is what suitekey writes outside of the vault.
var elsewhereTable = []helpdoc.Row{
	{Term: "~/suitekey/", Text: "Certificates for the upload, pages for administrators and checklists, where no folder was named for the vault: there the file dialog of a browser finds them. Nothing in them is secret."},
	{Term: "the keyring", Text: "The vault's passphrase, if you let it be remembered."},
	{Term: "what you name", Text: "Exports, calendars, reports, logs and key pairs go where --out, --ics, --report, --log and so on say. An export and a private key can be read by you alone; the others hold no secrets."},
}

// policyTable is the rules of policy.yaml.
var policyTable = []helpdoc.Row{
	{Term: "smallest_rsa_key", Text: "In bits: 3072 or 4096."},
	{Term: "smallest_ec_key", Text: "In bits: 256, 384 or 521."},
	{Term: "longest_validity_days", Text: "Of a certificate."},
	{Term: "forbidden_roles", Text: "Names or internal IDs."},
	{Term: "allowed_methods", Text: "tba, m2m, code."},
	{Term: "allowed_scopes", Text: "rest_webservices, restlets, suite_analytics and so on."},
	{Term: "allowed_jwt_algorithms", Text: "ES256, ES384, ES512, PS256, PS384, PS512."},
	{Term: "allowed_export_formats", Text: "As `suitekey export --formats` lists them."},
	{Term: "contact", Text: "Whom to ask; shown with each broken rule."},
}
