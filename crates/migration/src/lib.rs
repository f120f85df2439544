//! One migration set for every supported database.
