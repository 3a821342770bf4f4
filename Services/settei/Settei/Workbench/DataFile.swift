import CommandLine
import Diagnostics
import Expressions
import Foundation
import JSON
import YAML

/// A value for a variable, read from a file of JSON or YAML.
enum DataFile {
    /// Takes `FILE` or `name=FILE` apart; a name that is no identifier is part of the file's name.
    static func parse(_ word: String) -> (name: String, path: String) {
        guard let equals = word.firstIndex(of: "="), isName(word[..<equals]) else { return ("config", word) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }

    /// Whether a text can name a variable.
    static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || isLetter(first) else { return false }
        return text.unicodeScalars.allSatisfy { $0 == "_" || isLetter($0) || ("0"..."9").contains($0) }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    /// Most bytes of a file.
    ///
    /// A value is the setting of one resource, of which a message carries at most one MiB; this leaves room for a list of
    /// many, and ends in a moment where a device or a pipe has no end.
    private static let maximumBytes = 64 << 20

    /// Reads one value.
    /// - Throws: ``CommandFailure`` where the file cannot be read, is too large, or is neither JSON nor YAML, with line and caret.
    static func read(_ path: String) throws -> JSONNode {
        let bytes = try InputDocuments.bytes(of: path, upTo: maximumBytes)
        let name = path == "-" ? "standard input" : path
        return isYAML(path, bytes) ? try yaml(bytes, name) : try json(bytes, name)
    }

    /// By the file's name; standard input by how it begins, because what is not JSON may still be YAML.
    private static func isYAML(_ path: String, _ bytes: [UInt8]) -> Bool {
        if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return true }
        guard path == "-" else { return false }
        let first = bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }
        guard let first else { return false }
        return !Array("{[\"".utf8).contains(first) && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    }

    private static func json(_ bytes: [UInt8], _ name: String) throws -> JSONNode {
        do throws(JSONError) {
            return try JSONDocument(bytes, limits: InputDocuments.limits).root
        } catch {
            let source = SourceFile(name: name, bytes: bytes)
            let place = source.position(ofByte: error.offset)
            throw CommandFailure(
                .badInput,
                Diagnostic(.error, "\(error)", in: source, at: place).rendered()
            )
        }
    }

    private static func yaml(_ bytes: [UInt8], _ name: String) throws -> JSONNode {
        let sink = DiagnosticSink()
        let node = YAMLNode.parseDocument(bytes, file: name, into: sink)
        let json = node?.json(into: sink)
        guard let json, !sink.hasErrors else { throw CommandFailure(.badInput, sink.diagnostics.rendered()) }
        return try JSONDocument(json, limits: InputDocuments.limits).root
    }
}
