import CZeroMQ

extension Socket {
    /// Sends one frame without waiting; says `false`, having kept nothing, when the queue is full.
    ///
    /// `more` tells that another frame of the same message follows. Only a message's first frame can find the queue full.
    @discardableResult
    public func send(_ bytes: UnsafeRawBufferPointer, more: Bool = false) throws(ZeroMQError) -> Bool {
        let flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)
        return try tryNow("zmq_send") { zmq_send(handle, bytes.baseAddress, bytes.count, flags) }
    }

    /// Sends one frame without waiting; see ``send(_:more:)-(UnsafeRawBufferPointer,_)``.
    @discardableResult
    public func send(_ bytes: [UInt8], more: Bool = false) throws(ZeroMQError) -> Bool {
        let flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)
        return try tryNow("zmq_send") { zmq_send(handle, bytes, bytes.count, flags) }
    }

    /// Sends one frame without waiting; see ``send(_:more:)-(UnsafeRawBufferPointer,_)``.
    @discardableResult
    public func send(_ bytes: ArraySlice<UInt8>, more: Bool = false) throws(ZeroMQError) -> Bool {
        let flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)
        return try tryNow("zmq_send") {
            bytes.withUnsafeBytes { zmq_send(handle, $0.baseAddress, $0.count, flags) }
        }
    }

    /// Sends one frame of text without waiting; see ``send(_:more:)-(UnsafeRawBufferPointer,_)``.
    @discardableResult
    public func send(_ text: String, more: Bool = false) throws(ZeroMQError) -> Bool {
        let flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)
        var text = text
        let status: (Int32, Int32) = text.withUTF8 { bytes in
            while true {
                if zmq_send(handle, bytes.baseAddress, bytes.count, flags) >= 0 { return (0, 0) }
                if zmq_errno() != ZeroMQError.EINTR { return (-1, zmq_errno()) }
            }
        }
        if status.0 == 0 { return true }
        if status.1 == ZeroMQError.EAGAIN { return false }
        throw ZeroMQError(code: status.1, call: "zmq_send")
    }

    /// Sends one message of several frames without waiting; says `false`, having sent nothing, when the queue is full.
    @discardableResult
    public func send(parts: [[UInt8]]) throws(ZeroMQError) -> Bool {
        precondition(!parts.isEmpty, "a message has at least one frame")
        for (index, part) in parts.enumerated() {
            guard try send(part, more: index + 1 < parts.count) else { return false }
        }
        return true
    }
}
