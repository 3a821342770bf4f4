/// What an expression of a configuration refers to, such as `module.web.aws_s3_bucket.logs[0].arn`, taken apart.
struct TerraformReference {
    /// The parts between dots, with their indices.
    let parts: [Substring]

    init(_ text: String) { parts = Self.split(text) }

    /// Splits at dots that are not inside of brackets.
    static func split(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var (start, depth, isQuoted) = (text.startIndex, 0, false)
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case "\"": isQuoted.toggle()
            case "[" where !isQuoted: depth += 1
            case "]" where !isQuoted: depth -= 1
            case "." where !isQuoted && depth <= 0:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
            index = text.index(after: index)
        }
        parts.append(text[start...])
        return parts
    }

    /// The `[` that opens the index at the end of an address.
    static func lastBracket(in address: String) -> String.Index? {
        guard let last = split(address).last else { return nil }
        return last.firstIndex(of: "[")
    }

    /// A part without its index.
    static func base(_ part: Substring) -> Substring { part.prefix { $0 != "[" } }

    /// The address without any index: where the configuration has what the address is an instance of.
    static func withoutIndices(_ address: String) -> String {
        address.contains("[") ? split(address).map { String(base($0)) }.joined(separator: ".") : address
    }

    /// Of references, which Terraform lists with everything before their last step, the longest ones.
    static func longest(_ texts: [String]) -> [String] {
        var kept: [String] = []
        for text in texts {
            if let last = kept.last, last.hasPrefix("\(text).") || last.hasPrefix("\(text)[") { continue }
            kept.append(text)
        }
        return kept
    }
}

/// Names of attributes that are a resource's identity, and of those that hold one.
enum TerraformAttribute {
    /// Whether an attribute of a resource says which one it is, and nothing else.
    static func isIdentity(_ name: Substring) -> Bool { identities.contains(name) }

    /// Whether an attribute can hold a reference to a resource, rather than a text with one in it.
    static func isReference(_ name: String) -> Bool {
        let words = name.split(separator: "_")
        guard let last = words.last else { return false }
        return identitySuffixes.contains(last) || !texts.contains(last)
    }

    /// Whether an attribute is a list of references.
    static func isPlural(_ name: String) -> Bool {
        name.split(separator: "_").last.map { plurals.contains($0) } ?? false
    }

    private static let identities: Set<Substring> = [
        "id", "arn", "name", "self_link", "key_id", "key_arn", "bucket", "bucket_name", "identifier", "unique_id",
        "url",
        "email", "family", "function_name", "cluster_identifier", "cluster_name", "qualified_arn", "invoke_arn",
        "topic",
        "key_name", "role_id", "account_id", "ocid", "crn", "versionless_id", "resource_id", "alias_id",
        "repository_url",
        "dashboard_name", "db_subnet_group_name", "certificate_arn", "rest_api_id", "project_id", "number", "network",
    ]
    private static let identitySuffixes: Set<Substring> = [
        "id", "ids", "arn", "arns", "name", "names", "link", "links",
    ]
    private static let texts: Set<Substring> = [
        "policy", "policies", "json", "document", "content", "data", "definition", "definitions", "template", "body",
        "script", "statement", "manifest", "command", "value", "values", "description", "config", "configuration",
        "yaml",
        "variables", "environment", "sql", "query", "pattern", "input", "enabled", "count", "size", "password",
        "secret",
        "token", "tags", "labels", "metadata", "permissions", "assignments", "url", "endpoint", "cidr", "address",
    ]
    private static let plurals: Set<Substring> = [
        "ids", "arns", "names", "groups", "subnets", "zones", "members", "roles", "links", "keys", "users", "topics",
        "actions", "buckets", "certificates", "targets", "resources", "instances", "clusters", "networks", "queues",
    ]
}
