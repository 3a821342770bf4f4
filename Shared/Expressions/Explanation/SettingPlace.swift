import JSON

/// A place in a setting: the variable it is bound to, and the way from there.
struct SettingPlace: Sendable, Equatable {
    let variable: String
    var path: JSONPath

    /// Finds the variable whose value holds `node`.
    init?(_ node: JSONNode, in bindings: Bindings, _ variables: [String]) {
        for (slot, value) in bindings.slots.enumerated() where slot < variables.count {
            guard case .json(let root) = value, let path = node.path(from: root) else { continue }
            variable = variables[slot]
            self.path = path
            return
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
