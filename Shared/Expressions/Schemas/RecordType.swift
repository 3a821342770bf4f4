/// The fields that a schema declares for an object.
public struct RecordType: Sendable, Hashable {
    /// A field of an object.
    public struct Field: Sendable, Hashable {
        /// The name in the setting.
        public let name: String
        /// What its value is.
        public let type: StaticType
        /// Whether every object of the type has it.
        public let isRequired: Bool
        /// What it means, for people; empty where nothing is said.
        public let description: String

        /// Declares a field.
        public init(_ name: String, _ type: StaticType, isRequired: Bool = false, description: String = "") {
            self.name = name
            self.type = type
            self.isRequired = isRequired
            self.description = description
        }
    }

    /// What messages call an object of this type, such as `AWS::S3::Bucket` or `config.rules[]`.
    public let name: String

    /// The declared fields.
    public let fields: [Field]

    /// The type of fields that are not declared; nil where there are none, `dyn` where nothing is known of them.
    public let others: StaticType?

    private let positions: [String: Int]

    /// Declares a type; of two fields with one name the first counts.
    public init(name: String, fields: [Field], others: StaticType? = nil) {
        self.name = name
        self.fields = fields
        self.others = others
        positions = Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The declared field of a name.
    public func field(_ name: String) -> Field? { positions[name].map { fields[$0] } }

    /// Whether both declare the same.
    public static func == (a: RecordType, b: RecordType) -> Bool {
        a.name == b.name && a.others == b.others && a.fields == b.fields
    }

    /// Hashes the name and the number of fields, which is enough to tell most types apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(fields.count)
    }
}
