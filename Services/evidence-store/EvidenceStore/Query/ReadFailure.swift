import Messages
import SQL

/// Why a question got no answer from the journal, as whoever asked is told.
struct ReadFailure: Hashable, Sendable {
    let code: QueryErrorCode
    let message: String

    /// The journal cannot be read for now: whoever asked waits a little and asks again, as with a store that has much to do.
    static let away = ReadFailure(code: .busy, message: "the journal cannot be read now, ask again")

    private init(code: QueryErrorCode, message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: any Error) {
        switch error {
        case let error as BadCursor: self.init(code: .badRequest, message: error.description)
        case let error as QueryMistake: self.init(code: .badRequest, message: error.description)
        case let error as LogDamage: self.init(code: .internal, message: error.description)
        case let error as SQLError where error.mayPass: self = .away
        default: self.init(code: .internal, message: "the journal could not be read, ask again")
        }
    }
}

extension SQLError {
    /// Whether the same statement may succeed later without anybody mending anything in the data.
    fileprivate var mayPass: Bool {
        switch kind {
        case .busy, .connection, .interrupted, .diskFull, .inputOutput: true
        case .constraint, .corrupt, .misuse, .other: false
        }
    }
}
