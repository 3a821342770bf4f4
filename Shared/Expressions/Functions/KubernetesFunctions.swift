import JSON

/// Where the pods of Kubernetes objects stand: `podSpec`, `podContainers`.
///
/// A Pod has its specification itself; workloads have it in a template, CronJobs in the template of a template. Rules are about the
/// specification wherever it stands, and what these functions return are views of it, so that explanations name the place.
/// Source: Kubernetes API reference, "Workload resources"; custom workloads (Argo Rollouts, Knative) follow the same shape.
enum KubernetesFunctions {
    static let all: [Function] = [
        .global("podSpec", "(dyn) -> dyn") { arguments, frame throws(Failure) in
            try specification(of: arguments[0], &frame) ?? .null
        },
        .global("podContainers", "(dyn) -> list(dyn)") { arguments, frame throws(Failure) in
            var containers = ListBuilder()
            guard let specification = try specification(of: arguments[0], &frame) else { return containers.operand }
            for key in containerLists {
                guard let list = try member(key, of: specification, &frame), var elements = Elements(list) else {
                    continue
                }
                while let element = elements.nextValue() {
                    try frame.spend(1)
                    if case .null = element { continue }
                    try containers.append(element, &frame)
                }
            }
            return containers.operand
        },
    ]

    private static let containerLists: [StaticString] = ["containers", "initContainers", "ephemeralContainers"]

    /// Where a specification may stand, the deepest first: a CronJob has `spec` too.
    private static let places: [[StaticString]] = [
        ["spec", "jobTemplate", "spec", "template", "spec"], ["spec", "template", "spec"], ["template", "spec"],
        ["spec"],
    ]

    /// Kinds whose specification is taken even when it has no containers yet, as in an object that is known in part.
    private static let kinds: [(name: StaticString, place: Int)] = [
        ("CronJob", 0), ("Deployment", 1), ("DaemonSet", 1), ("StatefulSet", 1), ("ReplicaSet", 1),
        ("ReplicationController", 1), ("Job", 1), ("PodTemplate", 2), ("Pod", 3),
    ]

    /// The pod specification of an object; nil when it has none.
    private static func specification(of object: Operand, _ frame: inout Frame) throws(Failure) -> Operand? {
        if let kind = try member("kind", of: object, &frame)?.text,
            let known = kinds.first(where: {
                kind.elementsEqual(UTF8View(start: $0.name.utf8Start, count: $0.name.utf8CodeUnitCount))
            })
        {
            return try map(at: places[known.place], of: object, &frame)
        }
        for place in places {
            guard let found = try map(at: place, of: object, &frame),
                let containers = try member("containers", of: found, &frame), Elements(containers) != nil
            else { continue }
            return found
        }
        return nil
    }

    private static func map(at place: [StaticString], of object: Operand, _ frame: inout Frame) throws(Failure)
        -> Operand?
    {
        var current = object
        for key in place {
            guard let next = try member(key, of: current, &frame) else { return nil }
            current = next
        }
        return Entries(current) == nil ? nil : current
    }

    /// The value of a key; nil when it is absent, null, or the value is no map.
    private static func member(_ key: StaticString, of value: Operand, _ frame: inout Frame) throws(Failure)
        -> Operand?
    {
        try frame.spend(1)
        let found = Entries(value)?.value(of: .string(key))
        if let unknown = found?.unknown ?? value.unknown { throw .unknown(unknown, at: 0, frame) }
        if found == nil, case .view(let object) = value, object.isOpen { throw .unknown(object, at: 0, frame) }
        if case .null = found { return nil }
        return found
    }
}
