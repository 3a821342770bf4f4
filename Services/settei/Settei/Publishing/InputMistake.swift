import CommandLine
import JSON
import Messages

/// What is wrong with an input, in words.
enum InputMistake {
    /// `tenant`, where it is one.
    static func tenant(_ tenant: String?) throws -> String {
        guard let tenant else { throw CommandFailure(.usage, "--tenant TENANT is missing, and the input does not say") }
        guard TenantProfile.isValid(id: tenant) else {
            throw CommandFailure(
                .usage,
                "--tenant takes 1 to 63 of a-z, 0-9 and '-', not '\(Console.printable(tenant))'"
            )
        }
        return tenant
    }

    /// Path and reason of a decoding error.
    static func text(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
            "\(path(context.codingPath)): \(context.debugDescription)"
        @unknown default: "\(error)"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "the document" : keys.map(\.stringValue).joined(separator: ".")
    }
}
