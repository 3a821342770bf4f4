import Crypto
import TestSupport
import Testing

@Suite("Timestamps of an authority (RFC 3161)", .enabled(if: TimestampAuthority.isAvailable, "needs openssl"))
struct TimestampQueryTests {
    @Test("an answer about this digest, with this nonce, by an authority that is vouched for, is taken")
    func genuine() throws {
        let authority = try TimestampAuthority()
        let query = try TimestampQuery(digest: SHA256.hash("checkpoint"))
        let token = try query.verify(try authority.answer(query.bytes), certificates: authority.certificates)
        #expect(abs(token.seconds - authority.now) < 60)
        #expect(try authority.isValid(token: token.bytes, digest: SHA256.hash("checkpoint").hex))
        #expect(try !authority.isValid(token: token.bytes, digest: SHA256.hash("another").hex))
    }

    @Test("an answer to another question is refused: digest, nonce, authority, or bytes that were changed")
    func foreign() throws {
        let authority = try TimestampAuthority()
        let query = try TimestampQuery(digest: SHA256.hash("checkpoint"))
        let answer = try authority.answer(query.bytes)
        let other = try TimestampQuery(digest: SHA256.hash("another"))
        #expect(throws: TimestampError.self) { try other.verify(answer, certificates: authority.certificates) }
        let again = try TimestampQuery(digest: SHA256.hash("checkpoint"))
        #expect(throws: TimestampError.self) { try again.verify(answer, certificates: authority.certificates) }
        let stranger = try TimestampAuthority()
        #expect(throws: TimestampError.self) { try query.verify(answer, certificates: stranger.certificates) }
        #expect(throws: TimestampError.self) { try query.verify(answer, certificates: "/nowhere") }
        for cut in [0, 1, 10, answer.count / 2, answer.count - 1] {
            #expect(throws: TimestampError.self) {
                try query.verify(Array(answer.prefix(cut)), certificates: authority.certificates)
            }
        }
    }

    @Test("a bit changed anywhere never makes another token of an answer")
    func flipped() throws {
        let authority = try TimestampAuthority()
        let query = try TimestampQuery(digest: SHA256.hash("checkpoint"))
        let answer = try authority.answer(query.bytes)
        let genuine = try query.verify(answer, certificates: authority.certificates)
        for place in stride(from: 0, to: answer.count, by: 37) {
            var changed = answer
            changed[place] ^= 1
            // What is not signed, such as an order of certificates, may change; what was attested may not.
            if let token = try? query.verify(changed, certificates: authority.certificates) {
                #expect(token.seconds == genuine.seconds)
            }
        }
    }
}
