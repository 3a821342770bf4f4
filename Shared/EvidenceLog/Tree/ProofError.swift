/// Says why there can be no such proof.
public enum ProofError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The tree of that size has no leaf at that index.
    case noSuchLeaf(index: UInt64, size: UInt64)
    /// The newer tree is the smaller one.
    case shrinking(from: UInt64, to: UInt64)

    /// What is wrong, in one line.
    public var description: String {
        switch self {
        case .noSuchLeaf(let index, let size): "a log of \(size) entries has no entry \(index)"
        case .shrinking(let old, let new): "a log of \(new) entries cannot follow one of \(old)"
        }
    }
}
