package import Crypto

/// Gives texts a value to find them by that tells nothing of them.
package protocol RowHashing {
    /// The value of `text`; `label` keeps the uses apart.
    func hash(_ label: String, _ text: String) -> Digest
}
