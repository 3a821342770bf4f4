import Glibc

/// Ports that nobody listens on, so that runs do not meet.
enum Ports {
    /// Finds `count` ports on the loopback address, below the range from which the kernel takes ports for connections.
    static func free(_ count: Int) -> [Int] {
        var found: [Int] = []
        while found.count < count {
            let port = Int.random(in: 15_000..<32_000)
            if !found.contains(port), isFree(port) { found.append(port) }
        }
        return found
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
