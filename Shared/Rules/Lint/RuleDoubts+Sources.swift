import YAML

extension RuleDoubts {
    /// What every rule is traced to: the guideline, the cloud controls, and the catalogue that other schemes refer to.
    private static let sources = ["MIC-CFG", "27017", "NIST"]

    /// Controls and an intent: without them a rule is missing from reports by control, and from what is told over all clouds.
    func reportSources() {
        let rule = source.rule
        if rule.intent == nil {
            warn(
                .intent,
                "the rule names no intent",
                at: source.idNode,
                hint: "see the directory intents beside the packs"
            )
        }
        let place = source.node["controls"] ?? source.idNode
        for name in Self.sources where !rule.controls.contains(where: { $0.hasPrefix("\(name) ") }) {
            warn(.controls, "the rule is traced to no control of \(name)", at: place)
        }
        // ISMAP's measures are numbered as those of 27002, without the cloud's own.
        let isCarriedOver = rule.controls.contains { $0.hasPrefix("27017 ") && !$0.hasPrefix("27017 CLD.") }
        if isCarriedOver, !rule.controls.contains(where: { $0.hasPrefix("ISMAP ") }) {
            warn(.controls, "ISMAP takes over the control of 27017, and the rule does not name it", at: place)
        }
    }
}
