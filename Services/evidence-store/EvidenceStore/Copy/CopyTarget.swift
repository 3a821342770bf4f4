/// A place out of the administrators' reach that keeps named objects: a directory or a bucket.
///
/// Names have segments of letters, digits and a few signs, divided by `/`; see ``CopyName``. Objects are whole or not there.
protocol CopyTarget: Sendable, CustomStringConvertible {
    /// What people call it; without credentials.
    var description: String { get }
    /// Keeps `bytes` under a name for ever; a name that has these bytes already is left as it is.
    ///
    /// - Throws: ``CopyError/differs(name:)`` when the name has other bytes.
    func create(_ name: String, _ bytes: [UInt8]) throws(CopyError)
    /// Keeps `bytes` under a name that always has the newest, such as a log's `checkpoint`.
    func replace(_ name: String, _ bytes: [UInt8]) throws(CopyError)
    /// The bytes of a name; nil when there is no such name.
    func read(_ name: String) throws(CopyError) -> [UInt8]?
    /// Whether there is such a name.
    func contains(_ name: String) throws(CopyError) -> Bool
    /// At most `limit` names that begin with `prefix` (which ends in `/`) and come after `name`, in the order of their bytes.
    func list(_ prefix: String, after name: String, limit: Int) throws(CopyError) -> [String]
    /// Ends what is being asked of it; from any thread, and for good.
    func cancel()
}

extension CopyTarget {
    /// A disk is not waited for long.
    func cancel() {}
}
