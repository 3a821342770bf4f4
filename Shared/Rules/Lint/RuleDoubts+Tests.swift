import Expressions
import YAML

extension RuleDoubts {
    /// Tests that show nothing new, and what they set in vain.
    func reportTests() {
        reportNames()
        var known: [String: String] = [:]
        let read = Set(conditions.flatMap { $0.outline.all }.compactMap(\.variable))
        for (test, node) in zip(source.rule.tests, source.testNodes) {
            let inputs = test.variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let input = (inputs + ["\(test.now)"]).joined(separator: "\n")
            if let other = known[input] {
                warn(.sameTest, "this test asks the same as \"\(other)\"", at: node["name"] ?? node)
            }
            known[input] = test.name
            guard source.rule.check != nil else { continue }
            for member in node.members ?? [] where member.name != "config" {
                guard RuleVariable.allCases.contains(where: { $0.name == member.name }), !read.contains(member.name)
                else { continue }
                warn(.unused, "the rule does not look at '\(member.name)'", at: member.key)
            }
        }
    }

    /// A failed test is found by its name, and build servers count two of one name as one.
    private func reportNames() {
        var known: Set<String> = []
        for (test, node) in zip(source.rule.tests, source.testNodes) where !known.insert(test.name).inserted {
            warn(.sameName, "another test of this rule is named \"\(test.name)\" too", at: node["name"] ?? node)
        }
    }

    /// Parts of conditions that came out one way only.
    func reportCoverage() {
        for part in outcome.coverage.flatMap(\.parts) where !(part.wasTrue && part.wasFalse) {
            let words =
                switch (part.wasTrue, part.wasFalse) {
                case (false, false): "no test gets as far as this"
                case (true, false): "no test makes this false"
                default: "no test makes this true"
                }
            let line = part.text.prefix { !$0.isNewline }
            inform(.uncovered, words, at: part.position, length: line.unicodeScalars.count)
        }
    }
}

extension Outline {
    /// The name that this part is, if it is one.
    fileprivate var variable: String? {
        if case .name(let name) = form { return name }
        return nil
    }
}
