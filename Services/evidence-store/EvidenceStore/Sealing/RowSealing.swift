package import Crypto

/// Seals what rows hold, each under a label that says where it stands.
package protocol RowSealing: AnyObject {
    /// Replaces `output` by `first` and `second`, one behind the other, sealed under `label`.
    func seal(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer,
        label: UnsafeRawBufferPointer,
        into output: inout [UInt8]
    ) throws(CryptoError)

    /// Replaces `output` by what was sealed under `label`; `output` is empty after an error.
    func open(
        _ sealed: UnsafeRawBufferPointer,
        label: UnsafeRawBufferPointer,
        into output: inout [UInt8]
    ) throws(CryptoError)
}

extension RowSealing {
    /// Returns `plain` sealed under `label`.
    func seal(_ plain: [UInt8], label: [UInt8]) throws -> [UInt8] {
        var output: [UInt8] = []
        try plain.withUnsafeBytes { plain in
            try label.withUnsafeBytes { label in
                try seal(UnsafeRawBufferPointer(start: nil, count: 0), plain, label: label, into: &output)
            }
        }
        return output
    }

    /// Returns what was sealed under `label`.
    func open(_ sealed: UnsafeRawBufferPointer, label: UnsafeRawBufferPointer) throws -> [UInt8] {
        var output: [UInt8] = []
        try open(sealed, label: label, into: &output)
        return output
    }

    /// Returns what was sealed under `label`.
    func open(_ sealed: [UInt8], label: [UInt8]) throws -> [UInt8] {
        try sealed.withUnsafeBytes { sealed in try label.withUnsafeBytes { try open(sealed, label: $0) } }
    }
}
