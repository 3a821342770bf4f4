/// A place below a variable, such as `config.rules[0].cidr`.
struct FieldPath: Hashable {
    struct Step: Hashable {
        let name: String
        /// Whether it is a field; else the position of an element.
        let isField: Bool
        /// Where the dot or bracket stands: no part of what the path is.
        let offset: Int

        static func == (a: Step, b: Step) -> Bool { a.name == b.name && a.isField == b.isField }

        func hash(into hasher: inout Hasher) { hasher.combine(name) }
    }

    private let root: String
    /// Tells variables of macros apart that have one name; -1 for those of the environment.
    private let slot: Int
    private(set) var steps: [Step] = []

    init(root: String, slot: Int) {
        self.root = root
        self.slot = slot
    }

    mutating func append(_ name: String, _ offset: Int) {
        steps.append(Step(name: name, isField: true, offset: offset))
    }

    func appending(_ name: String, _ offset: Int) -> FieldPath {
        var path = self
        path.append(name, offset)
        return path
    }

    func appending(element position: Int, _ offset: Int) -> FieldPath {
        var path = self
        path.steps.append(Step(name: String(position), isField: false, offset: offset))
        return path
    }

    func prefix(through step: Int) -> FieldPath {
        var path = self
        path.steps.removeLast(steps.count - step - 1)
        return path
    }

    /// The path as an expression writes it.
    var text: String { root + steps.map { text(of: $0, isOptional: false) }.joined() }

    /// The path with its last field selected as an optional value.
    var optionalText: String {
        guard let last = steps.last else { return root }
        return root + steps.dropLast().map { text(of: $0, isOptional: false) }.joined()
            + text(of: last, isOptional: true)
    }

    private func text(of step: Step, isOptional: Bool) -> String {
        let mark = isOptional ? "?" : ""
        guard step.isField else { return "[\(mark)\(step.name)]" }
        let isPlain = step.name.utf8.allSatisfy { $0.isLetter || $0.isDigit } && step.name.utf8.first?.isLetter ?? false
        return isPlain ? ".\(mark)\(step.name)" : "[\(mark)'\(step.name)']"
    }
}
