package records

import "time"

// Uploaded is a certificate that was mapped in an account.
type Uploaded struct {
	Time                        time.Time
	Account                     string
	CertificateID, Entity, Role string
}
