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
        var composer = Composer(source: source, sink: sink, limits: limits, keepsTags: keepsTags)
        do {
            return try composer.documents()
        } catch {
            sink.append(error.diagnostic)
            return []
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
