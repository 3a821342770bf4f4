import CZeroMQ

/// Holds the frames of one received message; made once and received into again and again.
///
/// Only the first `capacity` frames are kept: a message of a million frames is read to its end and costs no memory
/// here, and ``isTruncated`` says so. Bytes are libzmq's own, valid until the next receive.
public struct Frames: ~Copyable {
    let messages: UnsafeMutablePointer<zmq_msg_t>
    /// One more slot than `capacity`, into which surplus frames are read and forgotten.
    let capacity: Int

    /// The frames that are held.
    public internal(set) var count = 0

    /// Whether the message had more frames than were kept.
    public internal(set) var isTruncated = false

    /// Makes room for messages of at most `capacity` frames.
    public init(capacity: Int = 8) {
        precondition(capacity > 0)
        self.capacity = capacity
        messages = .allocate(capacity: capacity + 1)
        for index in 0...capacity { zmq_msg_init(messages + index) }
    }

    deinit {
        for index in 0...capacity { zmq_msg_close(messages + index) }
        messages.deallocate()
    }

    /// Lends the bytes of one frame; they must not escape the closure.
    public func withBytes<Result, Failure: Error>(
        of index: Int,
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(bytes(of: index))
    }

    /// Copies one frame.
    public func array(of index: Int) -> [UInt8] { Array(bytes(of: index)) }

    /// The length of one frame in bytes.
    public func size(of index: Int) -> Int { bytes(of: index).count }

    /// Tells whether one frame is exactly these bytes.
    public func frame(_ index: Int, equals text: StaticString) -> Bool {
        let frame = bytes(of: index)
        guard frame.count == text.utf8CodeUnitCount else { return false }
        return frame.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// One frame as text, where it is UTF-8.
    public func text(of index: Int) -> String? {
        String(validating: bytes(of: index), as: UTF8.self)
    }

    /// Who sent this: what the ZAP handler answered as `User-Id` when the connection was made.
    public var userID: String? { property("User-Id") }

    /// The sender's network address.
    public var peerAddress: String? { property("Peer-Address") }

    /// A property of the connection that the message came by.
    ///
    /// Asks the last frame that is held: the first one of a ROUTER is made here and has none.
    public func property(_ name: String) -> String? {
        guard count > 0, let value = zmq_msg_gets(messages + (count - 1), name) else { return nil }
        return String(cString: value)
    }

    /// Whether a property of the connection is this text, where an absent one is the empty text; makes no text for it.
    public func property(_ name: StaticString, equals text: String) -> Bool {
        guard count > 0 else { return text.isEmpty }
        return name.withUTF8Buffer { name in
            // The bytes of a StaticString end with a zero byte.
            let start = UnsafeRawPointer(name.baseAddress)?.assumingMemoryBound(to: CChar.self)
            guard let value = zmq_msg_gets(messages + (count - 1), start) else { return text.isEmpty }
            var text = text
            return text.withUTF8 { text in
                for (index, byte) in text.enumerated() where UInt8(bitPattern: value[index]) != byte || byte == 0 {
                    return false
                }
                return value[text.count] == 0
            }
        }
    }

    func bytes(of index: Int) -> UnsafeRawBufferPointer {
        precondition(index >= 0 && index < count, "frame \(index) of \(count)")
        return UnsafeRawBufferPointer(start: zmq_msg_data(messages + index), count: zmq_msg_size(messages + index))
    }
}

extension Socket {
    /// Receives one message into `frames`, or says `false` at once when there is none.
    ///
    /// On `false` and on an error `frames` is empty.
    public func receive(into frames: inout Frames) throws(ZeroMQError) -> Bool {
        try receive(into: &frames, flags: ZMQ_DONTWAIT)
    }

    /// Receives one message into `frames`; waits for it, or says `false` after the socket's receive timeout.
    public func receiveWaiting(into frames: inout Frames) throws(ZeroMQError) -> Bool {
        try receive(into: &frames, flags: 0)
    }

    private func receive(into frames: inout Frames, flags: Int32) throws(ZeroMQError) -> Bool {
        frames.count = 0
        frames.isTruncated = false
        var more = true
        while more {
            // A message comes whole or not at all, so only its first frame can be missing.
            let slot = frames.messages + min(frames.count, frames.capacity)
            guard try tryNow("zmq_msg_recv", { zmq_msg_recv(slot, handle, flags) }) else {
                frames.count = 0
                return false
            }
            more = zmq_msg_more(slot) != 0
            if frames.count < frames.capacity { frames.count += 1 } else { frames.isTruncated = true }
        }
        return true
    }
}

@available(*, unavailable)
extension Frames: Sendable {}
