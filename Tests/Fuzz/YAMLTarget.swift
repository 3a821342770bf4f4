import TestSupport

/// YAML files as people write them: the parser, and every reader on top of it.
struct YAMLTarget: FuzzTarget {
    let name = "yaml"

    var seeds: [[UInt8]] { YAMLSeeds.byFolder.flatMap(\.self) }
    private var nodes = YAMLNodeChecks()
    private var readers = YAMLReaderChecks()

    var figures: String { "\(nodes.figures), \(readers.figures)" }

    mutating func makeInput(_ random: inout Seeded) -> [UInt8] {
        // There are far more packs than anything else.
        var bytes = random.pick(random.pick(YAMLSeeds.byFolder))
        for _ in 0..<random.below(4) {
            let other = random.pick(random.pick(YAMLSeeds.byFolder))
            if random.chance(75) {
                YAMLMutation.apply(&bytes, other, &random)
            } else {
                ByteMutation.apply(&bytes, other, YAMLMutation.pieces, &random)
            }
        }
        return bytes
    }

    mutating func run(_ input: [UInt8]) throws(Violation) {
        try nodes.check(input)
        try readers.check(input)
    }
}
