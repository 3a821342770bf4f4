/// Questions about ranges of ports, in the spellings of AWS, Azure, Google Cloud and Kubernetes.
///
/// A range is a port (`22`), a text (`"22"`, `"20-25"`, `"80,443"`, and `"*"`, `"any"`, `"all"`, `"-1"` for all ports), or a list of these.
/// Where it comes as two numbers, both absent (null or an empty optional) or both -1 mean all ports, and an absent end means one port.
enum PortFunctions {
    static let all: [Function] = [
        .global("portRangeContains", "(dyn, int) -> bool") { arguments, frame throws(Failure) in
            let port = try port(arguments, 1, &frame)
            return .bool(try ranges(arguments, 0, &frame).contains { $0.contains(port) })
        },
        .global("portRangeContains", "(dyn, dyn, int) -> bool") { arguments, frame throws(Failure) in
            let port = try port(arguments, 2, &frame)
            return .bool(try range(arguments, 0, &frame).contains(port))
        },
        .global("portRangeContains", "(dyn, dyn, dyn, int) -> bool") { arguments, frame throws(Failure) in
            let port = try port(arguments, 3, &frame)
            switch try ports(of: arguments, 0, &frame) {
            case .none: return .bool(false)
            case .all: return .bool(true)
            case .given: return .bool(try range(arguments, 1, &frame).contains(port))
            }
        },
        .global("portRangesOverlap", "(dyn, dyn) -> bool") { arguments, frame throws(Failure) in
            let first = try ranges(arguments, 0, &frame)
            return .bool(overlap(first, try ranges(arguments, 1, &frame)))
        },
        .global("portRangesOverlap", "(dyn, dyn, dyn, dyn) -> bool") { arguments, frame throws(Failure) in
            .bool(try range(arguments, 0, &frame).overlaps(try range(arguments, 2, &frame)))
        },
    ]

    /// An argument; an optional one without its wrapping, null when it is empty.
    private static func value(_ arguments: Arguments, _ position: Int) -> Operand {
        guard case .optional(let optional) = arguments[position] else { return arguments[position] }
        return optional.value?.resolved ?? .null
    }

    private static func port(_ arguments: Arguments, _ position: Int, _ frame: inout Frame) throws(Failure) -> Int64 {
        let port = arguments.int(position)
        guard (0...65_535).contains(port) else { throw arguments.invalid(&frame, "\(port) is no port") }
        return port
    }

    /// The range of two arguments.
    private static func range(_ arguments: Arguments, _ position: Int, _ frame: inout Frame) throws(Failure)
        -> PortRange
    {
        let (from, to) = (value(arguments, position), value(arguments, position + 1))
        try frame.spend(1)
        let range: PortRange?
        switch (from, to) {
        case (.null, .null): return .all
        case (.int(let port), .null): range = PortRange(from: port, to: port)
        case (.int(let lower), .int(let upper)): range = PortRange(from: lower, to: upper)
        case (.string, _):
            throw arguments.invalid(
                &frame,
                "\(from.shortText) is no number; a range in one text is asked about as \(arguments.name)(range, …)"
            )
        default: throw arguments.overload(&frame)
        }
        guard let range else {
            throw arguments.invalid(&frame, "from \(from.shortText) to \(to.shortText) is no range of ports")
        }
        return range
    }

    /// The ranges of one argument.
    private static func ranges(_ arguments: Arguments, _ position: Int, _ frame: inout Frame) throws(Failure)
        -> [PortRange]
    {
        let value = value(arguments, position)
        var found: [PortRange] = []
        guard var elements = Elements(value) else {
            try add(value, to: &found, arguments, &frame)
            return found
        }
        while let element = elements.nextValue() { try add(element, to: &found, arguments, &frame) }
        return found
    }

    private static func add(
        _ value: Operand,
        to ranges: inout [PortRange],
        _ arguments: Arguments,
        _ frame: inout Frame
    ) throws(Failure) {
        var isSound = false
        switch value {
        case .int(let port):
            try frame.spend(1)
            let range = PortRange(from: port, to: port)
            isSound = range != nil
            if let range { ranges.append(range) }
        case .string(let text):
            try frame.spend(1 + text.count >> 2)
            isSound = PortRange.forEach(in: text) { ranges.append($0) }
        default: throw arguments.overload(&frame)
        }
        guard isSound else {
            throw arguments.invalid(
                &frame,
                "\(value.shortText) is no range of ports; one is written as 22, \"20-25\" or \"*\""
            )
        }
    }

    /// Whether a port is in both; in time of sorting, not of comparing each with each.
    private static func overlap(_ first: [PortRange], _ second: [PortRange]) -> Bool {
        let first = first.sorted { $0.lower < $1.lower }
        let second = second.sorted { $0.lower < $1.lower }
        var (i, j) = (0, 0)
        while i < first.count, j < second.count {
            if first[i].overlaps(second[j]) { return true }
            if first[i].upper < second[j].upper { i += 1 } else { j += 1 }
        }
        return false
    }

    /// Whether a protocol has the ports that stand beside it.
    private enum Ports { case none, all, given }

    private static func ports(of arguments: Arguments, _ position: Int, _ frame: inout Frame) throws(Failure) -> Ports {
        let name: String
        switch value(arguments, position) {
        case .int(let number): name = String(number)
        case .string(let text) where text.count <= 16: name = String(decoding: text, as: UTF8.self).lowercased()
        case .string, .null: name = ""
        default: throw arguments.overload(&frame)
        }
        try frame.spend(1)
        if ["-1", "all", "any", "*"].contains(name) { return .all }
        // Source: IANA, "Assigned Internet Protocol Numbers"; an absent protocol is TCP in Kubernetes.
        return ["", "tcp", "6", "udp", "17", "dccp", "33", "sctp", "132", "udplite", "136"].contains(name)
            ? .given : .none
    }
}
