/// Says what is wrong at one place of a file that a person wrote, and how to put it right.
public struct Diagnostic: Sendable, Hashable {
    /// Says how much a diagnostic matters.
    public enum Severity: String, Sendable, Hashable {
        /// What was written cannot be used.
        case error
        /// It can be used, but hardly means what its author thinks.
        case warning
        /// Nothing is wrong; it is worth knowing.
        case info
        /// Explains the diagnostic before it.
        case note
    }

    /// How much it matters.
    public var severity: Severity
    /// The file's path as its user knows it, or the name of a variable or flag.
    public var file: String
    /// Where in the file; nil when the whole file is meant.
    public var position: SourcePosition?
    /// What is wrong, in one sentence without a full stop.
    public var message: String
    /// How to put it right, if that can be said.
    public var hint: String?
    /// What kind of doubt it is, such as `always-true`, so that it can be searched for and allowed.
    public var code: String?
    /// The text of the line, for the caret; of a long line what is around the column.
    public var sourceLine: String?
    /// The column at which `sourceLine` begins: 1, unless the line is long.
    public private(set) var sourceLineColumn = 1
    /// How many characters from the column on are meant: 1 draws `^`, 4 draws `^~~~`.
    public var length: Int

    /// Makes a diagnostic from its parts.
    public init(
        _ severity: Severity,
        _ message: String,
        file: String,
        position: SourcePosition? = nil,
        hint: String? = nil,
        sourceLine: String? = nil,
        length: Int = 1
    ) {
        self.severity = severity
        self.file = file
        self.position = position
        self.message = message
        self.hint = hint
        self.sourceLine = sourceLine
        self.length = length
    }

    /// Makes a diagnostic about a place of `source`, with its line.
    public init(
        _ severity: Severity,
        _ message: String,
        in source: SourceFile,
        at position: SourcePosition,
        length: Int = 1,
        hint: String? = nil
    ) {
        let excerpt = source.excerpt(around: position)
        self.init(
            severity,
            message,
            file: source.name,
            position: position,
            hint: hint,
            sourceLine: excerpt?.text,
            length: length
        )
        sourceLineColumn = excerpt?.column ?? 1
    }
}
