import JSON
import Testing

@testable import Adapters

/// Plans for tests, written as Terraform does.
enum Plan {
    /// A plan of one resource of type `t` whose attributes are `after`, of which `unknown` come only after the apply.
    static func text(
        after: String,
        unknown: String = "{}",
        sensitive: String = "{}",
        expressions: String = "{}",
        before: String = "null",
        actions: String = #"["create"]"#,
        more: String = "",
        configuration: String = ""
    ) -> String {
        """
        {"format_version":"1.2","terraform_version":"1.9.5","planned_values":{"root_module":{"resources":[
        {"address":"t.n","mode":"managed","type":"t","name":"n","values":\(after)}\(more)]}},
        "resource_changes":[{"address":"t.n","mode":"managed","type":"t","name":"n","change":{"actions":\(actions),
        "before":\(before),"after":\(after),"after_unknown":\(unknown),"after_sensitive":\(sensitive)}}],
        "configuration":{"root_module":{"resources":[{"address":"t.n","type":"t","name":"n","expressions":\(expressions)}]\(configuration)}}}
        """
    }

    /// The attributes of the resource, as mappings see them.
    static func values(_ text: String) throws -> String {
        let resources = TerraformPlanAdapter.resources(in: try JSONDocument(text).root)
        let copy = ResourceMapper(Mappings.config("$copy: { of: values }"), source: "terraform")
        return copy.map(resources.filter { $0.address == "t.n" }).first?.shown ?? "nothing"
    }
}
