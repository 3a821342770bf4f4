import Messages
import SQL
import Testing

@testable import EvidenceStore

@Suite("What is told of a question that the journal did not answer") struct ReadFailureTests {
    @Test(
        "a database that is away for a while has everybody wait, and damage does not",
        arguments: [
            (SQLError.Kind.connection, QueryErrorCode.busy), (.busy, .busy), (.interrupted, .busy), (.diskFull, .busy),
            (.inputOutput, .busy), (.corrupt, .internal), (.misuse, .internal), (.other, .internal),
            (.constraint, .internal),
        ]
    )
    func database(kind: SQLError.Kind, code: QueryErrorCode) {
        #expect(ReadFailure(SQLError(kind, "gone", in: "SELECT")).code == code)
    }

    @Test("a question that makes no sense says why, and so does damage")
    func mistakes() {
        let cursor = ReadFailure(BadCursor())
        #expect(cursor.code == .badRequest && cursor.message == BadCursor().description)
        let damage = ReadFailure(LogDamage.message(seq: 7))
        #expect(damage.code == .internal && damage.message.contains("message 7"))
    }
}
