/// What a bucket asks for to let somebody in; never shown.
struct S3Credentials: Sendable {
    var accessKey: String
    var secretKey: String
    /// Of temporary credentials.
    var sessionToken: String?

    /// From a file as the AWS tools have it.
    ///
    /// Its profile `default` is taken:
    ///
    ///     [default]
    ///     aws_access_key_id = …
    ///     aws_secret_access_key = …
    ///
    /// - Throws: ``CopyError/refused(_:)`` that names the file and never what stands in it.
    static func file(_ path: String) throws(CopyError) -> S3Credentials {
        guard let bytes = try DirectoryTarget("/").read(path.hasPrefix("/") ? String(path.dropFirst()) : path) else {
            throw .refused("there is no file of credentials at \(path)")
        }
        guard let credentials = S3Credentials(text: String(decoding: bytes, as: UTF8.self)) else {
            throw .refused("\(path) has no aws_access_key_id and aws_secret_access_key under [default]")
        }
        return credentials
    }

    /// From `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; nil where one of the first two is not set.
    static func environment(_ read: (String) -> String?) -> S3Credentials? {
        guard let access = read("AWS_ACCESS_KEY_ID"), let secret = read("AWS_SECRET_ACCESS_KEY"), !access.isEmpty,
            !secret.isEmpty
        else { return nil }
        return S3Credentials(
            accessKey: access,
            secretKey: secret,
            sessionToken: read("AWS_SESSION_TOKEN").flatMap { $0.isEmpty ? nil : $0 }
        )
    }

    init(accessKey: String, secretKey: String, sessionToken: String? = nil) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
    }

    init?(text: String) {
        var profile = "default"
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline).map(Self.trimmed) {
            if line.hasPrefix("["), line.hasSuffix("]") {
                profile = Self.trimmed(line.dropFirst().dropLast())
            } else if profile == "default", !line.hasPrefix("#"), let sign = line.firstIndex(of: "=") {
                values[Self.trimmed(line[..<sign]).lowercased()] = Self.trimmed(line[line.index(after: sign)...])
            }
        }
        guard let access = values["aws_access_key_id"], let secret = values["aws_secret_access_key"], !access.isEmpty,
            !secret.isEmpty
        else { return nil }
        self.init(accessKey: access, secretKey: secret, sessionToken: values["aws_session_token"])
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" || character == "\r" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}

extension S3Credentials: CustomStringConvertible {
    /// The key's name alone.
    var description: String { accessKey }
}
