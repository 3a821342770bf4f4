import Foundation

/// Does `body`, which blocks, on a thread of its own: an asynchronous test has only a few threads to wait with.
public func aside<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
