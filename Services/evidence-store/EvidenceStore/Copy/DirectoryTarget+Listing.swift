import Glibc

extension DirectoryTarget {
    func list(_ prefix: String, after name: String, limit: Int) throws(CopyError) -> [String] {
        var found: [String] = []
        try walk(String(prefix.dropLast()), after: name, limit: limit, depth: 0, into: &found)
        return found
    }

    /// Goes through a folder in the order of names; folders that end before `name` are not opened.
    private func walk(
        _ folder: String,
        after name: String,
        limit: Int,
        depth: Int,
        into found: inout [String]
    ) throws(CopyError) {
        guard depth < 32 else { return }
        // `a/` sorts among names as it does in a bucket, where there are no folders.
        for (entry, isFolder) in try entries(of: folder) {
            guard found.count < limit else { return }
            let path = folder + "/" + entry
            if isFolder {
                guard !isBefore(path + "/", name) else { continue }
                try walk(path, after: name, limit: limit, depth: depth + 1, into: &found)
            } else if isLess(name, path) {
                found.append(path)
            }
        }
    }

    /// Whether everything in a folder comes before `name`.
    private func isBefore(_ folder: String, _ name: String) -> Bool {
        !name.utf8.starts(with: folder.utf8) && isLess(folder, name)
    }

    private func entries(of folder: String) throws(CopyError) -> [(name: String, isFolder: Bool)] {
        guard let stream = opendir(root + "/" + folder) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw .unavailable("\(root), \(folder): \(String(cString: strerror(errno)))")
        }
        defer { closedir(stream) }
        var entries: [(name: String, isFolder: Bool)] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            var status = stat()
            guard stat(root + "/" + folder + "/" + name, &status) == 0 else { continue }
            entries.append((name, status.st_mode & S_IFMT == S_IFDIR))
        }
        return entries.sorted { isLess($0.isFolder ? $0.name + "/" : $0.name, $1.isFolder ? $1.name + "/" : $1.name) }
    }

    /// By bytes, as buckets list; Swift compares texts by their meaning.
    private func isLess(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
