import JSON
import Messages
import Testing

@testable import Adapters

@Suite("Terraform's states")
struct TerraformStateTests {
    static let mappings = Mappings.config("$copy: { of: values }")

    @Test("what `terraform show -json` writes")
    func shown() throws {
        let state = """
            {"format_version":"1.0","terraform_version":"1.9.5","values":{"root_module":{"resources":[
            {"address":"t.n","mode":"managed","type":"t","name":"n","values":{"id":"x","p":"geheim"},"sensitive_values":{"p":true}}],
            "child_modules":[{"address":"module.m","resources":[
            {"address":"module.m.t.n","mode":"managed","type":"t","name":"n","values":{"id":"y"}}]}]}}}
            """
        let root = try JSONDocument(state).root
        #expect(AdapterCatalogue().recognise(root) == .terraformState)
        let mapped = ResourceMapper(Self.mappings, source: "terraform").map(TerraformStateAdapter.resources(in: root))
        #expect(mapped.map(\.shown) == ["{id:x,p:(sensitive)}", "{id:y}"])
        #expect(mapped.map(\.action) == [.snapshot, .snapshot])
    }

    @Test("terraform.tfstate itself")
    func file() throws {
        let state = """
            {"version":4,"terraform_version":"1.9.5","serial":3,"lineage":"x","outputs":{},"resources":[
            {"mode":"managed","type":"t","name":"n","provider":"p","instances":[
              {"index_key":0,"attributes":{"id":"x","p":"geheim","q":[{"r":"geheim","s":"y"}]},
               "sensitive_attributes":[[{"type":"get_attr","value":"p"}],
                 [{"type":"get_attr","value":"q"},{"type":"index","value":{"value":0,"type":"number"}},{"type":"get_attr","value":"r"}]]},
              {"index_key":"a","attributes":{"id":"y"}},{"deposed":"1","attributes":{"id":"z"}}]},
            {"module":"module.m","mode":"data","type":"t","name":"n","instances":[{"attributes":{"id":"d"}}]}]}
            """
        let root = try JSONDocument(state).root
        #expect(AdapterCatalogue().recognise(root) == .terraformState)
        let resources = TerraformStateAdapter.resources(in: root)
        #expect(resources.map(\.address) == ["t.n[0]", #"t.n["a"]"#, "module.m.data.t.n"])
        let mapped = ResourceMapper(Self.mappings, source: "terraform").map(resources)
        #expect(mapped.map(\.shown) == ["{id:x,p:(sensitive),q:[{r:(sensitive),s:y}]}", "{id:y}"])
    }

    @Test("an older state says what is read")
    func older() throws {
        let root = try JSONDocument(#"{"version":3,"terraform_version":"0.11.1","resources":[]}"#).root
        let reading = TerraformStateAdapter(mappings: .empty).read(root)
        #expect(reading.errors.first?.description.contains("version 3; version 4 is read") == true)
    }
}
