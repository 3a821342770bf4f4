import JSON

/// A value during an evaluation: plain bits, so that copying one counts no references.
///
/// What it points to lives in a document that the bindings hold, in the constants of the program, or in the evaluation's ``Arena``;
/// all three outlive the evaluation. ``Value`` is what outlives it itself.
/// `@unchecked` because of the pointers: what they point to is never written after it can be seen.
enum Operand: @unchecked Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(UTF8View)
    case bytes(UTF8View)
    /// A list that the expression made.
    case list(OperandList)
    /// A map that the expression made.
    case map(OperandMap)
    case timestamp(Timestamp)
    case duration(nanoseconds: Int64)
    case type(TypeName)
    case optional(OptionalOperand)
    /// A value of an extension's type, such as an IP address.
    case object(ObjectOperand)
    /// An array or object inside a document, or a place that is not known; other scalars only where the place matters.
    case view(JSONCursor)

    /// A string of the program's own text.
    static func string(_ text: StaticString) -> Operand {
        .string(UTF8View(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// What stands at a place of a document: scalars taken out, containers as views.
    @inline(__always)
    init(resolving cursor: JSONCursor) {
        self =
            switch cursor.kind {
            case .string: .string(cursor.content)
            case .array, .object: .view(cursor)
            // What is not known must not be taken for null.
            case .null: cursor.bits == 0 ? .null : .view(cursor)
            case .bool: .bool(cursor.bits != 0)
            case .int: .int(Int64(bitPattern: cursor.bits))
            case .uint: .uint(cursor.bits)
            case .double: .double(Double(bitPattern: cursor.bits))
            }
    }

    /// The same value, with a scalar inside a document taken out.
    @inline(__always)
    var resolved: Operand {
        guard case .view(let cursor) = self else { return self }
        return Operand(resolving: cursor)
    }

    /// The place, where it is not known what stands there; nil for every value.
    @inline(__always)
    var unknown: JSONCursor? {
        guard case .view(let cursor) = self, cursor.isUnknown else { return nil }
        return cursor
    }

    /// The text of a string; nil for other kinds.
    @inline(__always)
    var text: UTF8View? {
        switch self {
        case .string(let text): text
        case .view(let cursor): cursor.utf8
        default: nil
        }
    }

    var typeName: TypeName {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list
        case .map: .map
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        case .optional: .optional
        case .object(let object): object.typeName
        case .view(let cursor): TypeName(cursor.kind)
        }
    }
}

/// The elements of a list that an expression made.
typealias OperandList = UnsafeBufferPointer<Operand>

/// An optional value, as `optional.of(x)` and `a.?b` make it.
struct OptionalOperand: @unchecked Sendable {
    private let pointer: UnsafePointer<Operand>?

    static let none = OptionalOperand(nil)

    /// Takes a pointer into the arena; nil makes the empty one.
    init(_ pointer: UnsafePointer<Operand>?) { self.pointer = pointer }

    /// The value inside; nil when there is none.
    var value: Operand? { pointer?.pointee }
}
