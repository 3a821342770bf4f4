/// The type of values that an extension brings, such as IP addresses: plain bits of a fixed size.
protocol ExpressionObject: BitwiseCopyable, Sendable {
    /// Which type it is.
    static var objectType: ObjectType { get }

    /// The canonical text, as `string(x)` gives it and messages show it.
    var text: String { get }

    /// Whether both mean the same.
    func isEqual(to other: Self) -> Bool
}

/// A value of an extension's type: a pointer to what type it is, with the value behind.
struct ObjectOperand: @unchecked Sendable {
    private let header: UnsafePointer<any ExpressionObject.Type>

    private static let headerSize = 16

    /// Copies an object into the arena.
    init(_ object: some ExpressionObject, in arena: Arena) {
        func make<T: ExpressionObject>(_ object: T) -> UnsafePointer<any ExpressionObject.Type> {
            let raw = arena.allocate(bytes: Self.headerSize + MemoryLayout<T>.size)
            let header = raw.bindMemory(to: (any ExpressionObject.Type).self, capacity: 1)
            header.initialize(to: T.self)
            (raw + Self.headerSize).storeBytes(of: object, as: T.self)
            return UnsafePointer(header)
        }
        header = make(object)
    }

    private var address: UnsafeRawPointer { UnsafeRawPointer(header) + Self.headerSize }

    var type: any ExpressionObject.Type { header.pointee }

    var objectType: ObjectType { type.objectType }

    var typeName: TypeName { objectType.typeName }

    /// The value when it is of this type; nil else.
    @inline(__always)
    func value<T: ExpressionObject>(as wanted: T.Type) -> T? {
        type == wanted ? address.load(as: T.self) : nil
    }

    /// The canonical text.
    var text: String {
        func read<T: ExpressionObject>(_ type: T.Type) -> String { address.load(as: type).text }
        return read(header.pointee)
    }

    static func == (a: ObjectOperand, b: ObjectOperand) -> Bool {
        func compare<T: ExpressionObject>(_ type: T.Type) -> Bool {
            guard let other = b.value(as: type) else { return false }
            return a.address.load(as: T.self).isEqual(to: other)
        }
        return compare(a.type)
    }
}
