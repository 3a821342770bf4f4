import Expressions
public import JSON
import Messages
import Synchronization

/// The resources of one snapshot, plan or template, found by what they are called.
///
/// A class, because what was looked up for one resource serves the next: following a relation from each of n resources takes n steps, not
/// n times n.
public final class Neighbourhood: Sendable {
    /// One resource.
    public struct Member: Sendable {
        /// The cloud, in lower case.
        public let provider: String
        /// The type, as the cloud spells it.
        public let resourceType: String
        /// What others may call it: id, ARN or link, name, address.
        public let names: [String]
        /// Its settings, as rules see them.
        public let config: JSONNode

        /// Takes a resource.
        public init(provider: String, resourceType: String, names: [String], config: JSONNode) {
            self.provider = provider
            self.resourceType = resourceType
            self.names = names
            self.config = config
        }
    }

    /// Members of one type by one thing that is said of them.
    private struct Index: Sendable {
        var members: [String: [Member]] = [:]
        /// Whether of each member it is known what it says.
        var isComplete = true
    }

    private let members: [String: [Member]]
    private let byName: [String: Index]
    private let byNaming = Mutex<[String: Index]>([:])

    /// Takes all resources of the snapshot.
    public init(_ members: [Member]) {
        self.members = Dictionary(grouping: members) { Self.key($0.provider, $0.resourceType) }
        byName = self.members.mapValues { members in
            var index = Index()
            for member in members {
                for name in Set(member.names) { index.members[name, default: []].append(member) }
            }
            return index
        }
    }

    /// The members of the relation's type that are called `name`; nil where the snapshot has none.
    func named(_ name: String, by relation: CompiledRelation) -> [Member]? {
        byName[Self.key(relation.provider, relation.relation.resourceType)]?.members[name]
    }

    /// The members of the relation's type that name any of `names`.
    func naming(
        _ names: [String],
        by relation: CompiledRelation,
        _ cost: inout Cost,
        _ workspace: Workspace
    ) -> (members: [Member], isComplete: Bool) {
        let index = index(of: relation, workspace)
        return (Array(Set(names)).sorted().flatMap { index.members[$0] ?? [] }, index.isComplete)
    }

    private func index(of relation: CompiledRelation, _ workspace: Workspace) -> Index {
        let type = Self.key(relation.provider, relation.relation.resourceType)
        let key = "\(type)\u{0}\(relation.relation.expression)"
        if let known = byNaming.withLock({ $0[key] }) { return known }
        var index = Index()
        for member in members[type] ?? [] {
            var bindings = Bindings(count: RuleVariable.allCases.count)
            bindings.set(.config, member.config)
            // Paid once for all resources, so it is not the asking rule's to pay.
            var cost = Cost(limit: PolicySet.Limits().ruleCost)
            switch relation.naming(bindings, &cost, workspace) {
            case .unknown: index.isComplete = false
            case .texts(let texts): for text in Set(texts) { index.members[text, default: []].append(member) }
            }
        }
        byNaming.withLock { $0[key] = index }
        return index
    }

    /// Types are spelled in several ways by some clouds.
    private static func key(_ provider: String, _ type: String) -> String { "\(provider) \(type.lowercased())" }
}
