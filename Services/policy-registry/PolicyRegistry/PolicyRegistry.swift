// PolicyRegistry
