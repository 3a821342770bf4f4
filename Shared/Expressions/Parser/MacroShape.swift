/// Which macro over elements a call is, by name and number of arguments.
///
/// Source: CEL language definition, "Macros"; cel-go, "TwoVarComprehensions".
struct MacroShape {
    let macro: Syntax.Comprehension.Macro
    let variables: Int

    init?(_ name: String, argumentCount: Int) {
        switch (name, argumentCount) {
        case ("all", 2), ("all", 3): macro = .all
        case ("exists", 2), ("exists", 3): macro = .exists
        case ("exists_one", 2), ("existsOne", 2), ("exists_one", 3), ("existsOne", 3): macro = .existsOne
        case ("filter", 2): macro = .filter
        case ("map", 2), ("map", 3): macro = .map
        case ("transformList", 3), ("transformList", 4): macro = .map
        case ("transformMap", 3), ("transformMap", 4): macro = .transformMap
        case ("transformMapEntry", 3), ("transformMapEntry", 4): macro = .transformMapEntry
        default: return nil
        }
        switch name {
        case "map", "filter": variables = 1
        case "transformList", "transformMap", "transformMapEntry": variables = 2
        default: variables = argumentCount - 1
        }
    }

    /// How each macro is written: for a message about one that is not.
    static let usage: [String: String] = [
        "has": "has(x.field)",
        "all": "list.all(x, x > 0)", "exists": "list.exists(x, x > 0)", "exists_one": "list.exists_one(x, x > 0)",
        "existsOne": "list.existsOne(x, x > 0)", "filter": "list.filter(x, x > 0)",
        "map": "list.map(x, x + 1) or list.map(x, x > 0, x + 1)",
        "transformList": "list.transformList(i, x, x + i)", "transformMap": "map.transformMap(key, value, value + 1)",
        "transformMapEntry": "map.transformMapEntry(key, value, {value: key})",
        "optMap": "optional.optMap(x, x + 1)", "optFlatMap": "optional.optFlatMap(x, x.?field)",
        "cel.bind": "cel.bind(name, value, result)", "cel.block": "cel.block([values], result)",
        "cel.index": "cel.index(0)", "cel.iterVar": "cel.iterVar(0, 0)", "cel.accuVar": "cel.accuVar(0, 0)",
    ]
}
