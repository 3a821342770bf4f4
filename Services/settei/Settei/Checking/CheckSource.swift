import Adapters
import CommandLine
import Diagnostics
import Foundation
import JSON

/// The first step of a check: which file, and the documents in it.
struct CheckSource: Sendable {
    /// As the user named it.
    let path: String
    /// Nil where it is to be recognised.
    let format: InputFormat?

    /// - Throws: ``CommandFailure`` where it is not clear what is to be checked.
    init(_ arguments: Arguments) throws {
        let named: [(option: String, format: AdapterFormat)] = [
            ("plan", .terraformPlan), ("template", .cloudFormation), ("manifest", .kubernetes),
        ]
        let given = named.filter { arguments.has($0.option) }
        guard given.count + arguments.operands.count == 1 else {
            let what = "one of --plan FILE, --template FILE, --manifest FILE and FILE (or - for standard input)"
            throw CommandFailure(
                .usage,
                given.isEmpty && arguments.operands.isEmpty ? "\(what) is missing" : "only \(what)"
            )
        }
        let asked = try InputFormat(arguments, option: "input-format")
        path = given.first.flatMap { arguments[$0.option] } ?? arguments.operands[0]
        format = given.first.map { .foreign($0.format) } ?? asked
    }

    /// Reads the file.
    /// - Throws: ``CommandFailure`` with every mistake, each with its line.
    func documents() throws -> [InputDocument] {
        let bytes = try InputDocuments.bytes(of: path)
        if path.hasSuffix(".tf") || path.hasSuffix(".tofu") {
            let hint = "check the plan made of it: terraform plan -out plan.out && terraform show -json plan.out"
            throw CommandFailure(.badInput, "\(Console.printable(path)) is Terraform code, not a plan; \(hint)")
        }
        if bytes.starts(with: Self.zip) {
            let hint = "write it as JSON: terraform show -json \(Console.printable(path)) > plan.json"
            throw CommandFailure(.badInput, "\(Console.printable(path)) is Terraform's own binary plan; \(hint)")
        }
        guard let text = AdapterText.utf8(bytes) else {
            throw CommandFailure(.badInput, "\(Console.printable(path)) is UTF-16 with half a character in it")
        }
        return isYAML(text) ? try yaml(text) : try json(text)
    }

    /// What a binary plan, which is an archive, begins with.
    private static let zip: [UInt8] = [0x50, 0x4b, 0x03, 0x04]

    private func isYAML(_ bytes: [UInt8]) -> Bool {
        let first = bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }
        return first.map { $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "[") } ?? false
    }

    private func json(_ bytes: [UInt8]) throws -> [InputDocument] {
        let input = InputDocuments(bytes)
        guard input.mistakes.isEmpty else {
            throw CommandFailure(
                .badInput,
                input.mistakes.map { Console.printable("\(path):\($0)") }.joined(separator: "\n")
            )
        }
        return input.documents
    }

    /// One document for each of the file's that is not empty.
    private func yaml(_ bytes: [UInt8]) throws -> [InputDocument] {
        let sink = DiagnosticSink()
        let documents = AdapterText.documents(bytes, name: Console.printable(path), into: sink)
        guard !sink.diagnostics.hasErrors else {
            throw CommandFailure(.badInput, sink.diagnostics.errors.map { $0.rendered() }.joined(separator: "\n"))
        }
        let lines = Self.lines(ofDocumentsIn: bytes)
        let placed = documents.enumerated().map { index, document in
            InputDocument(line: lines.count == documents.count ? lines[index] : 1, document: document)
        }.filter { $0.document.root.kind != .null }
        guard !placed.isEmpty else { throw CommandFailure(.badInput, "\(Console.printable(path)): the file is empty") }
        return placed
    }

    /// The lines on which the documents of a YAML file begin: three dashes at a line's beginning stand between two, wherever they are.
    ///
    /// Source: YAML 1.2.2, 9.1.2 "Document markers".
    static func lines(ofDocumentsIn bytes: [UInt8]) -> [Int] {
        var lines: [Int] = []
        var isOpen = false
        let marker = Array("---".utf8)
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            let text = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
            if line.starts(with: marker), line.count == 3 || [0x20, 0x09, 0x0d].contains(line[line.startIndex + 3]) {
                lines.append(number + 1)
                isOpen = true
            } else if !isOpen, let first = text.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "%") {
                lines.append(number + 1)
                isOpen = true
            }
        }
        return lines
    }
}
