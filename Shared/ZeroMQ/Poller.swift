import CZeroMQ

/// Waits until one of several sockets and file descriptors can be read, also across contexts.
///
/// Keeps no socket alive: a poller must not outlive what was added to it.
public struct Poller: ~Copyable {
    private var items: [zmq_pollitem_t] = []

    /// Waits for nothing yet.
    public init() {}

    /// Adds a socket and returns its place, by which ``isReadable(_:)`` is asked.
    public mutating func add(_ socket: borrowing Socket) -> Int {
        items.append(zmq_pollitem_t(socket: socket.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0))
        return items.count - 1
    }

    /// Adds a file descriptor and returns its place.
    public mutating func add(fileDescriptor: Int32) -> Int {
        items.append(zmq_pollitem_t(socket: nil, fd: fileDescriptor, events: Int16(ZMQ_POLLIN), revents: 0))
        return items.count - 1
    }

    /// Puts another socket in a place, after the first was closed.
    public mutating func replace(_ place: Int, with socket: borrowing Socket) {
        items[place].socket = socket.handle
        items[place].revents = 0
    }

    /// Waits at most `milliseconds` (-1: for ever) and returns how many can be read.
    ///
    /// - Throws: ``ZeroMQError/ETERM`` when a context was shut down.
    @discardableResult
    public mutating func wait(milliseconds: Int) throws(ZeroMQError) -> Int {
        let count = Int32(items.count)
        return Int(
            try check("zmq_poll") {
                items.withUnsafeMutableBufferPointer { zmq_poll($0.baseAddress, count, milliseconds) }
            }
        )
    }

    /// Whether the last wait found something to read in this place.
    public func isReadable(_ place: Int) -> Bool { items[place].revents & Int16(ZMQ_POLLIN | ZMQ_POLLERR) != 0 }
}

@available(*, unavailable)
extension Poller: Sendable {}
