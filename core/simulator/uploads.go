package simulator

import "time"

// Uploaded is a certificate that was mapped in an account, by whichever way.
type Uploaded struct {
	Time                        time.Time
	Account                     string
	CertificateID, Entity, Role string
}

// Uploads are the certificates of an account, the oldest first.
func (w *World) Uploads(id string) []Uploaded {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(id)
	if err != nil {
		return nil
	}
	uploads := make([]Uploaded, 0, len(a.mappings))
	for _, m := range a.mappings {
		uploads = append(uploads, Uploaded{m.created, id, m.certificate.id, m.entity, m.role})
	}
	return uploads
}
