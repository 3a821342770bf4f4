/// What the command line asks for.
enum FuzzCommand {
    case run([any FuzzTarget], FuzzBounds)
    case replay([String])
    case help(status: Int32)

    static let usage = """
        usage: Fuzz TARGET [--inputs N] [--least N] [--seconds S] [--seed K]
               Fuzz replay FILE...
        targets: \(FuzzTargets.all.map { $0.name }.joined(separator: ", ")), or all of these;
                 \(FuzzTargets.outside.map { $0.name }.joined(separator: ", ")), which starts the built evidence-store;
                 or everything: both, the slow ones first. Fewer inputs than --least are a failure

        """

    init(_ arguments: [String]) {
        guard let name = arguments.first, name != "--help" else {
            self = .help(status: arguments.isEmpty ? 64 : 0)
            return
        }
        if name == "replay" {
            self = .replay(Array(arguments.dropFirst()))
            return
        }
        let targets =
            FuzzTargets.outside.filter { name == "everything" || $0.name == name }
            + FuzzTargets.all.reversed().filter { name == "everything" || name == "all" || $0.name == name }
        var bounds = FuzzBounds()
        var rest = arguments.dropFirst()
        while let option = rest.popFirst() {
            guard let value = rest.popFirst().flatMap({ Int($0) }), value >= 0 else {
                self = .help(status: 64)
                return
            }
            switch option {
            case "--inputs": bounds.inputs = value
            case "--least": bounds.least = value
            case "--seconds": bounds.seconds = value
            case "--seed": bounds.seed = UInt64(value)
            default:
                self = .help(status: 64)
                return
            }
        }
        self = targets.isEmpty ? .help(status: 64) : .run(targets, bounds)
    }
}

/// Where a run ends: at the first of both.
struct FuzzBounds {
    var inputs = 100_000
    var seconds = 60
    var seed: UInt64 = 1
    /// Fewer are a failure.
    var least = 0
}
