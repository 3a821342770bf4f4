/// Says why an archive cannot be written or read.
public enum ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system refused a call on the file.
    case system(call: String, path: String, reason: String)
    /// The file is no ZIP archive, or is damaged; the reason in one clause.
    case damaged(String)
    /// The archive uses something of ZIP that is not read, such as compression; the reason in one clause.
    case unsupported(String)
    /// There is no entry of that name.
    case missing(String)
    /// The entry is larger than the caller wants to hold.
    case tooLarge(String, limit: UInt64)
    /// The entry's content is not what was written.
    case checksum(String)
    /// The name would not stay inside a folder, or could be taken for another one.
    case name(String)

    /// One line for people.
    public var description: String {
        switch self {
        case .system(let call, let path, let reason): "\(path): \(call): \(reason)"
        case .damaged(let what): "not a whole ZIP archive: \(what)"
        case .unsupported(let what): "\(what), which is not read here"
        case .missing(let name): "the archive has no \(name)"
        case .tooLarge(let name, let limit): "\(name) is larger than \(limit) bytes"
        case .checksum(let name): "\(name) is damaged: its CRC-32 differs"
        case .name(let name): "the name \(name.debugDescription) of an entry is not allowed"
        }
    }
}
