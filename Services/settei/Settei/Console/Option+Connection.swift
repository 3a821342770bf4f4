import CommandLine

extension Option {
    /// The options of every command that talks to the store.
    static let connection = [
        Option(
            "store",
            "HOST",
            environment: "SETTEI_STORE",
            "the evidence-store's host, or A,B of several; default 127.0.0.1"
        ),
        Option("ingest", "ENDPOINT", environment: "SETTEI_INGEST", "default tcp://HOST:7401"),
        Option("feed", "ENDPOINT", environment: "SETTEI_FEED", "default tcp://HOST:7402"),
        Option("query", "ENDPOINT", environment: "SETTEI_QUERY", "default tcp://HOST:7403"),
        Option("key", "FILE", environment: "SETTEI_KEY", "your key file, made by `settei keys new`"),
        Option(
            "store-key",
            "FILE",
            environment: "SETTEI_STORE_KEY",
            "the store's public key, store.pub, or A,B while it is changed"
        ),
        Option("timeout", "SECONDS", "how long to wait for the store; default 10"),
    ]
}
