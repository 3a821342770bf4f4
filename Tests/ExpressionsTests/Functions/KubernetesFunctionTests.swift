import Expressions
import JSON
import Testing

@Suite("Functions about Kubernetes objects")
struct KubernetesFunctionTests {
    private static let pod =
        #"{"containers":[{"name":"a"},{"name":"b"}],"initContainers":[{"name":"c"}],"ephemeralContainers":[{"name":"d"}]}"#

    private static func program(_ expression: String) throws -> Program {
        try Program(compiling: expression, in: Environment(variables: ["config"]))
    }

    private static func value(_ expression: String, _ object: String) throws -> String {
        switch try program(expression).evaluate(Bindings([.json(try JSONDocument(object).root)])) {
        case .success(let value): value.jsonText
        case .failure(let error): error.message
        }
    }

    @Test(
        "a specification is found wherever the kind of object has it",
        arguments: [
            #"{"kind":"Pod","spec":SPEC}"#, #"{"spec":SPEC}"#,
            #"{"kind":"Deployment","spec":{"template":{"spec":SPEC}}}"#,
            #"{"kind":"Rollout","spec":{"template":{"spec":SPEC}}}"#,
            #"{"kind":"PodTemplate","template":{"spec":SPEC}}"#,
            #"{"kind":"CronJob","spec":{"jobTemplate":{"spec":{"template":{"spec":SPEC}}}}}"#,
        ]
    )
    func places(object: String) throws {
        let object = object.replacing("SPEC", with: Self.pod)
        #expect(try Self.value("podSpec(config) == null", object) == "false")
        #expect(try Self.value("podContainers(config).map(c, c.name)", object) == #"["a","b","c","d"]"#)
    }

    @Test(
        "what has no pods has no specification and no containers",
        arguments: [
            "null", "1", #""Pod""#, "[]", "{}", #"{"kind":"Pod"}"#, #"{"kind":"Pod","spec":null}"#,
            #"{"kind":"Pod","spec":7}"#,
            #"{"kind":"Service","spec":{"ports":[]}}"#, #"{"kind":"Deployment","spec":{"template":[]}}"#,
            #"{"kind":1,"spec":{"containers":"x"}}"#,
            #"{"kind":"ApplicationSet","spec":{"template":{"spec":{"project":"x"}}}}"#,
        ]
    )
    func without(object: String) throws {
        #expect(try Self.value("podSpec(config)", object) == "null")
        #expect(try Self.value("podContainers(config)", object) == "[]")
    }

    @Test(
        "lists that are absent, null or of another type add nothing; null elements neither",
        arguments: [
            (#"{"kind":"Pod","spec":{}}"#, "0"), (#"{"kind":"Pod","spec":{"containers":null}}"#, "0"),
            (#"{"kind":"Pod","spec":{"containers":{"name":"a"},"initContainers":[{"name":"b"}]}}"#, "1"),
            (#"{"kind":"Pod","spec":{"containers":[null,{"name":"a"},"x"]}}"#, "2"),
        ]
    )
    func lists(object: String, count: String) throws {
        #expect(try Self.value("size(podContainers(config))", object) == count)
    }

    @Test("an explanation names the place in the object")
    func explanations() throws {
        let object =
            #"{"kind":"Deployment","spec":{"template":{"spec":{"hostPID":true,"containers":[{"image":"a:1"},{"image":"b:latest"}]}}}}"#
        let bindings = Bindings([.json(try JSONDocument(object).root)])
        let images = try Self.program("podContainers(config).all(c, !c.image.endsWith(':latest'))").explain(bindings)
        #expect(images?.path == "config.spec.template.spec.containers[1].image")
        let spaces = try Self.program("podSpec(config).hostPID != true").explain(bindings)
        #expect(spaces?.path == "config.spec.template.spec.hostPID")
    }
}
