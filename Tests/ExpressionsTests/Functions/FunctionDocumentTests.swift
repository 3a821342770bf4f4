import Expressions
import Foundation
import TestSupport
import Testing

/// Holds `FUNCTIONS.md` to what the functions do.
@Suite("Functions: document")
struct FunctionDocumentTests {
    private static func text() throws -> String {
        let file = Corpora.package.appending(path: "Shared/Expressions/FUNCTIONS.md")
        return try String(decoding: Data(contentsOf: file), as: UTF8.self)
    }

    @Test("every example in the document has the result that it shows")
    func examples() throws {
        let example = try Regex("`([^`]+)` → `([^`]+)`", as: (Substring, Substring, Substring).self)
        let found = try Self.text().matches(of: example)
        #expect(found.count > 90)
        for match in found {
            let (expression, result) = (match.output.1, match.output.2)
            #expect(Outcome.of("dyn(\(expression)) == dyn(\(result))") == "true", "\(expression) → \(result)")
        }
    }

    @Test("every function stands in the document")
    func completeness() throws {
        let text = try Self.text()
        for name in Set(FunctionRegistry.standard.listing.map(\.name)).sorted() {
            #expect(text.contains("`\(name)(") || text.contains(".\(name)("), "\(name) is missing")
        }
    }
}
