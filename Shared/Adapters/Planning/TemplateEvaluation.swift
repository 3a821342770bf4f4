import Expressions
import JSON

/// Evaluates the templates of mappings for one planned resource after the other.
struct TemplateEvaluation {
    /// The most values that the loops of one resource may make.
    static let maximumValues = 200_000
    /// What the expressions of one resource may spend.
    static let maximumCost = 20_000_000

    /// What could not be evaluated for the resource at hand, in words.
    private(set) var errors: [String] = []
    private var bindings = Bindings(count: MappingReader.variables.count)
    private var cost = Cost(limit: maximumCost)
    private var made = 0
    private let workspace = Workspace()
    private var readings: [KeyStyle: SettingReading] = [:]
    private var plain = SettingReading()
    private var free = SettingReading(decodesText: false)

    init() {}

    /// Turns to the next resource.
    mutating func begin(_ resource: PlannedResource) {
        errors = []
        made = 0
        cost = Cost(limit: Self.maximumCost)
        bindings = Bindings(count: MappingReader.variables.count)
        bindings.bind(0, to: resource.values)
        var named = ValueMap()
        _ = named.insert(.string("address"), .string(resource.address))
        _ = named.insert(.string("type"), .string(resource.type))
        _ = named.insert(.string("name"), .string(resource.name))
        bindings[1] = .map(named)
    }

    /// The value of an expression; nil where it comes to nothing.
    mutating func value(_ program: MappingProgram, _ place: String) -> SettingTree? {
        switch result(program, place) {
        case .nothing: nil
        case .unknown: .unknown
        case .value(let value): plain.tree(value)
        }
    }

    /// The texts of an expression that gives one or a list of them; nil where not all of them are known.
    mutating func texts(_ program: MappingProgram, _ place: String) -> [String]? {
        switch value(program, place) {
        case .unknown: nil
        case .text(let text): text.isEmpty ? [] : [text]
        case .list(let elements):
            elements.contains { if case .unknown = $0 { true } else { false } } ? nil : elements.compactMap(\.text)
        case nil, .scalar, .object: []
        }
    }

    /// Whether a condition holds; one that is not known does.
    mutating func holds(_ program: MappingProgram, _ place: String) -> Bool {
        switch result(program, place) {
        case .nothing: false
        case .unknown: true
        case .value(let value): value.bool ?? false
        }
    }

    /// The tree of a template; nil where it comes to nothing.
    mutating func tree(
        _ template: MappingTemplate<MappingProgram>,
        _ place: String,
        slot: Int = MappingReader.variables.count
    ) -> SettingTree? {
        switch template {
        case .constant(let tree): return tree
        case .expression(let program): return value(program, place)
        case .list(let elements):
            var trees: [SettingTree] = []
            for element in elements {
                guard let tree = tree(element, place, slot: slot) else { continue }
                // A loop in a list gives its elements to that list.
                if case .each = element, case .list(let inner) = tree { trees += inner } else { trees.append(tree) }
            }
            return trees.isEmpty ? nil : .list(trees)
        case .each(let list, let body): return loop(list, body, place, slot)
        case .object(let copy, let members): return object(copy, members, place, slot)
        }
    }

    private mutating func object(
        _ copy: MappingCopy<MappingProgram>?,
        _ members: [(name: String, value: MappingTemplate<MappingProgram>)],
        _ place: String,
        _ slot: Int
    ) -> SettingTree? {
        var object = copy.map { self.copy($0, place) } ?? SettingObject()
        object.isNamed = true
        for (name, template) in members {
            if SettingReading.isFreeText(name), case .expression(let program) = template {
                switch result(program, "\(place).\(name)") {
                case .nothing: continue
                case .unknown: object[name] = .unknown
                case .value(let value): object[name] = free.tree(value)
                }
            } else if let value = tree(template, "\(place).\(name)", slot: slot) {
                object[name] = value
            }
        }
        return object.isEmpty && !object.isOpen ? nil : .object(object)
    }

    private mutating func copy(_ copy: MappingCopy<MappingProgram>, _ place: String) -> SettingObject {
        var object = SettingObject()
        switch result(copy.of, "\(place).$copy") {
        case .nothing: break
        case .unknown: object.isOpen = true
        case .value(let value):
            var reading = readings[copy.style] ?? SettingReading(style: copy.style)
            if case .json(let node) = value, node.kind == .object {
                object = reading.object(node, except: copy.except)
            } else if case .object(let made) = reading.tree(value) {
                object = made
                for name in copy.except { object.remove(copy.style.spelled(name)) }
            } else {
                errors.append("\(place).$copy: not an object")
                object.isOpen = true
            }
            readings[copy.style] = reading
        }
        return object
    }

    private mutating func loop(
        _ list: MappingProgram,
        _ body: MappingTemplate<MappingProgram>,
        _ place: String,
        _ slot: Int
    ) -> SettingTree? {
        let elements: [Value]
        switch result(list, "\(place).$each") {
        case .nothing: return nil
        case .unknown: return .unknown
        case .value(.list(let values)): elements = values
        case .value(.json(let node)) where node.kind == .array: elements = node.elements.map { .json($0) }
        case .value:
            errors.append("\(place).$each: not a list")
            return .unknown
        }
        made += elements.count
        guard made <= Self.maximumValues else {
            errors.append("\(place).$each: more than \(Self.maximumValues) values")
            return .unknown
        }
        var trees: [SettingTree] = []
        for element in elements {
            bindings[slot] = element
            if let tree = tree(body, place, slot: slot + 1) { trees.append(tree) }
        }
        bindings[slot] = nil
        return trees.isEmpty ? nil : .list(trees)
    }

    private enum Found {
        case nothing, unknown
        case value(Value)
    }

    private mutating func result(_ program: MappingProgram, _ place: String) -> Found {
        let compiled: Program
        switch program.program {
        case .success(let program): compiled = program
        case .failure(let mistakes):
            errors.append("\(place): \(mistakes.issues.first?.message ?? "wrong expression")")
            return .unknown
        }
        switch compiled.evaluate(bindings, cost: &cost, in: workspace) {
        case .success(.optional(nil)), .success(.null): return .nothing
        case .success(.optional(.some(let value))): return .value(value)
        case .success(let value): return .value(value)
        case .failure(let error):
            switch error.kind {
            case .noSuchField, .noSuchKey, .indexOutOfRange: return .nothing
            case .unknown: return .unknown
            default:
                errors.append("\(place): \(error)")
                return .unknown
            }
        }
    }
}
