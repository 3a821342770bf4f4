import Glibc

/// Asks a running service's `/readyz`, so that a container needs no other tool for its health check.
enum HealthProbe {
    /// Tells whether the endpoint answers 200 within two seconds; blocks.
    static func isReady(_ address: String, _ port: Int) -> Bool {
        // What is listened on by all addresses is asked on this machine's own.
        let target = ["0.0.0.0": "127.0.0.1", "::": "::1"][address] ?? address
        guard let descriptor = connect(to: target, port) else { return false }
        defer { close(descriptor) }
        let request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        guard send(descriptor, request, request.utf8.count, Int32(MSG_NOSIGNAL)) == request.utf8.count else {
            return false
        }
        var answer = [UInt8](repeating: 0, count: 64)
        let count = recv(descriptor, &answer, answer.count, 0)
        return count > 12 && String(decoding: answer[9..<12], as: UTF8.self) == "200"
    }

    private static func connect(to address: String, _ port: Int) -> Int32? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, "\(port)", &hints, &list) == 0, let place = list?.pointee else { return nil }
        defer { freeaddrinfo(list) }
        let descriptor = socket(place.ai_family, place.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), place.ai_protocol)
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard Glibc.connect(descriptor, place.ai_addr, place.ai_addrlen) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
