public import JSON

/// Names one resource of a customer, in its cloud's own words.
public struct Resource: Codable, Hashable, Sendable {
    /// The cloud, in lower case: `aws`, `azure`, `gcp` and so on.
    public var provider: String
    /// The account, subscription or project.
    public var account: String
    /// The region, or `global`.
    public var region: String
    /// The resource type as the cloud spells it, such as `AWS::S3::Bucket`.
    public var type: String
    /// The resource's id within account, region and type.
    public var id: String

    /// Takes the five parts.
    public init(provider: String, account: String, region: String, type: String, id: String) {
        self.provider = provider
        self.account = account
        self.region = region
        self.type = type
        self.id = id
    }

    /// The resource key: each part as `<bytes>:<text>`, joined by commas.
    ///
    /// Lengths stand before the texts so that no two resources can have one key, whatever their names contain.
    public var key: String {
        var key = ""
        key.reserveCapacity(
            32 + provider.utf8.count + account.utf8.count + region.utf8.count + type.utf8.count + id.utf8.count
        )
        for part in [provider, account, region, type, id] {
            if !key.isEmpty { key += "," }
            key += String(part.utf8.count)
            key += ":"
            key += part
        }
        return key
    }

    /// Reads a resource key; nil where it is not one.
    public init?(key: String) {
        var parts: [String] = []
        var rest = Substring(key).utf8
        while !rest.isEmpty {
            guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), let length = Int(Substring(rest[..<colon])),
                length >= 0
            else { return nil }
            let body = rest[rest.index(after: colon)...]
            guard body.count >= length, let part = String(body.prefix(length)) else { return nil }
            parts.append(part)
            rest = body.dropFirst(length)
            if parts.count == 5 { break }
            guard rest.first == UInt8(ascii: ",") else { return nil }
            rest = rest.dropFirst()
        }
        guard parts.count == 5, rest.isEmpty else { return nil }
        self.init(provider: parts[0], account: parts[1], region: parts[2], type: parts[3], id: parts[4])
    }
}

extension Resource {
    /// Reads the five parts from the data of a `config.changed`; nil where one of them is no text.
    public init?(ofChange data: JSONNode) {
        guard
            let provider = data.member("provider")?.string, let account = data.member("account")?.string,
            let region = data.member("region")?.string, let type = data.member("resourceType")?.string,
            let id = data.member("resourceId")?.string
        else { return nil }
        self.init(provider: provider, account: account, region: region, type: type, id: id)
    }
}
