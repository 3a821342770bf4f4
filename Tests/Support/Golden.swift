public import Foundation

/// Files that say what others read; a change of format shows as a diff of one of them.
public enum Golden: Sendable {
    /// The golden file `name` beside the test source `file`.
    public static func url(_ name: String, beside file: StaticString) -> URL {
        URL(filePath: "\(file)").deletingLastPathComponent().appending(path: "Golden").appending(path: name)
            .standardized
    }

    /// Compares `text` with the golden file; nil where they agree, else what to look at.
    ///
    /// With `SETTEI_WRITE_GOLDEN=1` in the environment the file is written instead, to be read and committed.
    public static func difference(of text: String, from name: String, beside file: StaticString = #filePath) -> String?
    {
        let url = url(name, beside: file)
        if ProcessInfo.processInfo.environment["SETTEI_WRITE_GOLDEN"] == "1" {
            try? FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try? Data(text.utf8).write(to: url)
            return nil
        }
        guard let expected = try? String(contentsOf: url, encoding: .utf8) else { return "\(url.path): missing" }
        if expected == text { return nil }
        let pairs = zip(expected.split(separator: "\n"), text.split(separator: "\n")).enumerated()
        let first = pairs.first { $0.element.0 != $0.element.1 }
        return
            "\(name), line \((first?.offset ?? 0) + 1):\nexpected \(first?.element.0 ?? "another length")\nfound    \(first?.element.1 ?? "")"
    }
}
