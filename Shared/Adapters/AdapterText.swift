public import Diagnostics
public import JSON
import YAML

/// Reads files as people and tools write them, as JSON documents: JSON or YAML, in UTF-8 or UTF-16.
public enum AdapterText: Sendable {
    /// What a file may be: plans and snapshots reach some hundred megabytes.
    public static let limits = JSONLimits(maximumBytes: 1 << 30)

    /// The documents of a file: one of JSON, or all of YAML; mistakes go to `sink`, each with its place.
    ///
    /// CloudFormation's short forms become the long ones: `!Ref x` is `{"Ref": "x"}`.
    public static func documents(_ bytes: [UInt8], name: String, into sink: DiagnosticSink) -> [JSONDocument] {
        guard let text = utf8(bytes) else {
            sink.append(Diagnostic(.error, "the file is UTF-16 with half a character in it", file: name))
            return []
        }
        let first = text.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == UInt8(ascii: "\"") {
            return json(text, name, sink).map { [$0] } ?? []
        }
        let nodes = YAMLNode.parse(text, file: name, into: sink, keepsTags: true)
        guard !sink.hasErrors else { return [] }
        return nodes.compactMap { node in
            var writer = JSONWriter()
            TaggedYAML(isTemplate: node["Resources"] != nil).write(node, to: &writer)
            return json(writer.bytes, name, sink)
        }
    }

    private static func json(_ bytes: [UInt8], _ name: String, _ sink: DiagnosticSink) -> JSONDocument? {
        do throws(JSONError) {
            return try JSONDocument(bytes, limits: limits)
        } catch {
            let source = SourceFile(name: name, bytes: bytes)
            sink.append(Diagnostic(.error, "\(error)", in: source, at: source.position(ofByte: error.offset)))
            return nil
        }
    }

    /// The text in UTF-8 without a byte order mark; nil where UTF-16 is broken.
    ///
    /// PowerShell writes UTF-16 when `terraform show -json` is redirected to a file there. Without a mark, JSON in UTF-16 is told by the
    /// zero beside its first character (RFC 4627, section 3).
    public static func utf8(_ bytes: [UInt8]) -> [UInt8]? {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return Array(bytes.dropFirst(3)) }
        guard bytes.count >= 2 else { return bytes }
        let isLittle = bytes.starts(with: [0xff, 0xfe]) || (bytes[0] != 0 && bytes[1] == 0)
        guard isLittle || bytes.starts(with: [0xfe, 0xff]) || (bytes[0] == 0 && bytes[1] != 0) else { return bytes }
        guard bytes.count.isMultiple(of: 2) else { return nil }
        var units = stride(from: 0, to: bytes.count, by: 2).map { index in
            isLittle
                ? UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
                : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
        }
        if units.first == 0xfeff { units.removeFirst() }
        var result: [UInt8] = []
        result.reserveCapacity(units.count)
        let failed = transcode(units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true) {
            result.append($0)
        }
        return failed ? nil : result
    }
}

/// Writes YAML as JSON, with tags as CloudFormation means them.
///
/// Source: AWS CloudFormation User Guide, "Intrinsic function reference".
struct TaggedYAML {
    /// Whether it is a template: CloudFormation reads YAML 1.1, where `yes` is true.
    let isTemplate: Bool

    func write(_ node: YAMLNode, to writer: inout JSONWriter) {
        guard let tag = node.tag else { return content(node, to: &writer) }
        let name = String(tag.dropFirst())
        writer.beginObject()
        writer.key(name == "Ref" || name == "Condition" ? name : "Fn::\(name)")
        if name == "GetAtt", let text = node.scalar?.text, let dot = text.firstIndex(of: ".") {
            writer.beginArray()
            writer.string(String(text[..<dot]))
            writer.string(String(text[text.index(after: dot)...]))
            writer.endArray()
        } else {
            content(node, to: &writer)
        }
        writer.endObject()
    }

    private func content(_ node: YAMLNode, to writer: inout JSONWriter) {
        switch node.content {
        case .scalar(let scalar): value(scalar, to: &writer)
        case .sequence(let elements):
            writer.beginArray()
            for element in elements { write(element, to: &writer) }
            writer.endArray()
        case .mapping(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.name)
                write(member.value, to: &writer)
            }
            writer.endObject()
        }
    }

    private func value(_ scalar: YAMLScalar, to writer: inout JSONWriter) {
        switch scalar.value {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .int(let value): writer.int(value)
        case .uint(let value): writer.uint(value)
        case .double(let value): writer.double(value)
        case .text(let text):
            if isTemplate, scalar.style == .plain, let truth = Self.formerBooleans[text] {
                writer.bool(truth)
            } else {
                writer.string(text)
            }
        }
    }

    private static let formerBooleans = [
        "yes": true, "Yes": true, "YES": true, "on": true, "On": true, "ON": true, "no": false, "No": false,
        "NO": false,
        "off": false, "Off": false, "OFF": false,
    ]
}
