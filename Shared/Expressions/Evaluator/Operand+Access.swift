import JSON

extension Operand {
    typealias Keys = UnsafeBufferPointer<JSONKey>

    /// The field of a map; absent ones are an error that names the place in the setting.
    ///
    /// A field of an optional value is an optional value itself.
    func selecting(_ keys: Keys, _ position: Int, at offset: Int, _ frame: inout Frame) throws(Failure) -> Operand {
        if case .optional(let optional) = self {
            guard let inner = optional.value else { return self }
            // Only `.?` goes on past null.
            if case .null = inner { throw .lacking(keys, position, .noSuchField, at: offset, frame) }
            return frame.optional(try inner.member(keys, position, at: offset, &frame)?.present)
        }
        if let value = try member(keys, position, at: offset, &frame) { return value }
        switch self {
        case .view(let object):
            let rest = UnsafeBufferPointer(rebasing: keys[position...])
            throw Failure(.noSuchField, at: offset, .missing(object, rest), in: frame.arena)
        case .map:
            throw .lacking(keys, position, .noSuchKey, at: offset, frame)
        default: throw .lacking(keys, position, .noSuchField, at: offset, frame)
        }
    }

    /// The field of a map as it stands; nil when absent, also from null.
    func member(_ keys: Keys, _ position: Int, at offset: Int, _ frame: inout Frame) throws(Failure) -> Operand? {
        let key = keys[position]
        switch self {
        case .view(let view):
            if let member = view.member(key) {
                if member.isUnknown { throw .unknown(member, at: offset, frame) }
                return .view(member)
            }
            guard view.kind == .object || view.kind == .null else { throw .notSelectable(self, at: offset, frame) }
            if view.isUnknown { throw .unknown(view, at: offset, frame) }
            if view.isOpen { throw .unknown(view, UnsafeBufferPointer(rebasing: keys[position...]), at: offset, frame) }
            return nil
        case .map(let map):
            let value = key.utf8.withUnsafeBufferPointer { map[.string($0)] }
            if let unknown = value?.unknown { throw .unknown(unknown, at: offset, frame) }
            return value
        case .null: return nil
        default: throw .notSelectable(self, at: offset, frame)
        }
    }

    func has(_ keys: Keys, _ position: Int, at offset: Int, _ frame: inout Frame) throws(Failure) -> Bool {
        switch self {
        case .optional(let optional): return try optional.value?.has(keys, position, at: offset, &frame) ?? false
        case .view(let view) where view.kind == .null && !view.isUnknown:
            let rest = UnsafeBufferPointer(rebasing: keys[position...])
            throw Failure(.noSuchField, at: offset, .missing(view, rest), in: frame.arena)
        case .null: throw .lacking(keys, position, .noSuchField, at: offset, frame)
        default: return try member(keys, position, at: offset, &frame) != nil
        }
    }

    /// The value, with a scalar inside a document taken out; nil where a setting holds null there, which counts as absent.
    var present: Operand? {
        guard case .view(let cursor) = self, cursor.kind == .null, !cursor.isUnknown else { return resolved }
        return nil
    }

    /// The element of a list by position, or the value of a map by key.
    ///
    /// An element of an optional value is an optional value itself.
    func element(_ key: Operand, at offset: Int, _ frame: inout Frame) throws(Failure) -> Operand {
        switch self {
        case .list(let values):
            let value = values[try key.position(count: values.count, at: offset, frame)]
            if let unknown = value.unknown { throw .unknown(unknown, at: offset, frame) }
            return value
        case .map(let map):
            if let value = map[key] {
                if let unknown = value.unknown { throw .unknown(unknown, at: offset, frame) }
                return value
            }
            throw Failure(.noSuchKey, at: offset, .key(key), in: frame.arena)
        case .view(let array) where array.kind == .array:
            let position = try key.position(count: array.count, at: offset, frame)
            // Views of arrays are walked to the position.
            try frame.spend(position >> 4)
            guard let element = array.element(at: position) else { throw Failure(.indexOutOfRange, at: offset) }
            if element.isUnknown { throw .unknown(element, at: offset, frame) }
            return .view(element)
        case .view(let object) where object.kind == .object:
            guard let text = key.text else { throw Failure(.noSuchKey, at: offset, .key(key), in: frame.arena) }
            if let found = object.member(utf8: text) {
                if found.isUnknown { throw .unknown(found, at: offset, frame) }
                return .view(found)
            }
            if object.isOpen { throw .unknown(object, at: offset, frame) }
            throw Failure(.noSuchField, at: offset, .absent(object, text), in: frame.arena)
        case .optional(let optional):
            guard let inner = optional.value else { return self }
            do throws(Failure) {
                return frame.optional(try inner.element(key, at: offset, &frame).present)
            } catch {
                guard [.noSuchKey, .noSuchField, .indexOutOfRange].contains(error.kind) else { throw error }
                return .optional(.none)
            }
        default: throw frame.mismatch(at: offset, "", self, " has no elements")
        }
    }

    /// This value as a position; numbers without a fraction count, of whatever type.
    private func position(count: Int, at offset: Int, _ frame: Frame) throws(Failure) -> Int {
        let position: Int?
        switch self {
        case .int(let value): position = Int(exactly: value)
        case .uint(let value): position = Int(exactly: value)
        case .double(let value): position = Int(exactly: value)
        default: throw frame.mismatch(at: offset, "a list has no element at a ", self)
        }
        guard let position else {
            throw frame.failure(.invalidArgument, at: offset, "\(shortText) is no position in a list")
        }
        guard position >= 0, position < count else {
            throw Failure(.indexOutOfRange, at: offset, .key(self), in: frame.arena)
        }
        return position
    }
}

extension Failure {
    /// A field that a value made by the expression does not have.
    static func lacking(
        _ keys: Operand.Keys,
        _ position: Int,
        _ kind: EvaluationError.Kind,
        at offset: Int,
        _ frame: Frame
    ) -> Failure {
        guard let base = keys.baseAddress else { return Failure(kind, at: offset) }
        return Failure(kind, at: offset, .field(base + position), in: frame.arena)
    }

    static func notSelectable(_ value: Operand, at offset: Int, _ frame: Frame) -> Failure {
        frame.mismatch(at: offset, "", value, " has no fields")
    }
}
