/// The straight line nearest to points (least squares), and how well they follow it.
struct LinearFit: Hashable, Sendable {
    let slope: Double
    let intercept: Double
    /// From 0, no line at all, to 1, exactly on the line.
    let determination: Double

    /// Nil where the points do not lie at two places at least.
    init?(_ points: [(x: Double, y: Double)]) {
        let count = Double(points.count)
        guard points.count >= 2 else { return nil }
        // Counted from the middle: times are large numbers.
        let meanX = points.reduce(0) { $0 + $1.x } / count
        let meanY = points.reduce(0) { $0 + $1.y } / count
        var (xx, xy, yy) = (0.0, 0.0, 0.0)
        for point in points {
            xx += (point.x - meanX) * (point.x - meanX)
            xy += (point.x - meanX) * (point.y - meanY)
            yy += (point.y - meanY) * (point.y - meanY)
        }
        guard xx > 0 else { return nil }
        slope = xy / xx
        intercept = meanY - slope * meanX
        determination = yy > 0 ? xy * xy / (xx * yy) : 1
    }

    func value(at x: Double) -> Double { intercept + slope * x }

    /// How far after `x` the line reaches `limit`: 0 where it has, nil where it never does.
    func distance(to limit: Double, from x: Double) -> Double? {
        let value = value(at: x)
        guard value < limit else { return 0 }
        return slope > 0 ? (limit - value) / slope : nil
    }
}
