public import Diagnostics

#if canImport(Glibc)
    import Glibc
#endif

extension YAMLNode {
    /// Reads all documents of a file; an empty list when nothing could be read.
    ///
    /// Mistakes go to `sink`: after a wrong syntax nothing is returned, after others (a key twice, an anchor, a tag) the
    /// nodes are returned all the same, so that a reader can find more. Anchors, aliases and tags other than `!!str` are
    /// refused: nobody needs them here, and aliases can make a small file huge.
    /// - Parameters:
    ///   - file: the name to show with mistakes.
    ///   - keepsTags: whether tags of a file's own, such as `!Ref`, are kept for the reader instead of being refused.
    public static func parse(
        _ bytes: [UInt8],
        file: String,
        into sink: DiagnosticSink,
        limits: YAMLLimits = YAMLLimits(),
        keepsTags: Bool = false
    ) -> [YAMLNode] {
        // A byte order mark may stand before a document (YAML 1.2.2, 5.2); Windows writes it.
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        let source = SourceFile(name: file, bytes: bytes)
        guard bytes.count <= limits.maximumBytes else {
            let message = "the file has \(bytes.count) bytes, at most \(limits.maximumBytes) are read"
            sink.append(Diagnostic(.error, message, file: file))
            return []
        }
        if let place = doubtfulBreak(in: bytes) {
            let code = bytes[place] == 0xc2 ? "0085" : bytes[place + 2] == 0xa8 ? "2028" : "2029"
            let message = "the character U+\(code) ends a line for some readers of YAML and not for others"
            let hint = "write \"\\u\(code)\" in double quotes, or take it out"
            sink.append(Diagnostic(.error, message, in: source, at: source.position(ofByte: place), hint: hint))
            return []
        }
        var composer = Composer(source: source, sink: sink, limits: limits, keepsTags: keepsTags)
        do {
            return try composer.documents()
        } catch {
            sink.append(error.diagnostic)
            return []
        }
    }

    /// Where the first next line (U+0085), line or paragraph separator (U+2028, U+2029) is.
    ///
    /// libyaml ends lines there, as YAML 1.1 did: what another reader shows as a comment it would take for a setting, and every place
    /// after it would be another. Source: YAML 1.2.2, 5.4.
    private static func doubtfulBreak(in bytes: [UInt8]) -> Int? {
        bytes.indices.first { place in
            switch bytes[place] {
            case 0xc2: place + 1 < bytes.count && bytes[place + 1] == 0x85
            case 0xe2: place + 2 < bytes.count && bytes[place + 1] == 0x80 && bytes[place + 2] & 0xfe == 0xa8
            default: false
            }
        }
    }

    /// Reads a file that must hold exactly one document; nil (and a diagnostic) when it does not.
    public static func parseDocument(
        _ bytes: [UInt8],
        file: String,
        into sink: DiagnosticSink,
        limits: YAMLLimits = YAMLLimits()
    ) -> YAMLNode? {
        let before = sink.diagnostics.errors.count
        let documents = parse(bytes, file: file, into: sink, limits: limits)
        if documents.isEmpty, sink.diagnostics.errors.count == before {
            sink.append(Diagnostic(.error, "the file is empty", file: file))
        } else if documents.count > 1 {
            sink.append(documents[1].diagnostic(.error, "a second document, only one is expected here"))
        }
        return documents.first
    }

    /// Reads all documents of the file at `path`; a file that cannot be read is a diagnostic too.
    public static func load(
        path: String,
        into sink: DiagnosticSink,
        limits: YAMLLimits = YAMLLimits()
    ) -> [YAMLNode] {
        guard let bytes = contents(of: path, limit: limits.maximumBytes + 1, into: sink) else { return [] }
        return parse(bytes, file: path, into: sink, limits: limits)
    }

    /// Reads the one document of the file at `path`; a file that cannot be read is a diagnostic too.
    public static func loadDocument(
        path: String,
        into sink: DiagnosticSink,
        limits: YAMLLimits = YAMLLimits()
    ) -> YAMLNode? {
        guard let bytes = contents(of: path, limit: limits.maximumBytes + 1, into: sink) else { return nil }
        return parseDocument(bytes, file: path, into: sink, limits: limits)
    }

    private static func contents(of path: String, limit: Int, into sink: DiagnosticSink) -> [UInt8]? {
        func refuse() -> [UInt8]? {
            sink.append(Diagnostic(.error, "cannot be read: \(String(cString: strerror(errno)))", file: path))
            return nil
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return refuse() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < limit {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return refuse() }
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }
}
