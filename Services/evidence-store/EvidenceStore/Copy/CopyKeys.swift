import ServiceKit

/// What an operator can set of the copy.
enum CopyKeys {
    static let copy = ConfigurationKey<String>.string(
        "copy",
        default: "",
        "Where everything is copied to, out of this machine's reach: a directory, or s3://bucket/prefix; empty for nowhere."
    )
    static let endpoint = ConfigurationKey<String>.string(
        "copy-endpoint",
        default: "",
        "https:// address of the bucket's service; empty for AWS in copy-region."
    )
    static let region = ConfigurationKey<String>.string(
        "copy-region",
        default: "ap-northeast-1",
        "Region of the bucket."
    )
    static let credentials = ConfigurationKey<String>.string(
        "copy-credentials",
        default: "",
        "File with the bucket's credentials as the AWS tools have them; empty for AWS_ACCESS_KEY_ID and its kin."
    )
    static let retention = ConfigurationKey<Int>.int(
        "copy-retention",
        default: 0,
        in: 0...36_500,
        unit: "days",
        "How long nobody can delete an object (object lock); 0 leaves that to the bucket."
    )
    static let lagLimit = ConfigurationKey<Duration>.duration(
        "copy-lag-limit",
        default: .seconds(300),
        minimum: .seconds(1),
        "How far behind the copy may be before the operators are told."
    )

    static let all: [any ConfigurationDeclaration] = [copy, endpoint, region, credentials, retention, lagLimit]
}
