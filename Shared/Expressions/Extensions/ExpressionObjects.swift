// What the types of the extensions are to expressions: `type(x)`, `string(x)` and `==`.

extension IPAddress: ExpressionObject {
    static var objectType: ObjectType { .ip }

    func isEqual(to other: IPAddress) -> Bool { self == other }
}

extension AddressBlock: ExpressionObject {
    static var objectType: ObjectType { .cidr }

    func isEqual(to other: AddressBlock) -> Bool { self == other }
}

extension SemanticVersion: ExpressionObject {
    static var objectType: ObjectType { .semver }

    func isEqual(to other: SemanticVersion) -> Bool { compare(other) == 0 }
}

extension Quantity: ExpressionObject {
    static var objectType: ObjectType { .quantity }

    func isEqual(to other: Quantity) -> Bool { billionths == other.billionths }
}

extension WebAddress: ExpressionObject {
    static var objectType: ObjectType { .url }
}
