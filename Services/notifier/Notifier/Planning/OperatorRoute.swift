import Messages

/// Makes the operator's own route, to which goes what a tenant cannot be told.
enum OperatorRoute {
    /// No tenant's route can be called so: theirs have no dot.
    static let id = "operator.directory"

    static let route = Route(id: id, channel: .directory)
}
