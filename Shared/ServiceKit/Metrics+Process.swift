import Glibc

extension Metrics {
    /// Adds what Prometheus' own clients tell of a process: memory, processor time, open files, start.
    public func addProcess() {
        let start = Double(time(nil))
        gauge("process_start_time_seconds", "When the process started, in seconds since 1970.") { start }
        gauge("process_resident_memory_bytes", "Resident memory.") { Self.residentBytes() }
        gauge("process_max_fds", "The most file descriptors that may be open.") { Self.mostFiles() }
        gauge("process_open_fds", "Open file descriptors.") { Self.openFiles() }
        counter("process_cpu_seconds_total", "Processor time used, user and system.") { Self.processorSeconds() }
    }

    private static func residentBytes() -> Double {
        guard let file = fopen("/proc/self/statm", "re") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Double(fields[1]) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))) : 0
    }

    private static func openFiles() -> Double {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        // ".", ".." and the folder's own descriptor are listed too.
        var count = -3
        while readdir(folder) != nil { count += 1 }
        return Double(count)
    }

    private static func mostFiles() -> Double {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Double(limit.rlim_cur)
    }

    private static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
