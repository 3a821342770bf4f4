import Foundation
import SQL
import Testing

@testable import EvidenceStore

@Suite("SCHEMA.md") struct SchemaDocumentTests {
    @Test("names every table of the journal")
    func tables() throws {
        let text = try Self.text()
        let tables = try names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        #expect(tables.count > 25)
        for table in tables { #expect(text.contains("`\(table)`") || text.contains("`\(table) ("), "\(table)") }
    }

    @Test("names the columns of messages, and none that is not there")
    func messages() throws {
        let columns = Set(try names("SELECT name FROM pragma_table_info('messages')"))
        let section = try #require(try Self.text().split(separator: "**`messages`**").last)
        let rows = section.split(separator: "\n").drop { !$0.hasPrefix("| `") }.prefix { $0.hasPrefix("| `") }
        let named = rows.flatMap { row in
            row.split(separator: "|").first?.matches(of: /`([a-z_]+)`/).map { String($0.1) } ?? []
        }
        #expect(Set(named) == columns)
    }

    private func names(_ query: String) throws -> [String] {
        let database = try Database(path: ":memory:")
        for migration in Schema.migrations { try database.execute(migration) }
        return try database.all(query) { $0.text(0) }
    }

    private static func text() throws -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let page = tests.appending(path: "../../../Services/evidence-store/SCHEMA.md")
        return try String(contentsOf: page, encoding: .utf8)
    }
}
