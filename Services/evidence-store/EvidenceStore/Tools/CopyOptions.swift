import CommandLine

/// The options by which a tool finds a copy in a bucket; named as the service's settings are.
enum CopyOptions {
    static let bucket = [
        Option("copy-endpoint", "URL", environment: "SETTEI_COPY_ENDPOINT", "of the bucket's service; default: AWS"),
        Option("copy-region", "REGION", environment: "SETTEI_COPY_REGION", "default ap-northeast-1"),
        Option(
            "copy-credentials",
            "FILE",
            environment: "SETTEI_COPY_CREDENTIALS",
            "as the AWS tools have it; default: AWS_ACCESS_KEY_ID and its kin"
        ),
    ]

    /// The copy at a place; an option that is set to nothing is not set.
    static func configuration(of place: String, _ arguments: Arguments) -> CopyConfiguration {
        var configuration = CopyConfiguration(place: place)
        configuration.endpoint = arguments["copy-endpoint"].flatMap { $0.isEmpty ? nil : $0 }
        configuration.region = arguments["copy-region"] ?? configuration.region
        configuration.credentials = arguments["copy-credentials"].flatMap { $0.isEmpty ? nil : $0 }
        return configuration
    }
}
