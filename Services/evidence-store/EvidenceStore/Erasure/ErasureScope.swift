import Keystore
import Messages

/// Which keys of a tenant are to be destroyed.
struct ErasureScope: Hashable, Sendable {
    /// The keys of the indexes and derived tables too: nothing but leaves and proofs is left.
    var everything: Bool
    var classes: Set<RetentionClass>
    /// The first month, such as 202611.
    var from: Int32
    /// The last month, which is erased too.
    var to: Int32

    init(everything: Bool, classes: Set<RetentionClass>, from: Int32 = 0, to: Int32 = .max) {
        self.everything = everything
        self.classes = everything ? Set(RetentionClass.allCases) : classes
        self.from = everything ? 0 : from
        self.to = everything ? .max : to
    }

    /// What an order asks for.
    init(_ order: ErasureOrdered) {
        let asked = order.classes.map { Set($0.map(RetentionClass.init)) }
        self.init(
            everything: order.everything ?? false,
            classes: asked ?? Set(RetentionClass.allCases),
            from: order.from?.number ?? 0,
            to: order.to?.number ?? .max
        )
    }

    /// The purposes of its keys, as the table `keys` has them.
    var purposes: [Int64] {
        classes.map { Int64($0.purpose.rawValue) }.sorted() + (everything ? [Int64(KeyPurpose.index.rawValue)] : [])
    }

    /// The classes as bits, for the table `erasures`.
    var bits: Int64 { classes.reduce(0) { $0 | 1 << $1.rawValue } }

    static func classes(of bits: Int64) -> Set<RetentionClass> {
        Set(RetentionClass.allCases.filter { bits & 1 << $0.rawValue != 0 })
    }
}

extension RetentionClass {
    init(_ name: EvidenceClass) {
        switch name {
        case .settings: self = .settings
        case .verdicts: self = .verdicts
        case .notices: self = .notices
        case .operations: self = .operations
        }
    }
}
