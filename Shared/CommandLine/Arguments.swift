import Diagnostics
import Foundation

/// The options and operands of one call, checked against the command.
public struct Arguments: Sendable {
    /// The values of each option in the order in which they were given; an empty text for a switch.
    public private(set) var values: [String: [String]] = [:]
    /// What stands after the options.
    public private(set) var operands: [String] = []

    /// Reads `words` as the options of `command`, then the environment for what was not given.
    ///
    /// `--name value` and `--name=value` mean the same; after `--` everything is an operand, and so is a lone `-`.
    /// - Throws: ``CommandFailure`` with every mistake, one a line.
    public init(
        _ words: [String],
        for command: Command,
        of program: String,
        environment: [String: String]
    ) throws(CommandFailure) {
        var mistakes: [String] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard word.hasPrefix("--") else {
                operands.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init
            )
            guard let option = command.options.first(where: { $0.name == parts[0] }) else {
                let near =
                    Suggestion.nearest(to: parts[0], among: command.options.map(\.name)).map {
                        "; did you mean --\($0)?"
                    } ?? ""
                mistakes.append("unknown option --\(parts[0])\(near)")
                continue
            }
            if option.value == nil {
                if parts.count > 1 { mistakes.append("--\(option.name) takes no value") }
                values[option.name, default: []].append("")
            } else if let value = parts.count > 1 ? parts[1] : rest.popFirst() {
                values[option.name, default: []].append(value)
            } else {
                mistakes.append("--\(option.name) needs a value: \(option.value ?? "")")
            }
        }
        for option in command.options where values[option.name] == nil {
            if let name = option.environment, let value = environment[name], !value.isEmpty {
                values[option.name] = [value]
            }
        }
        guard mistakes.isEmpty else {
            throw CommandFailure(.usage, mistakes.joined(separator: "\n") + "\nsee: \(program) \(command.name) --help")
        }
    }

    /// The last value given for `name`.
    public subscript(_ name: String) -> String? { values[name]?.last }

    /// Whether a switch was given.
    public func has(_ name: String) -> Bool { values[name] != nil }

    /// A whole number within `range`, or `fallback` where none was given.
    public func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws -> Int {
        guard let text = self[name] else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            throw CommandFailure(
                .usage,
                "--\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'"
            )
        }
        return value
    }

    /// Values of `name`, each of which may be a comma-separated list, as `T`.
    public func list<T: RawRepresentable & CaseIterable>(_ name: String, of type: T.Type) throws -> [T]
    where T.RawValue == String {
        try (values[name] ?? []).flatMap { $0.split(separator: ",") }.map { word in
            guard let value = T(rawValue: String(word)) else {
                let all = T.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure(.usage, "--\(name) takes \(all), not '\(word)'")
            }
            return value
        }
    }

    /// The one operand that the command needs.
    public func operand(_ what: String) throws -> String {
        guard operands.count == 1 else {
            throw CommandFailure(.usage, operands.isEmpty ? "\(what) is missing" : "one \(what), not \(operands.count)")
        }
        return operands[0]
    }
}
