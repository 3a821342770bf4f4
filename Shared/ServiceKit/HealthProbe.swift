import Glibc

/// Asks a running service's `/readyz`, so that a container needs no other tool for its health check.
enum HealthProbe {
    /// Tells whether the endpoint answers 200 within two seconds, or that this process stands by for one that does the work; blocks.
    ///
    /// A standby is not ready, and yet as it should be: nobody must start it again or wait for it.
    static func isReady(_ address: String, _ port: Int, _ access: HealthAccess = .local) -> Bool {
        // What is listened on by all addresses is asked on this machine's own.
        let target = ["0.0.0.0": "127.0.0.1", "::": "::1"][address] ?? address
        guard let descriptor = connect(to: target, port) else { return false }
        defer { close(descriptor) }
        let request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\(access.header)Connection: close\r\n\r\n"
        guard send(descriptor, request, request.utf8.count, Int32(MSG_NOSIGNAL)) == request.utf8.count else {
            return false
        }
        return isHealthy(answer: read(descriptor))
    }

    /// Judges an answer of `/readyz`, from its status line to its end.
    static func isHealthy(answer: String) -> Bool {
        switch answer.split(separator: " ", maxSplits: 2).dropFirst().first {
        case "200": true
        case "503": answer.contains("\"\(Health.standby)\":")
        default: false
        }
    }

    private static func read(_ descriptor: Int32) -> String {
        var answer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4_096)
        while answer.count < 1 << 16 {
            let count = recv(descriptor, &part, part.count, 0)
            guard count > 0 else { break }
            answer += part[..<count]
        }
        return String(decoding: answer, as: UTF8.self)
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
