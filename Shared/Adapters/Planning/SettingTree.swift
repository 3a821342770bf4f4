import JSON

/// A setting on its way from a plan to the cloud's own shape; what is absent or null has no tree.
indirect enum SettingTree: Sendable {
    /// Nobody knows it yet.
    case unknown
    /// A number or a truth value, as JSON writes it.
    case scalar([UInt8])
    case text(String)
    case list([SettingTree])
    case object(SettingObject)

    /// A truth value.
    static func bool(_ value: Bool) -> SettingTree { .scalar(Array((value ? "true" : "false").utf8)) }

    /// The text; nil for anything else.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// Whether it is an object or list with nothing in it of which everything is known.
    var isEmpty: Bool {
        switch self {
        case .object(let object): object.isEmpty && !object.isOpen
        case .list(let elements): elements.isEmpty
        case .unknown, .scalar, .text: false
        }
    }

    /// Takes in what another resource says of the same setting: objects merge, lists append, all else is replaced.
    mutating func merge(_ other: SettingTree) {
        switch (self, other) {
        case (.object(var mine), .object(let theirs)):
            self = .unknown  // So that `mine` is the only owner of its memory.
            mine.merge(theirs)
            self = .object(mine)
        case (.list(var mine), .list(let theirs)):
            self = .unknown
            mine.append(contentsOf: theirs)
            self = .list(mine)
        default: self = other
        }
    }

    /// Marks the objects that a mapping names as those of which only some members are known.
    mutating func open() {
        switch self {
        case .object(var object):
            object.open()
            self = .object(object)
        case .unknown, .scalar, .text, .list: break
        }
    }
}

/// An object of a ``SettingTree``: members in order, found by name.
struct SettingObject: Sendable {
    private(set) var names: [String] = []
    private(set) var values: [SettingTree] = []
    /// Whether only some of its members are known.
    var isOpen = false
    /// Whether a mapping names its members; else it is a value of the source.
    var isNamed = false
    /// Positions by name; made when looking through the names would take long.
    private var positions: [String: Int]?

    init(isOpen: Bool = false) { self.isOpen = isOpen }

    var isEmpty: Bool { names.isEmpty }

    /// The members in order.
    var members: Zip2Sequence<[String], [SettingTree]> { zip(names, values) }

    /// The value of a member; setting nil leaves an existing one alone.
    subscript(_ name: String) -> SettingTree? {
        get { position(of: name).map { values[$0] } }
        set {
            guard let newValue else { return }
            if let position = position(of: name) {
                values[position] = newValue
            } else {
                append(name, newValue)
            }
        }
    }

    /// Takes in all members of another object; see ``SettingTree/merge(_:)``.
    mutating func merge(_ other: SettingObject) {
        isOpen = isOpen || other.isOpen
        for (name, value) in other.members {
            if let position = position(of: name) {
                values[position].merge(value)
            } else {
                append(name, value)
            }
        }
    }

    /// Makes unknown what another object would add: it may be meant for this one, and may not.
    mutating func admit(_ other: SettingObject) {
        for (name, value) in other.members {
            if position(of: name) == nil {
                var isObject = false
                if case .object = value { isObject = true }
                append(name, isObject ? .object(SettingObject()) : .unknown)
            }
            guard let position = position(of: name), case .object(var mine) = values[position],
                case .object(let theirs) = value
            else { continue }
            mine.admit(theirs)
            values[position] = .object(mine)
        }
    }

    /// Takes out a member.
    mutating func remove(_ name: String) {
        guard let position = position(of: name) else { return }
        names.remove(at: position)
        values.remove(at: position)
        positions = nil
    }

    /// Marks it, and the objects in it that a mapping names, as those of which only some members are known.
    ///
    /// What was copied as a whole, such as a policy, is known as a whole.
    mutating func open() {
        guard isNamed else { return }
        isOpen = true
        for index in values.indices { values[index].open() }
    }

    private mutating func append(_ name: String, _ value: SettingTree) {
        positions?[name] = names.count
        names.append(name)
        values.append(value)
        if positions == nil, names.count > 16 {
            positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    private func position(of name: String) -> Int? {
        if let positions { return positions[name] }
        return names.firstIndex(of: name)
    }
}
