// EvidenceStore
