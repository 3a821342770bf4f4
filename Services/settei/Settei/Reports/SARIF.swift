import Diagnostics
import JSON

/// Diagnostics as code review tools read them.
///
/// Source: OASIS SARIF 2.1.0, sections 3.13 "sarifLog object" and 3.27 "result object".
enum SARIF {
    static func text(of diagnostics: Diagnostics) -> String {
        text(of: "settei rules lint") { writer in
            for diagnostic in diagnostics { write(diagnostic, to: &writer) }
        }
    }

    /// One run of a tool; `rules` are what its results refer to by position.
    static func text(
        of tool: String,
        rules: ((inout JSONWriter) -> Void)? = nil,
        results: (inout JSONWriter) -> Void
    ) -> String {
        var writer = JSONWriter(reservingCapacity: 32_768)
        writer.beginObject()
        writer.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
        writer.member("version", "2.1.0")
        writer.key("runs")
        writer.beginArray()
        writer.beginObject()
        writer.key("tool")
        writer.beginObject()
        writer.key("driver")
        writer.beginObject()
        writer.member("name", tool)
        writer.member("version", SetteiCommand.version)
        if let rules { writer.array("rules", rules) }
        writer.endObject()
        writer.endObject()
        // Columns here count Unicode scalars (3.14.17).
        writer.member("columnKind", "unicodeCodePoints")
        writer.array("results", results)
        writer.endObject()
        writer.endArray()
        writer.endObject()
        return writer.text
    }

    private static func write(_ diagnostic: Diagnostic, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("ruleId", diagnostic.code ?? "mistake")
        writer.member("level", level(of: diagnostic.severity))
        writer.message("message", diagnostic.message + (diagnostic.hint.map { " (\($0))" } ?? ""))
        writer.key("locations")
        writer.beginArray()
        writer.beginObject()
        writer.key("physicalLocation")
        writer.beginObject()
        writer.key("artifactLocation")
        writer.beginObject()
        writer.member("uri", uri(diagnostic.file))
        writer.endObject()
        if let position = diagnostic.position {
            writer.key("region")
            writer.beginObject()
            writer.member("startLine", position.line)
            writer.member("startColumn", position.column)
            writer.member("endColumn", position.column + max(diagnostic.length, 1))
            writer.endObject()
        }
        for _ in 0..<2 { writer.endObject() }
        writer.endArray()
        writer.endObject()
    }

    private static func level(of severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info, .note: "note"
        }
    }

    /// A relative reference, or a file's URI; what RFC 3986 does not allow in a path is written with percent signs.
    static func uri(_ path: String) -> String {
        let scheme = path.hasPrefix("/") ? "file://" : ""
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        return scheme
            + path.utf8.map { byte in
                plain.contains(byte) ? String(UnicodeScalar(byte)) : "%" + hex(byte >> 4) + hex(byte & 15)
            }.joined()
    }

    private static func hex(_ digit: UInt8) -> String { String(digit, radix: 16, uppercase: true) }
}

extension JSONWriter {
    /// A message or multiformat message string with a text (SARIF 3.11, 3.12).
    mutating func message(_ name: String, _ text: String) {
        key(name)
        beginObject()
        member("text", text)
        endObject()
    }

    fileprivate mutating func array(_ name: String, _ elements: (inout JSONWriter) -> Void) {
        key(name)
        beginArray()
        elements(&self)
        endArray()
    }
}
