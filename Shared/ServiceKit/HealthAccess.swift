import Diagnostics
import Glibc

/// Who may read a service's health endpoint: whoever is on this machine, or whoever has the token.
///
/// Metrics and reasons tell what the service works on and how it is, so they leave the machine for nobody without a name.
/// `/healthz` alone stays open, without reasons: a load balancer that may not have a secret must see that a process lives.
public struct HealthAccess: Sendable {
    private let token: [UInt8]?

    /// Lets in everybody who can connect; for addresses of this machine alone.
    public static let local = HealthAccess(token: nil)

    /// Lets in whoever shows this token; nil for everybody.
    init(token: [UInt8]?) { self.token = token }

    /// What is configured.
    /// - Throws: `Diagnostics` where the address is not this machine's own and there is no token, or none that is long enough.
    init(_ configuration: Configuration) throws(Diagnostics) {
        let address = configuration[ServiceDeclaration.healthAddress]
        guard let path = configuration[ServiceDeclaration.healthToken] else {
            guard Self.isLoopback(address) else {
                let message = "can be reached from other machines, so it needs a token"
                let hint = "head -c 24 /dev/urandom | base64 > FILE, and health-token: FILE; or leave it at 127.0.0.1"
                throw Diagnostics([configuration.mistake(ServiceDeclaration.healthAddress, message, hint: hint)])
            }
            token = nil
            return
        }
        guard let bytes = Self.read(path), (16...256).contains(bytes.count) else {
            let message = "must name a file with a token of 16 to 256 visible characters on one line"
            throw Diagnostics([configuration.mistake(ServiceDeclaration.healthToken, message)])
        }
        token = bytes
    }

    /// Whether a header field `Authorization` lets somebody in; takes the same time wherever it differs.
    func admits(_ authorization: String?) -> Bool {
        guard let token else { return true }
        let given = Array((authorization ?? "").utf8)
        let expected = Array("Bearer ".utf8) + token
        var difference = UInt8(given.count == expected.count ? 0 : 1)
        for (index, byte) in expected.enumerated() { difference |= byte ^ (index < given.count ? given[index] : 0) }
        return difference == 0
    }

    /// The header line with which this service asks itself; empty where none is needed.
    var header: String { token.map { "Authorization: Bearer \(String(decoding: $0, as: UTF8.self))\r\n" } ?? "" }

    static func isLoopback(_ address: String) -> Bool {
        var v6 = in6_addr()
        if inet_pton(AF_INET6, address, &v6) == 1 {
            return withUnsafeBytes(of: &v6) { bytes in bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1 }
        }
        var v4 = in_addr()
        return inet_pton(AF_INET, address, &v4) == 1 && UInt32(bigEndian: v4.s_addr) >> 24 == 127
    }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        var token = Array(bytes[..<count])
        while let last = token.last, last == 10 || last == 13 { token.removeLast() }
        return token.allSatisfy { (0x21...0x7e).contains($0) } ? token : nil
    }
}
