import CCrypto
import Glibc

/// Asks a timestamp authority when a digest existed, and verifies what it answers.
///
/// The query has a nonce of its own and asks for the authority's certificate. Source: RFC 3161.
public final class TimestampQuery {
    /// The query in DER: the body of a request of type `application/timestamp-query`.
    public let bytes: [UInt8]
    private let request: OpaquePointer

    /// Makes a query about a SHA-256 digest.
    ///
    /// - Throws: ``CryptoError`` when libcrypto fails, which means that it is out of memory.
    public init(digest: Digest) throws(CryptoError) {
        guard let request = TS_REQ_new() else { throw CryptoError(call: "TS_REQ_new") }
        self.request = request
        do throws(CryptoError) {
            try Self.fill(request, digest)
            bytes = try derBytes("i2d_TS_REQ") { i2d_TS_REQ(request, $0) }
        } catch {
            TS_REQ_free(request)
            throw error
        }
    }

    deinit { TS_REQ_free(request) }

    /// Verifies an answer in DER.
    ///
    /// It must be granted, about this digest, with this nonce, and signed by an authority that one of the certificates in
    /// the file (PEM) vouches for.
    /// - Throws: ``TimestampError`` with what is wrong.
    public func verify(_ answer: [UInt8], certificates file: String) throws(TimestampError) -> TimestampToken {
        ERR_clear_error()
        let response = answer.withUnsafeBufferPointer { bytes in
            var place = bytes.baseAddress
            return d2i_TS_RESP(nil, &place, bytes.count)
        }
        guard let response else { throw TimestampError("the answer is not a timestamp response") }
        defer { TS_RESP_free(response) }
        guard let store = X509_STORE_new() else { throw TimestampError("X509_STORE_new failed") }
        guard X509_STORE_load_locations(store, file, nil) == 1, let context = TS_REQ_to_TS_VERIFY_CTX(request, nil)
        else {
            X509_STORE_free(store)
            throw TimestampError("the certificates in \(file) cannot be read")
        }
        defer { TS_VERIFY_CTX_free(context) }
        // TS_VFY_SIGNATURE, which the context of a request leaves out. The context frees the store.
        _ = TS_VERIFY_CTX_add_flags(context, 1)
        _ = TS_VERIFY_CTX_set_store(context, store)
        guard TS_RESP_verify_response(context, response) == 1 else {
            throw TimestampError(CryptoError(call: "TS_RESP_verify_response").description)
        }
        guard let info = TS_RESP_get_tst_info(response), let token = TS_RESP_get_token(response),
            let seconds = Self.seconds(TS_TST_INFO_get_time(info))
        else { throw TimestampError("the answer has no token") }
        do throws(CryptoError) {
            return TimestampToken(bytes: try derBytes("i2d_PKCS7") { i2d_PKCS7(token, $0) }, seconds: seconds)
        } catch {
            throw TimestampError(error.description)
        }
    }

    private static func fill(_ request: OpaquePointer, _ digest: Digest) throws(CryptoError) {
        guard TS_REQ_set_version(request, 1) == 1, let imprint = TS_MSG_IMPRINT_new() else {
            throw CryptoError(call: "TS_MSG_IMPRINT_new")
        }
        defer { TS_MSG_IMPRINT_free(imprint) }
        guard let algorithm = X509_ALGOR_new() else { throw CryptoError(call: "X509_ALGOR_new") }
        defer { X509_ALGOR_free(algorithm) }
        var bytes = digest.bytes
        guard X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nil) == 1,
            TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1,
            TS_MSG_IMPRINT_set_msg(imprint, &bytes, Int32(bytes.count)) == 1,
            TS_REQ_set_msg_imprint(request, imprint) == 1, TS_REQ_set_cert_req(request, 1) == 1
        else { throw CryptoError(call: "TS_REQ_set_msg_imprint") }
        guard let nonce = ASN1_INTEGER_new() else { throw CryptoError(call: "ASN1_INTEGER_new") }
        defer { ASN1_INTEGER_free(nonce) }
        let number = randomBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard ASN1_INTEGER_set_uint64(nonce, number) == 1, TS_REQ_set_nonce(request, nonce) == 1 else {
            throw CryptoError(call: "TS_REQ_set_nonce")
        }
    }

    private static func seconds(_ time: UnsafePointer<ASN1_GENERALIZEDTIME>?) -> Int64? {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
        return Int64(timegm(&parts))
    }
}

@available(*, unavailable)
extension TimestampQuery: Sendable {}

/// What a timestamp authority signed, verified.
public struct TimestampToken: Hashable, Sendable {
    /// The token in DER (CMS signed data), as `openssl ts -verify -token_in` reads it.
    public let bytes: [UInt8]
    /// When the digest existed, by the authority's clock: seconds since 1970.
    public let seconds: Int64

    /// The SHA-256 digest that a token in DER is about; nil where it is no token, or about another kind of digest.
    ///
    /// Who signed it is not looked at.
    public static func digest(in token: [UInt8]) -> Digest? {
        ERR_clear_error()
        return token.withUnsafeBufferPointer { bytes -> Digest? in
            var place = bytes.baseAddress
            guard let token = d2i_PKCS7(nil, &place, bytes.count) else { return nil }
            defer { PKCS7_free(token) }
            // Nothing may come after it.
            guard let place, let begin = bytes.baseAddress, place - begin == bytes.count,
                let info = PKCS7_to_TS_TST_INFO(token)
            else { return nil }
            defer { TS_TST_INFO_free(info) }
            guard let imprint = TS_TST_INFO_get_msg_imprint(info), let algorithm = TS_MSG_IMPRINT_get_algo(imprint),
                OBJ_obj2nid(algorithm.pointee.algorithm) == NID_sha256, let message = TS_MSG_IMPRINT_get_msg(imprint)
            else { return nil }
            let digest = UnsafeBufferPointer(
                start: ASN1_STRING_get0_data(message),
                count: Int(ASN1_STRING_length(message))
            )
            return Digest(bytes: Array(digest))
        }
    }
}

/// Says why an answer of a timestamp authority is not taken.
public struct TimestampError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// Writes a structure in DER by one of libcrypto's `i2d` functions: first its length, then its bytes.
private func derBytes(
    _ call: String,
    _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
) throws(CryptoError) -> [UInt8] {
    let count = write(nil)
    guard count > 0 else { throw CryptoError(call: call) }
    return [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, written in
        var place = buffer.baseAddress
        written = max(0, Int(write(&place)))
    }
}
