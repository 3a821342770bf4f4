import JSON
import UnmeteredExpressions

/// The same rules, evaluated by the same sources compiled without counting what they cost.
struct UnmeteredRules {
    private let programs: [Program]
    private let bindings: Bindings
    private let workspace = Workspace()

    init(setting: [UInt8], expressions: [String]) throws {
        let environment = Environment(variables: ["r"])
        programs = try expressions.map { try Program(compiling: $0, in: environment) }
        bindings = Bindings([.json(try JSONDocument(setting).root)])
    }

    func evaluate() {
        var cost = Cost(limit: 1_000_000)
        for program in programs { _ = program.test(bindings, cost: &cost, in: workspace) }
    }
}
