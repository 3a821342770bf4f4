import Messages

/// The world outside: what a notifier did there cannot be undone by its death.
final class Receivers {
    struct Place: Hashable {
        let alert: MessageID
        let route: String
    }

    enum Answer {
        case taken, later, never
    }

    /// The outside ids that arrived for each alert and route, repeats included.
    private(set) var arrived: [Place: [String]] = [:]

    func deliver(_ place: Place, outsideId: String, chance: UInt64) -> Answer {
        arrived[place, default: []].append(outsideId)
        return switch chance % 40 {
        case 0: .never
        case 1...5: .later
        default: .taken
        }
    }
}
