import CCrypto

/// Makes one pass of AES-GCM over bytes with a context that has its key already.
struct GCMCall {
    let context: OpaquePointer
    /// Where the result is written.
    let bytes: UnsafeMutableRawBufferPointer
    /// Where in it the next byte goes.
    var start: Int

    func begin(nonce: UnsafeRawBufferPointer) throws(CryptoError) {
        // -1: the direction stays what it was.
        let status = EVP_CipherInit_ex2(context, nil, nil, nonce.bindMemory(to: UInt8.self).baseAddress, -1, nil)
        try check(status, "EVP_CipherInit_ex2")
    }

    func label(_ label: UnsafeRawBufferPointer) throws(CryptoError) {
        guard !label.isEmpty else { return }
        try pass(label, to: nil)
    }

    mutating func update(_ piece: UnsafeRawBufferPointer) throws(CryptoError) {
        guard !piece.isEmpty else { return }
        try pass(piece, to: bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: UInt8.self))
        start += piece.count
    }

    func finishSealing() throws(CryptoError) {
        var none: UInt8 = 0
        var written: Int32 = 0
        try check(EVP_CipherFinal_ex(context, &none, &written), "EVP_CipherFinal_ex")
        let tag = bytes.baseAddress?.advanced(by: start)
        try check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(bytes.count - start), tag), "GET_TAG")
    }

    func finishOpening(tag: UnsafeRawBufferPointer) throws(CryptoError) {
        let address = UnsafeMutableRawPointer(mutating: tag.baseAddress)
        try check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), address), "SET_TAG")
        var none: UInt8 = 0
        var written: Int32 = 0
        guard EVP_CipherFinal_ex(context, &none, &written) == 1 else {
            throw CryptoError(call: "open", reason: "another key or label, or the bytes were changed")
        }
    }

    /// Gives libcrypto `piece` in parts whose counts fit in its `int`; without `output` it is the label.
    private func pass(
        _ piece: UnsafeRawBufferPointer,
        to output: UnsafeMutablePointer<UInt8>?
    ) throws(CryptoError) {
        let largest = 1 << 30
        var position = 0
        while position < piece.count {
            let count = min(largest, piece.count - position)
            let input = piece.baseAddress?.advanced(by: position).assumingMemoryBound(to: UInt8.self)
            var written: Int32 = 0
            let status = EVP_CipherUpdate(context, output?.advanced(by: position), &written, input, Int32(count))
            try check(status, "EVP_CipherUpdate")
            position += count
        }
    }

    private func check(_ status: Int32, _ call: String) throws(CryptoError) {
        guard status == 1 else { throw CryptoError(call: call) }
    }
}
