import CSQLite
import Glibc

/// Finds pages of a database file that are not as they were written, whatever they hold.
///
/// Every page of a file made with ``Database/reservePageSums()`` ends in a sum over the rest of it, written by this module
/// whenever the page is. SQLite's own `integrity_check` sees the structure, not the values. The sum is no secret: it finds
/// failing disks and edits past this program, not an attacker who knows of it. Format: SQLite's cksumvfs extension.
public struct PageSums: Sendable {
    /// The bytes of a page; 0 where the file's pages have no sums.
    public let pageSize: Int
    /// The pages that were looked at.
    public let pages: Int
    /// The numbers of the pages, from 1, whose sum is not theirs.
    public let damaged: [Int]
    /// What is wrong with the file as a whole; nil for nothing.
    public let problem: String?

    /// Reads the whole file once; a page that somebody writes meanwhile is read again.
    ///
    /// Not while this process has the file open as a ``Database``: closing it here would let go of SQLite's locks (fcntl(2)).
    /// - Parameter progress: is told how many pages are done, of how many.
    public init(checking path: String, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        defer { if file >= 0 { close(file) } }
        var header = [UInt8](repeating: 0, count: 100)
        guard file >= 0, pread(file, &header, header.count, 0) == header.count else {
            (pageSize, pages, damaged) = (0, 0, [])
            problem = file < 0 ? String(cString: strerror(errno)) : "it is no database: too short"
            return
        }
        let size = Int(pages_size(header))
        let bytes = Int(lseek(file, 0, SEEK_END))
        pageSize = size
        guard size > 0 else {
            (pages, damaged) = (0, [])
            problem = "its first page does not say that pages carry sums"
            return
        }
        pages = bytes / size
        problem = bytes % size == 0 ? nil : "its last page is cut off"
        var page = [UInt8](repeating: 0, count: size)
        var found: [Int] = []
        for number in 1...max(1, bytes / size) {
            if !Self.isRight(number, file, &page) { found.append(number) }
            progress(number, bytes / size)
        }
        damaged = found
    }

    private static func isRight(_ number: Int, _ file: Int32, _ page: inout [UInt8]) -> Bool {
        for _ in 0..<3 {
            let count = pread(file, &page, page.count, (number - 1) * page.count)
            if count == page.count, pages_sum_is_right(page, Int32(page.count)) == 1 { return true }
        }
        return false
    }

    /// The layer under SQLite that writes the sums, by its name; nil, so SQLite's own, where it cannot be made known.
    static let layer: String? = {
        let name = "settei-pages"
        // SQLite keeps the pointer for as long as the process lives.
        guard let kept = strdup(name), pages_register(kept) == SQLITE_OK else { return nil }
        return name
    }()
}

extension Database {
    /// Keeps room for a sum in every page, which is then written with it; for a file that is about to be made.
    ///
    /// A file that has pages already is left as it is.
    public func reservePageSums() throws(SQLiteError) {
        try check(shim_sqlite3_reserve_sums(try connection(for: "reserve")), "reserve bytes for sums")
    }
}
