import Foundation

/// Connections of their own, cut at once, so that none is left waiting at this end.
struct FuzzedConnections {
    private(set) var attempts = 0
    /// Those over which all bytes went.
    private(set) var sent = 0

    /// Connects, sends, reads an answer if it is there, and cuts the connection.
    ///
    /// - Parameter patient: gives the other end a moment to read.
    mutating func send(_ bytes: [UInt8], to port: UInt16, patient: Bool) {
        attempts += 1
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var (cut, limit) = (linger(l_onoff: 1, l_linger: 0), timeval(tv_sec: 1, tv_usec: 0))
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &cut, socklen_t(MemoryLayout<linger>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                Glibc.connect(descriptor, place, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { return }
        if Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count { sent += 1 }
        guard patient else { return }
        var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var buffer = [UInt8](repeating: 0, count: 512)
        if poll(&place, 1, 1) > 0 { _ = recv(descriptor, &buffer, buffer.count, 0) }
    }
}
