public import Diagnostics
import Foundation

/// Holds the lists that people keep: controls by platform, and reviewed differences.
public struct VerdictLists: Sendable {
    /// The lists of controls.
    public internal(set) var controls: [Platform: ControlList] = [:]
    /// The cases where we differ on purpose.
    public internal(set) var reviewed = ReviewedDifferences()

    /// Reads `Controls` and `Disagreements` in a folder; a platform without a file has an empty list.
    ///
    /// - Parameters:
    ///   - folder: usually `Tests/Verdicts`.
    ///   - rules: the ids of the rules that there are.
    ///   - sink: where mistakes go.
    public init(folder: String, rules: Set<String>, into sink: DiagnosticSink) {
        let lists = Self.files(in: "\(folder)/Controls", into: sink)
        for platform in Platform.allCases {
            let own = lists.filter { Self.isAbout($0.name, platform) }
            controls[platform] = ControlListReader(sink: sink, rules: rules).read(own)
        }
        for file in lists where !Platform.allCases.contains(where: { Self.isAbout(file.name, $0) }) {
            let names = Platform.allCases.map(\.rawValue).joined(separator: ", ")
            sink.append(Diagnostic(.error, "this is no platform's list; known are \(names)", file: file.name))
        }
        for file in Self.files(in: "\(folder)/Disagreements", into: sink) {
            reviewed.read(file.bytes, file: file.name, into: sink)
        }
    }

    /// `aws.yaml`, `aws-2.yaml`.
    private static func isAbout(_ path: String, _ platform: Platform) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.hasPrefix(platform.rawValue + ".") || name.hasPrefix(platform.rawValue + "-")
    }

    private static func files(in folder: String, into sink: DiagnosticSink) -> [(name: String, bytes: [UInt8])] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().compactMap { name in
            let path = "\(folder)/\(name)"
            guard let bytes = FileManager.default.contents(atPath: path) else {
                sink.append(Diagnostic(.error, "the file cannot be read", file: path))
                return nil
            }
            return (path, Array(bytes))
        }
    }
}
