// ConfigChecker
