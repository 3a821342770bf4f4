import Adapters
import JSON

/// The resources of one configuration, as an HCL evaluator gives them: what needs another resource stays `${address.attribute}`.
///
/// A plan would say that such a place is not known, and name the resource where it is one's identity; what stands here is read as that. A
/// policy with a resource's ARN in it is read with the address in that place, because all the rest of it is known.
struct TerraformFile {
    /// One resource as it is written.
    struct Entry {
        let address: String
        let type: String
        let values: JSONNode
        /// Places that are not known, as JSON pointers.
        let unknown: Set<String>
        let isData: Bool
    }

    let entries: [Entry]
    private let byAddress: [String: Entry]

    init(_ entries: [Entry]) {
        self.entries = entries
        byAddress = Dictionary(entries.map { (Self.plain($0.address), $0) }) { first, _ in first }
    }

    private static func plain(_ address: String) -> String {
        address.split(separator: ".").map { $0.prefix { $0 != "[" } }.joined(separator: ".")
    }

    /// The resources for the mapper.
    var planned: [PlannedResource] {
        entries.compactMap { entry in
            guard let values = values(of: entry) else { return nil }
            let words = entry.address.split(separator: ".")
            return PlannedResource(
                address: entry.address,
                type: entry.type,
                name: String(words.last ?? ""),
                values: values,
                isData: entry.isData
            )
        }
    }

    private func values(of entry: Entry) -> JSONNode? {
        var writing = Writing(file: self, unknown: entry.unknown)
        writing.write(entry, isOutermost: true)
        let gaps = JSONGaps(unknown: writing.gaps)
        let limits = JSONLimits(maximumDepth: 256, maximumBytes: 16 << 20)
        return try? JSONDocument(writing.writer.bytes, limits: limits, gaps: gaps).root
    }

    /// What a reference comes to: an address, another resource's setting, or a policy document; nil where that is not known.
    private func text(of link: TerraformLink) -> String? {
        guard let address = link.address else { return nil }
        let entry = byAddress[address]
        if let entry, entry.isData, let document = document(of: entry),
            document.attributes.contains(link.attribute ?? "")
        {
            return document.text
        }
        if link.isIdentity { return entry?.address ?? address }
        guard let attribute = link.attribute, let value = entry?.values[attribute]?.string else { return nil }
        return TerraformText(value) == nil ? value : nil
    }

    /// The policy that a data source puts together, and the attributes that it gives it as; nil for other types.
    private func document(of entry: Entry) -> (text: String, attributes: [String])? {
        switch entry.type {
        case "aws_iam_policy_document":
            PolicyDocumentText(of: entry.values, in: self).map { ($0.text, ["json", "minified_json"]) }
        case "google_iam_policy": (GooglePolicyText(of: entry.values, in: self).text, ["policy_data"])
        default: nil
        }
    }

    /// A text with all that is known in it; nil where it is nothing but a reference to something that is not known.
    func resolved(_ text: String) -> String? {
        guard let parsed = TerraformText(text) else { return text }
        if let link = parsed.only { return self.text(of: link) }
        return parsed.filled { self.text(of: $0) }
    }

    private struct Writing {
        let file: TerraformFile
        let unknown: Set<String>
        var writer = JSONWriter(reservingCapacity: 4_096)
        var gaps: [JSONPath] = []

        mutating func write(_ entry: Entry, isOutermost: Bool) {
            writer.beginObject()
            for (key, value) in entry.values.members {
                writer.key(key.string)
                write(value, [.key(key.string)], "/\(Self.escaped(key.string))")
            }
            // Terraform gives data sources with what they were read as.
            if entry.isData, let document = file.document(of: entry), let attribute = document.attributes.first,
                entry.values[attribute] == nil
            {
                writer.member(attribute, document.text)
            }
            writer.endObject()
        }

        private mutating func write(_ node: JSONNode, _ path: [JSONPath.Step], _ pointer: String) {
            switch node.kind {
            case .object:
                writer.beginObject()
                for (key, value) in node.members {
                    writer.key(key.string)
                    write(value, path + [.key(key.string)], "\(pointer)/\(Self.escaped(key.string))")
                }
                writer.endObject()
            case .array:
                writer.beginArray()
                for (position, element) in node.elements.enumerated() {
                    write(element, path + [.index(position)], "\(pointer)/\(position)")
                }
                writer.endArray()
            case .string:
                let text = node.string ?? ""
                let isOpen = unknown.contains(pointer) && TerraformText(text) == nil
                if !isOpen, let text = file.resolved(text) { writer.string(text) } else { leaveOpen(path) }
            case .null:
                if unknown.contains(pointer) { leaveOpen(path) } else { writer.null() }
            case .bool, .int, .uint, .double:
                if unknown.contains(pointer) { leaveOpen(path) } else { node.write(to: &writer) }
            }
        }

        private mutating func leaveOpen(_ path: [JSONPath.Step]) {
            gaps.append(JSONPath(path))
            writer.null()
        }

        /// Source: RFC 6901, section 3.
        private static func escaped(_ name: String) -> String {
            name.replacing("~", with: "~0").replacing("/", with: "~1")
        }
    }
}
