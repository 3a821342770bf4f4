import Access
import CommandLine
import Diagnostics
import Foundation

/// Reads the list of principals, and writes it again at once or not at all.
struct PrincipalsFileEdit {
    let path: String
    /// Whether there was no file, so that writing begins a list.
    let isNew: Bool
    var text: PrincipalListText

    /// The option that says where the file is.
    static let option = Option(
        "principals",
        "FILE",
        environment: "SETTEI_PRINCIPALS",
        "the store's list of principals; default principals.yaml"
    )

    static let `where` = "--principals FILE (or SETTEI_PRINCIPALS) says which list the store reads"

    /// Reads the file.
    /// - Parameter orNew: whether a file that is not there is an empty list.
    init(_ arguments: Arguments, orNew: Bool = false) throws {
        // What is put in the place of a link would leave the file behind it as it was.
        let named = arguments["principals"] ?? "principals.yaml"
        path = URL(filePath: named).resolvingSymlinksInPath().path
        let content: String
        isNew = !FileManager.default.fileExists(atPath: path)
        guard orNew || !isNew else {
            throw CommandFailure(.inputOutput, "\(named) is not there: \(Self.where)")
        }
        if isNew {
            content = "principals: []\n"
        } else {
            do {
                content = try String(contentsOfFile: path, encoding: .utf8)
            } catch {
                throw CommandFailure(.inputOutput, "\(named): cannot be read: \(CommandFailure.reason(of: error))")
            }
        }
        let sink = DiagnosticSink()
        guard let text = PrincipalListText(content, file: named, into: sink) else {
            throw CommandFailure(.badInput, "the list is not as it should be:\n\(sink.diagnostics.rendered())")
        }
        self.text = text
    }

    /// Writes the file beside the old one and puts it in its place, with the old one's mode and, where that is allowed, owner.
    func write() throws {
        let temporary = "\(path).\(getpid()).new"
        do {
            var status = stat()
            let isThere = stat(path, &status) == 0
            let file = open(
                temporary,
                O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                isThere ? status.st_mode & 0o777 : 0o644
            )
            guard file >= 0 else { throw Self.failure() }
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
            if isThere {
                fchmod(file, status.st_mode & 0o7777)
                _ = fchown(file, status.st_uid, status.st_gid)
            }
            try handle.write(contentsOf: Data(text.text.utf8))
            guard fsync(file) == 0, rename(temporary, path) == 0 else { throw Self.failure() }
            let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
            fsync(folder)
            close(folder)
        } catch {
            unlink(temporary)
            throw CommandFailure(.inputOutput, "\(path): not changed: \(CommandFailure.reason(of: error))")
        }
    }

    private static func failure() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
