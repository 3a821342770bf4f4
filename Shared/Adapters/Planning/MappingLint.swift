public import Diagnostics
import Expressions
import Foundation
import YAML

/// Finds every mistake in files of mappings, each at its place, before anybody relies on them.
public struct MappingLint: Sendable {
    /// How many files were read.
    public private(set) var fileCount = 0
    /// How many mappings stand in them.
    public private(set) var mappingCount = 0
    /// What is wrong, by file and place.
    public private(set) var diagnostics = Diagnostics()

    /// Whether the mappings can be used.
    public var isValid: Bool { !diagnostics.hasErrors }

    /// Checks the files at `paths`; a directory means all files in it and in its directories.
    public init(paths: [String]) {
        let sink = DiagnosticSink()
        let files = MappingSet.contents(of: paths, into: sink)
        check(files, sink)
    }

    /// Checks files whose bytes are at hand.
    public init(files: [(name: String, bytes: [UInt8])]) { check(files, DiagnosticSink()) }

    private mutating func check(_ files: [(name: String, bytes: [UInt8])], _ sink: DiagnosticSink) {
        fileCount = files.count
        var first: [String: YAMLNode] = [:]
        for file in files {
            guard let read = MappingReader(sink: sink).read(file.bytes, file: file.name) else { continue }
            mappingCount += read.mappings.count
            for mapping in read.mappings {
                Self.check(mapping, sink)
                guard mapping.condition == nil, case .resource(_, _, let target) = mapping.target else { continue }
                for type in mapping.types {
                    let key = "\(read.source) \(type) \(target)"
                    guard let other = first[key] else {
                        first[key] = mapping.node
                        continue
                    }
                    let message = "\"\(type)\" becomes \(target) twice, and nothing says when which"
                    sink.append(mapping.node.diagnostic(.warning, message))
                    sink.append(other.diagnostic(.note, "it was here first"))
                }
            }
        }
        diagnostics = sink.diagnostics.sorted()
    }

    private static func check(_ mapping: ResourceMapping, _ sink: DiagnosticSink) {
        var expressions = [mapping.id, mapping.region, mapping.account].compactMap(\.self) + mapping.names
        if case .part(_, _, let named) = mapping.target { expressions.append(named) }
        _ = mapping.config.map { expressions.append($0) }
        for expression in expressions { check(expression, as: nil, sink) }
        if let condition = mapping.condition { check(condition, as: .bool, sink) }
    }

    private static func check(_ expression: MappingExpression, as type: StaticType?, _ sink: DiagnosticSink) {
        var environment = Environment(variables: expression.variables)
        environment.expectedType = type
        do throws(ExpressionErrors) {
            _ = try Program(compiling: expression.text, in: environment)
        } catch {
            let isWord = expression.text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "_-.:/ ".utf8.contains(byte)
            }
            let hint = isWord ? "a constant text is quoted twice: \"'\(expression.text)'\"" : nil
            for issue in error.issues {
                sink.append(expression.node.diagnostic(.error, issue.message, atByte: issue.offset, hint: hint))
            }
        }
    }
}
