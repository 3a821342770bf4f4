import JSON

/// What nodes throw: a few plain bits, so that errors which `||` absorbs cost next to nothing.
///
/// Words and paths are made from it only for those who ask.
struct Failure: Error, @unchecked Sendable {
    let kind: EvaluationError.Kind
    private let place: Int32
    /// In the arena of the evaluation, or in the constants of the program.
    private let about: UnsafePointer<Detail>?

    /// What it is about.
    enum Detail {
        case words(UTF8View)
        /// An absent field, or one not known: the object that lacks it, and the keys that lead on from there.
        case missing(JSONCursor, UnsafeBufferPointer<JSONKey>)
        /// An absent field whose name was computed.
        case absent(JSONCursor, UTF8View)
        /// A key that a map does not have, or a position that a list does not have.
        case key(Operand)
        /// A field of a value that is not in a document.
        case field(UnsafePointer<JSONKey>)
        /// Words around the types of one or two values.
        case types(StaticString, TypeName, StaticString, TypeName?, StaticString)
    }

    /// A failure that needs no words, such as a limit.
    @inline(__always)
    init(_ kind: EvaluationError.Kind, at offset: Int = 0) {
        self.kind = kind
        place = Int32(truncatingIfNeeded: offset)
        about = nil
    }

    init(_ kind: EvaluationError.Kind, at offset: Int, _ detail: Detail, in arena: Arena) {
        self.kind = kind
        place = Int32(truncatingIfNeeded: offset)
        let pointer = arena.allocate(Detail.self, count: 1)
        pointer.initialize(to: detail)
        about = UnsafePointer(pointer)
    }

    /// What stands at `cursor`, or the way on from there, is not known.
    static func unknown(
        _ cursor: JSONCursor,
        _ rest: UnsafeBufferPointer<JSONKey> = UnsafeBufferPointer(start: nil, count: 0),
        at offset: Int,
        _ frame: Frame
    ) -> Failure {
        Failure(.unknown, at: offset, .missing(cursor, rest), in: frame.arena)
    }

    /// Where in the expression's text, in bytes.
    var offset: Int { Int(place) }

    /// Limits end the evaluation whatever the expression says.
    @inline(__always)
    var isFinal: Bool { kind.limit != nil }

    /// For an absent field the object that lacks it, and the way on from there.
    var missing: (node: JSONNode, steps: [JSONPath.Step])? {
        switch about?.pointee {
        case .missing(let cursor, let keys): (cursor.node, keys.map { .key($0.description) })
        case .absent(let cursor, let name): (cursor.node, [.key(String(decoding: name, as: UTF8.self))])
        default: nil
        }
    }

    /// What it is about in words; empty where the kind says all.
    private var detail: String {
        switch about?.pointee {
        case nil: ""
        case .words(let text), .absent(_, let text): String(decoding: text, as: UTF8.self)
        case .missing(_, let keys): keys.first?.description ?? ""
        case .key(let key): key.shortText
        case .field(let key): key.pointee.description
        case .types(let before, let a, let between, let b, let after):
            "\(before)\(a)\(between)\(b?.description ?? "")\(after)"
        }
    }

    func message(_ limits: Limits) -> String {
        switch kind {
        case .noSuchField: "no such field: \(detail)"
        case .unknown: "not known yet"
        case .noSuchKey: "no such key: \(detail)"
        case .noSuchOverload:
            // What an operator was given is said in a sentence; of a function, the call that does not exist.
            if case .types? = about?.pointee { detail } else { "no such overload: \(detail)" }
        case .indexOutOfRange: "index out of range: \(detail)"
        case .divisionByZero: "division by zero"
        case .overflow: about == nil ? "result out of range" : "result out of range: \(detail)"
        case .invalidArgument: detail
        case .duplicateKey: "repeated key in a map: \(detail)"
        case .unboundVariable: "variable '\(detail)' has no value"
        case .unknownFunction: "unknown function '\(detail)'"
        case .costExceeded: "the evaluation costs more than its limit of \(limits.maximumCost)"
        case .textTooLong: "a text grows longer than the limit of \(limits.maximumTextBytes) bytes"
        case .tooManyElements: "a list or map grows past the limit of \(limits.maximumElements) elements"
        case .memoryExceeded: "the evaluation makes more than the limit of \(limits.maximumMemory) bytes"
        case .patternTooLarge:
            "a pattern compiles to more than the limit of \(limits.maximumPatternInstructions) instructions"
        }
    }
}
