import JSON

/// A place in a setting: the variable it is bound to, and the way from there.
struct SettingPlace: Sendable, Equatable {
    let variable: String
    var path: JSONPath

    /// Finds the variable whose value holds `node`.
    init?(_ node: JSONNode, in bindings: Bindings, _ variables: [String]) {
        for (slot, value) in bindings.slots.enumerated() where slot < variables.count {
            guard let path = value.flatMap({ Self.path(to: node, in: $0) }) else { continue }
            variable = variables[slot]
            self.path = path
            return
        }
        return nil
    }

    /// The way to a place from a variable, which may also be a list or map of documents.
    private static func path(to node: JSONNode, in value: Value) -> JSONPath? {
        switch value {
        case .json(let root): return node.path(from: root)
        case .list(let values):
            for (position, value) in values.enumerated() {
                if let path = path(to: node, in: value) { return JSONPath([.index(position)] + path.steps) }
            }
        case .map(let map):
            for (key, value) in map.entries {
                guard case .string(let name) = key, let path = path(to: node, in: value) else { continue }
                return JSONPath([.key(name.description)] + path.steps)
            }
        default: break
        }
        return nil
    }

    func appending(_ steps: [JSONPath.Step]) -> SettingPlace {
        var place = self
        place.path.steps += steps
        return place
    }

    /// As in `config.ipPermissions[2].cidr`.
    var text: String { JSONPath([.key(variable)] + path.steps).description }
}
