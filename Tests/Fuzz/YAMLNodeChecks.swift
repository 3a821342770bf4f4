import Diagnostics
import JSON
import YAML

/// What must hold of the parser: every value and every mistake has a place in the file, and what is read can be written.
struct YAMLNodeChecks {
    private var parsed = 0
    private var sound = 0

    var figures: String { "\(parsed) with a value, \(sound) without a mistake" }

    mutating func check(_ input: [UInt8]) throws(Violation) {
        for keepsTags in [false, true] {
            let sink = DiagnosticSink()
            let documents = YAMLNode.parse(input, file: "f.yaml", into: sink, keepsTags: keepsTags)
            try Self.check(sink.diagnostics, input)
            guard !keepsTags, let first = documents.first else { continue }
            for document in documents { try Self.checkPlaces(document) }
            parsed += 1
            guard !sink.hasErrors else { continue }
            sound += 1
            try checkJSON(first)
        }
    }

    /// Mistakes stand in the file, and can be shown.
    static func check(_ diagnostics: Diagnostics, _ input: [UInt8]) throws(Violation) {
        let file = SourceFile(name: "f.yaml", bytes: input)
        // Showing takes longest.
        if let last = diagnostics.errors.last, last.rendered().isEmpty { throw Violation("shows nothing") }
        for diagnostic in diagnostics {
            guard !diagnostic.message.isEmpty else { throw Violation("says nothing") }
            guard let position = diagnostic.position else { continue }
            guard position.line >= 1, position.line <= file.lineCount, position.column >= 1 else {
                throw Violation("points to \(position) of \(file.lineCount) lines: \(diagnostic.message)")
            }
        }
    }

    private static func checkPlaces(_ node: YAMLNode) throws(Violation) {
        guard node.start.line >= 1, node.start.column >= 1, node.start <= node.end,
            node.start.line <= node.source.lineCount
        else { throw Violation("\(node.summary) from \(node.start) to \(node.end) of \(node.source.lineCount) lines") }
        for element in node.elements ?? [] { try checkPlaces(element) }
        for member in node.members ?? [] {
            try checkPlaces(member.key)
            try checkPlaces(member.value)
        }
        guard let text = node.scalar?.text else { return }
        let count = text.utf8.count
        for offset in [-1, 0, count / 2, count + 1] {
            let place = node.position(ofByte: offset)
            guard place.line >= 1, place.line <= node.source.lineCount, place.column >= 1 else {
                throw Violation("byte \(offset) of \(node.summary) is at \(place) of \(node.source.lineCount) lines")
            }
        }
        guard count % 16 == 0 else { return }
        _ = node.diagnostic(.error, "x", atByte: count / 3).rendered()
    }

    /// What JSON can say is JSON; and JSON is YAML, and says the same there.
    private func checkJSON(_ node: YAMLNode) throws(Violation) {
        let sink = DiagnosticSink()
        let json = node.json(into: sink)
        do throws(JSONError) {
            _ = try JSONDocument(json)
        } catch {
            throw Violation("is written as JSON that is none: \(error)")
        }
        guard !sink.hasErrors else { return }
        let again = DiagnosticSink()
        guard let read = YAMLNode.parseDocument(json, file: "f.json", into: again), !again.hasErrors else {
            // A key of more than 1,024 characters, and control characters, are in JSON only. Source: YAML 1.2.2, 5.1 and 7.4.
            return
        }
        guard read.json(into: again) == json else { throw Violation("is another value after it was written as JSON") }
    }
}
