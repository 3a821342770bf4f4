import Foundation
import Installation
import JSON
import Messages
import TestSupport

extension Installation {
    /// Findings as the command line shows them to `principal`, once they are `enough`, or as they are after ten seconds.
    func findings(
        as principal: String,
        status: String,
        until enough: @Sendable ([FindingRecord]) -> Bool
    ) async -> [FindingRecord] {
        var found: [FindingRecord] = []
        let deadline = ContinuousClock.now + .seconds(10)
        repeat {
            let result = try? Program.run(
                "settei",
                ["findings", "--json", "--status", status, "--limit", "100000"],
                environment: environment(principal)
            )
            found = (result?.output ?? "").split(separator: "\n").compactMap { line in
                guard let document = try? JSONDocument(String(line)) else { return nil }
                return try? JSONNodeDecoder().decode(FindingRecord.self, from: document.root)
            }
        } while !enough(found) && ContinuousClock.now < deadline
        return found
    }

    /// The mails in a tenant's directory, once they are `enough`, or as they are after ten seconds.
    func mails(of tenant: String, until enough: @Sendable ([Mail]) -> Bool) async -> [Mail] {
        let folder = directory.appending(path: "notifications/\(tenant)")
        @Sendable func read() -> [Mail] {
            let files =
                (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
            return files.filter { $0.pathExtension == "eml" }.compactMap { Mail(at: $0) }
        }
        _ = await waitUntil { enough(read()) }
        return read()
    }
}

/// A mail as the directory channel writes it, its parts decoded.
struct Mail: Sendable {
    let headers: [String: String]
    /// All parts' texts, decoded.
    let text: String

    init?(at url: URL) {
        guard let raw = try? String(contentsOf: url, encoding: .utf8) else { return nil }
        let normal = raw.replacing("\r\n", with: "\n")
        let unfolded = normal.replacing("\n ", with: " ").replacing("\n\t", with: " ")
        var headers: [String: String] = [:]
        for line in unfolded.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces
            )
        }
        self.headers = headers
        text = normal.components(separatedBy: "\n\n").map(Self.decoded).joined(separator: "\n")
    }

    func header(_ name: String) -> String? { headers[name.lowercased()] }

    /// A part's text: base64 where it is that, quoted-printable where it is that, else as it is.
    private static func decoded(_ part: String) -> String {
        let lines = part.split(separator: "\n").filter { !$0.hasPrefix("--") }
        if let data = Data(base64Encoded: lines.joined()), let text = String(data: data, encoding: .utf8), !text.isEmpty
        {
            return text
        }
        var bytes: [UInt8] = []
        var rest = Substring(part.replacing("=\n", with: "")).utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "="),
                let value = UInt8(String(decoding: Array(rest.prefix(2)), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
