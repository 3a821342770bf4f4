import CCurl
import Glibc
import Synchronization

/// Holds what the callbacks of one transfer read and write.
final class TransferContext {
    private(set) var body: [UInt8] = []
    private(set) var headerLines: [String] = []
    private(set) var isTruncated = false
    private(set) var refusedAddress: IPAddress?
    private let limit: Int
    private let upload: [UInt8]
    private var uploaded = 0
    private let accepts: (@Sendable (IPAddress) -> Bool)?
    private let cancellation: Cancellation

    init(
        limit: Int,
        upload: [UInt8] = [],
        accepts: (@Sendable (IPAddress) -> Bool)? = nil,
        cancellation: Cancellation
    ) {
        self.limit = limit
        self.upload = upload
        self.accepts = accepts
        self.cancellation = cancellation
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> TransferContext? {
        pointer.map { Unmanaged<TransferContext>.fromOpaque($0).takeUnretainedValue() }
    }

    static func write(_ data: UnsafeMutablePointer<CChar>?, _ count: Int, _ pointer: UnsafeMutableRawPointer?) -> Int {
        guard let context = from(pointer), let data else { return 0 }
        let room = context.limit - context.body.count
        context.body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: min(count, room)))
        guard count <= room else {
            // Fewer than all ends the transfer: the beginning of an answer is enough.
            context.isTruncated = true
            return 0
        }
        return count
    }

    /// The most header lines that are kept, and the longest; libcurl itself allows 300 kB.
    private static let maximumLines = 200
    private static let maximumLineBytes = 8192

    static func header(_ data: UnsafeMutablePointer<CChar>?, _ count: Int, _ pointer: UnsafeMutableRawPointer?) -> Int {
        guard let context = from(pointer), let data else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: data, count: min(count, maximumLineBytes))
        let line = String(decoding: bytes, as: UTF8.self)
        let isEnd = { (character: Character) in character == "\r\n" || character == "\n" || character == "\r" }
        if context.headerLines.count == maximumLines { context.headerLines.removeFirst() }
        context.headerLines.append(String(line.reversed().drop(while: isEnd).reversed()))
        return count
    }

    static func read(_ target: UnsafeMutablePointer<CChar>?, _ room: Int, _ pointer: UnsafeMutableRawPointer?) -> Int {
        guard let context = from(pointer), let target else { return 0 }
        let count = min(room, context.upload.count - context.uploaded)
        context.upload.withUnsafeBytes { bytes in
            let part = UnsafeRawBufferPointer(rebasing: bytes[context.uploaded..<(context.uploaded + count)])
            UnsafeMutableRawBufferPointer(start: target, count: room).copyMemory(from: part)
        }
        context.uploaded += count
        return count
    }

    static func openSocket(
        _ pointer: UnsafeMutableRawPointer?,
        _ place: UnsafeMutablePointer<curl_sockaddr>?
    ) -> curl_socket_t {
        guard let context = from(pointer), let place else { return shim_CURL_SOCKET_BAD() }
        if let accepts = context.accepts {
            let address = withUnsafePointer(to: &place.pointee.addr) { IPAddress($0) }
            guard let address, accepts(address) else {
                context.refusedAddress = address ?? context.refusedAddress
                return shim_CURL_SOCKET_BAD()
            }
        }
        let type = place.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(place.pointee.family, type, place.pointee.protocol)
    }

    static func progress(_ pointer: UnsafeMutableRawPointer?) -> Int32 {
        from(pointer)?.cancellation.isCancelled == true ? 1 : 0
    }
}

/// Tells a running transfer, from any thread, that nobody waits for it any more.
final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func cancel() {
        flag.store(true, ordering: .relaxed)
    }
}
