public import JSON

/// Masks secrets in values before they are shown to anybody: by the name of the setting and by the look of the value.
///
/// What is masked is shown as `***`. References to secrets (ARNs of a secrets manager, `{{resolve:…}}`) are shown: they say where a
/// secret is, not what it is. Source: requirement O5; STD 4.4.5, MIC-CFG IV.5.5.
public enum SecretMask: Sendable {
    /// Says whether a setting of this name holds a secret.
    public static func isSecretName(_ name: String) -> Bool { SecretName.isSecret(name) }

    /// Returns `text` with the secrets in it masked; `name` is the setting's name, where it is known.
    public static func masked(_ text: String, name: String? = nil) -> String {
        if let name, SecretName.isSecret(name), !isReference(text), !text.isEmpty { return SecretText.mask }
        guard SecretText.mayHoldSecret(text) else { return text }
        return SecretText.masked(text, showsRandom: name.map(isDigestName) ?? false) ?? text
    }

    /// Returns the value as compact JSON text, masked, and cut to about `maximumBytes` with `…` at the end.
    ///
    /// - Parameters:
    ///   - name: the name of the setting whose value it is, where it is known.
    ///   - sibling: the name that stands beside it in a pair such as `{"name": "DB_PASSWORD", "value": "…"}`.
    public static func text(
        of node: JSONNode,
        name: String? = nil,
        sibling: String? = nil,
        maximumBytes: Int = 256
    ) -> String {
        var walk = MaskingWalk(limit: maximumBytes)
        let isSecret = (name.map(SecretName.isSecret) ?? false) || (sibling.map(SecretName.isSecret) ?? false)
        walk.write(node, name: name, isSecret: isSecret)
        return cut(walk.writer.bytes, to: maximumBytes)
    }

    /// The name that stands beside `value` in an object that is a pair of name and value; nil for other objects.
    static func pairName(in object: JSONNode) -> String? {
        for key in pairKeys {
            if let name = object.member(key)?.string { return name }
        }
        return nil
    }

    static func isReference(_ text: String) -> Bool {
        text.hasPrefix("arn:") || text.hasPrefix("{{resolve:") || text.hasPrefix("@Microsoft.KeyVault(")
            || (text.hasPrefix("projects/") && text.contains("/secrets/")) || text == SecretText.mask
    }

    /// Digests look as random as secrets and are shown.
    static func isDigestName(_ name: String) -> Bool {
        let words = SecretName.words(of: name)
        return words.contains { digestWords.contains($0) }
    }

    private static let digestWords: Set<String> = [
        "sha256", "sha1", "sha512", "sha", "digest", "etag", "checksum", "fingerprint", "thumbprint", "md5", "md5of",
        "public",
    ]
    private static let pairKeys = ["name", "Name", "key", "Key", "parameterKey", "ParameterKey"].map { JSONKey($0) }

    private static func cut(_ bytes: [UInt8], to limit: Int) -> String {
        guard bytes.count > limit else { return String(decoding: bytes, as: UTF8.self) }
        var end = limit
        // Not in the middle of a character: continuation bytes are 10xxxxxx.
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self) + "…"
    }
}

/// Writes a value member by member, and stops soon after the limit.
private struct MaskingWalk {
    var writer = JSONWriter(reservingCapacity: 128)
    let limit: Int

    mutating func write(_ node: JSONNode, name: String?, isSecret: Bool) {
        switch node.kind {
        case .null, .bool: node.write(to: &writer)
        case .int, .uint, .double:
            if isSecret { writer.string(SecretText.mask) } else { node.write(to: &writer) }
        case .string: writer.string(shown(node.string ?? "", name: name, isSecret: isSecret))
        case .array: writeArray(node, name: name, isSecret: isSecret)
        case .object: writeObject(node, isSecret: isSecret)
        }
    }

    private func shown(_ text: String, name: String?, isSecret: Bool) -> String {
        if isSecret, !text.isEmpty, !SecretMask.isReference(text) { return SecretText.mask }
        return SecretMask.masked(text, name: name)
    }

    private mutating func writeArray(_ node: JSONNode, name: String?, isSecret: Bool) {
        writer.beginArray()
        for element in node.elements {
            guard writer.bytes.count <= limit else { break }
            write(element, name: name, isSecret: isSecret)
        }
        writer.endArray()
    }

    private mutating func writeObject(_ node: JSONNode, isSecret: Bool) {
        let pair = SecretMask.pairName(in: node).map(SecretName.isSecret) ?? false
        writer.beginObject()
        for (key, value) in node.members {
            guard writer.bytes.count <= limit else { break }
            let name = key.string
            let isValue = Self.valueNames.contains(name)
            writer.key(name)
            write(value, name: name, isSecret: SecretName.isSecret(name) || (isValue && (pair || isSecret)))
        }
        writer.endObject()
    }

    private static let valueNames: Set<String> = [
        "value", "Value", "values", "Values", "parameterValue", "ParameterValue", "text", "data", "plaintext",
        "content",
    ]
}
