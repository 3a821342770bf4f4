import Crypto
import Glibc
import JSON
import Messages
import Threading

/// Keeps what the store refused for good, one JSON object per line, so that a person can mend and send it again.
struct DeadLetterFile: Sendable {
    let path: String

    /// Appends a message and returns once it is on disk.
    func append(_ message: OutgoingMessage, code: String) throws(DiskOutboxError) {
        var writer = JSONWriter(reservingCapacity: message.bytes.count + 256)
        writer.beginObject()
        writer.member("at", WallClock.system.now().rfc3339)
        writer.member("code", code)
        writer.member("kind", message.kind.rawValue)
        // As text, not as JSON: what was refused need not be JSON, and must stay what it was to the byte.
        if let text = String(validating: message.bytes, as: UTF8.self) {
            writer.member("message", text)
        } else {
            writer.member("base64", Base64.encode(message.bytes))
        }
        writer.endObject()
        try append(writer.bytes + [UInt8(ascii: "\n")])
    }

    private func append(_ line: [UInt8]) throws(DiskOutboxError) {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system(call: "open", path: path, code: errno) }
        defer { close(file) }
        let written = line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard written == line.count else { throw .system(call: "write", path: path, code: errno) }
        guard fsync(file) == 0 else { throw .notDurable(path: path, code: errno) }
    }
}
