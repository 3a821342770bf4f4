/// Finds among the facts that decided the one that people should read first.
///
/// Deepest in lists comes first: `ports[2].cidr` says more than `ports`. Of several there it is the last one, because people write
/// first what they speak of and then what is wrong with it: `!exists(p, p.protocol == "tcp" && p.cidr == "0.0.0.0/0")`,
/// `!has(x) || x.on`. Those that are true, behind a `!`, come before those that are false: what is there says more than what is not. Facts of no place in a setting say least.
enum Foremost {
    static func first(in facts: [Explanation.Fact]) -> [Explanation.Fact] {
        let placed = facts.indices.filter { facts[$0].path != nil }
        let depth = placed.map { facts[$0].elements.count }.max()
        let deepest = placed.filter { facts[$0].elements.count == depth }
        guard let chosen = deepest.last(where: { facts[$0].isTrue == true }) ?? deepest.last else { return facts }
        return [facts[chosen]] + facts[..<chosen] + facts[(chosen + 1)...]
    }
}
