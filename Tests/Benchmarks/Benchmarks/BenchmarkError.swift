/// Why a benchmark could not be run.
struct BenchmarkError: Error, CustomStringConvertible {
    /// What is missing or wrong.
    let description: String
}
